"""Forms of sources: terms, spend of a day, spend file, margin of a product."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.settings.source_terms import CAP_AT_MOST
from pullahead.web.forms.base import Refusable, date_field, select_field, text_field


def _amount(label: Any, hint: Any = "", *, required: bool = False) -> forms.DecimalField:
    wrong = _("Enter an amount, such as 1234.50.")
    return forms.DecimalField(
        required=required,
        label=label,
        help_text=hint,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits"), wrong
        ),
    )


def _cap(label: Any, hint: Any = "") -> forms.IntegerField:
    wrong = _("Enter a whole number of leads, or leave the field blank for no cap.")
    return forms.IntegerField(
        required=False,
        label=label,
        help_text=hint,
        min_value=0,
        max_value=CAP_AT_MOST,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )


class TermsForm(Refusable):
    """Form of a source's price, margin, caps and return window."""

    price = _amount(_("Price per lead"), _("Blank: free, or paid by spend"))
    margin = _amount(_("Margin, in percent"), _("Share of a sale’s value. Blank: 100"))
    cap_hour = _cap(_("Leads per hour"))
    cap_day = _cap(_("Leads per day"))
    cap_month = _cap(_("Leads per month"))
    cap_open = _cap(_("Open leads"), _("Blank: no cap"))
    return_days = forms.IntegerField(
        required=False,
        label=_("Days to return a lead"),
        help_text=_("The vendor’s return window. Blank: 7"),
        min_value=0,
        max_value=90,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Enter a whole number of days, at most 90.")
        ),
    )


class SpendForm(Refusable):
    """Form of the spend of one day, source and campaign."""

    day = date_field(_("Day"))
    source = select_field(_("Source"))
    campaign = text_field(_("Campaign"), _("Blank: all campaigns"), maxlength=100)
    amount = _amount(_("Amount"), required=True)

    def __init__(self, data: Any = None, *, sources: Iterable[str], **options: Any) -> None:
        super().__init__(data, **options)
        self.offer("source", [(name, name) for name in sources])
        self.fields["day"].required = True
        self.fields["day"].error_messages["required"] = _("Enter a day.")


class SpendFileForm(Refusable):
    """Form of a spend file; the view reads the file itself."""

    file = forms.CharField(
        required=False,
        label=_("CSV file"),
        help_text=_("Columns: day, source, campaign (optional), amount"),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv", "required": True}),
    )


class ProductMarginForm(Refusable):
    """Form of the margin of one product."""

    product = text_field(
        _("Product"), _("As in the custom field “product” of leads"), maxlength=100
    )
    percent = _amount(_("Margin, in percent"), _("Blank: remove"))


class HourCostForm(Refusable):
    """Form of the cost of an agent's hour."""

    amount = _amount(_("Cost of an agent’s hour"), _("Blank: not counted"))
