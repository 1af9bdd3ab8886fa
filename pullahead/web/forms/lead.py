"""Forms of one lead: acts of a team lead, consent, sale outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.web.forms.base import LOCAL, Refusable, date_field, select_field, text_field

CHOOSE = ("", _("Choose"))


class LeadForm(Refusable):
    """Form of one act on a lead; its ids begin with the act's name."""

    act = ""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.auto_id = f"{self.act}-%s"


class PhoneForm(LeadForm):
    """Form of a number for a lead that has none."""

    act = "phone"
    phone = text_field(
        _("New phone"),
        _("With the country code, such as +1 512 555 0142"),
        max_length=40,
        maxlength=40,
        type="tel",
        required=True,
    )


class ZoneForm(LeadForm):
    """Form of the zone of a lead whose number does not tell it."""

    act = "zone"
    zone = text_field(
        _("Time zone"),
        _("The phone number does not show the time zone"),
        max_length=60,
        list="zones",
        placeholder="America/Chicago",
        required=True,
    )


class CloseForm(LeadForm):
    """Form of a final disposition and its reason."""

    act = "close"
    disposition = select_field(_("Call outcome"), required=True)
    note = text_field(_("Reason"), rows=2, required=True)


class CorrectForm(LeadForm):
    """Form of a corrected disposition of the last settle, and the reason."""

    act = "correct"
    disposition = select_field(_("Correct outcome"), required=True)
    reason = text_field(_("Reason"), rows=2, required=True)


class SaleOutcomeForm(LeadForm):
    """Form of a sale outcome."""

    act = "outcome"
    verdict = forms.CharField(
        required=False,
        label=_("Sale outcome"),
        widget=forms.RadioSelect(
            {"required": True}, choices=[("won", _("Won")), ("lost", _("Lost"))]
        ),
    )
    value = text_field(
        _("Value"),
        _("Optional"),
        max_length=60,
        maxlength=60,
        inputmode="decimal",
        placeholder="1234.50",
    )
    on = date_field(_("Date"), _("Default: today"))


class ConsentForm(LeadForm):
    """Form of a consent: channel, wording, place, time, and address."""

    act = "consent"
    channel = select_field(_("Given"), required=True)
    text = text_field(_("Words of the consent"), rows=2, maxlength=2000, required=True)
    url = text_field(_("Evidence"), _("Link to a page, recording or file; optional"), maxlength=500)
    at = forms.DateTimeField(
        required=False,
        label=_("Date and time"),
        help_text=_("Default: now"),
        input_formats=[LOCAL, LOCAL + ":%S"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
        error_messages={"invalid": _("Enter a date and time, such as 2026-05-04 10:30.")},
    )
    address = select_field(_("Address"))


class WithdrawForm(LeadForm):
    """Form of a withdrawal of consent: the reason, and the address."""

    act = "withdraw"
    address = select_field(_("Address"))
    reason = text_field(_("Reason"), rows=2, maxlength=500, required=True)
