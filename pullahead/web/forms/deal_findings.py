"""Forms of the contacts and findings of a deal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.deals.detail import DealDetail
from pullahead.web.forms.deals import HIDDEN, DealForm


class ContactForm(DealForm):
    """Form of a person of the customer."""

    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    role = forms.CharField(
        label=_("Role"),
        help_text=_("If you do not know the name yet, enter the role, such as Legal."),
        required=False,
        max_length=100,
    )
    email = forms.CharField(label=_("Email"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        initial="theirs",
        choices=[
            ("theirs", _("Works for the customer")),
            ("outside", _("Outside, but has influence")),
            ("partner", _("Our partner")),
        ],
    )
    decides = forms.BooleanField(label=_("Decider: makes the choice"), required=False)
    sees = forms.BooleanField(label=_("Sees the problem"), required=False)

    def clean_side(self) -> str:
        """Return the side; the customer's without a choice."""
        return str(self.cleaned_data["side"] or "theirs")


class MarkForm(DealForm):
    """Form of what a contact decides and sees."""

    contact = forms.IntegerField(widget=HIDDEN, min_value=1, max_value=2**53)
    decides = forms.BooleanField(required=False)
    sees = forms.BooleanField(required=False)


class ForgetForm(DealForm):
    """Form that erases a contact."""

    contact = forms.IntegerField(widget=HIDDEN, min_value=1, max_value=2**53)


class FindingForm(DealForm):
    """Form of a problem, a chance or a recommendation, in money."""

    kind = forms.ChoiceField(
        label=_("Finding"),
        required=False,
        choices=[
            ("problem", _("Problem: what it costs them")),
            ("chance", _("Opportunity: what they would gain")),
            ("recommendation", _("Recommendation: what our offer is worth to them")),
        ],
    )
    words = forms.CharField(
        label=_("In their words"), required=False, widget=forms.Textarea({"rows": 2})
    )
    amount = forms.DecimalField(
        label=_("Amount"), required=False, max_digits=14, decimal_places=2, min_value=0
    )
    period = forms.ChoiceField(
        label=_("Per"),
        required=False,
        choices=[("year", _("per year")), ("once", _("once"))],
    )

    def clean_period(self) -> str:
        """Return the period; a year without a choice."""
        return str(self.cleaned_data["period"] or "year")


class ConfirmForm(DealForm):
    """Form of who of the customer confirmed a finding, and how."""

    finding = forms.IntegerField(widget=HIDDEN, min_value=1, max_value=2**53)
    contact = forms.IntegerField(
        label=_("Confirmed by"), required=False, min_value=1, max_value=2**53, widget=forms.Select
    )
    how = forms.ChoiceField(
        label=_("How"),
        required=False,
        choices=[
            ("said", _("said")),
            ("written", _("in writing")),
            ("measured", _("measured")),
        ],
    )

    def fit(self, deal: DealDetail) -> None:
        contacts = [(str(one.id), one.name) for one in deal.people.contacts]
        self.offer("contact", [("", _("Choose …")), *contacts])

    def clean_contact(self) -> int:
        """Return the contact; 0, which no contact has, without a choice."""
        return int(self.cleaned_data["contact"] or 0)


class WithdrawFindingForm(DealForm):
    """Form that withdraws a finding."""

    finding = forms.IntegerField(widget=HIDDEN, min_value=1, max_value=2**53)
