"""Forms of a value network. They read and clean values; the use cases validate them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.buying.value import DeliverableInput
from pullahead.usecases.buying.value_page import ValueNetwork
from pullahead.web.forms.base import Refusable

ID_MOST = 2**53
RATINGS = [("", "–"), *((str(one), f"{one:+d}" if one else "0") for one in range(-3, 4))]


class ValueForm(Refusable):
    """Base of the forms of a value network."""

    def __init__(
        self,
        data: Any = None,
        *,
        network: ValueNetwork | None = None,
        row: str = "",
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id=f"{row}-%s")
        if network is not None:
            self.fit_network(network)

    def fit_network(self, network: ValueNetwork) -> None:
        """Set the choices of the fields."""


class ValueRoleForm(ValueForm):
    """Form of a role that gives or gets value."""

    name = forms.CharField(
        label=_("Role"),
        help_text=_("Such as: night manager, our fitters, fire authority."),
        required=False,
        max_length=100,
    )
    side = forms.ChoiceField(
        label=_("Side"),
        required=False,
        choices=[
            ("theirs", _("Works for the customer")),
            ("ours", _("Ours")),
            ("outside", _("Outside, but has influence")),
            ("partner", _("Our partner")),
        ],
    )

    def clean_side(self) -> str:
        """Return the side; the customer's without a choice."""
        return str(self.cleaned_data["side"] or "theirs")


class RemoveRoleForm(ValueForm):
    """Form that removes a role."""

    role = forms.IntegerField(min_value=1, max_value=ID_MOST)


class DeliverableForm(ValueForm):
    """Form of a deliverable."""

    n = forms.IntegerField(min_value=1, max_value=ID_MOST, required=False, widget=forms.HiddenInput)
    giver = forms.IntegerField(
        label=_("From"), required=False, min_value=1, max_value=ID_MOST, widget=forms.Select
    )
    receiver = forms.IntegerField(
        label=_("To"), required=False, min_value=1, max_value=ID_MOST, widget=forms.Select
    )
    what = forms.CharField(label=_("What is given"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("tangible", _("tangible")), ("intangible", _("intangible"))],
    )
    rating = forms.TypedChoiceField(
        label=_("Rating by the receiver"),
        required=False,
        choices=RATINGS,
        coerce=int,
        empty_value="",
    )
    triggers = forms.CharField(label=_("Effect on the receiver"), required=False, max_length=200)
    how = forms.ChoiceField(
        label=_("How it adds value"),
        required=False,
        choices=[
            ("", "–"),
            ("add", _("adds")),
            ("extend", _("extends")),
            ("convert", _("converts")),
        ],
    )
    cost = forms.DecimalField(
        label=_("Cost"), required=False, max_digits=14, decimal_places=2, min_value=0
    )
    promise = forms.CharField(
        label=_("Promise"), required=False, max_length=36, widget=forms.Select
    )

    def fit_network(self, network: ValueNetwork) -> None:
        roles = [(one.id, one.name) for one in network.roles]
        for name in ("giver", "receiver"):
            self.offer(name, [("", _("Choose …")), *roles])
        promises = [(str(one.id), one.what[:80]) for one in network.promises]
        self.offer("promise", [("", "–"), *promises])

    def typed(self) -> DeliverableInput:
        """Return what was typed."""
        data = self.cleaned_data
        rating = data["rating"]
        return DeliverableInput(
            giver=data["giver"] or 0,
            receiver=data["receiver"] or 0,
            what=data["what"],
            kind=data["kind"] or "tangible",
            rating=rating if isinstance(rating, int) else None,
            triggers=data["triggers"],
            how=data["how"],
            cost=data["cost"],
            promise=_uuid(data["promise"]),
        )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


class EndForm(ValueForm):
    """Form that ends a deliverable, or lets it go on."""

    n = forms.IntegerField(min_value=1, max_value=ID_MOST)
    ended = forms.CharField(max_length=3, required=False)


class ValueFileForm(ValueForm):
    """Form of a file of deliverables; the view reads the file itself."""

    file = forms.CharField(
        required=False,
        label=_("CSV file"),
        help_text=_("Columns: number, from, to, what, kind, rating, triggers, how, cost"),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv", "required": True}),
    )
