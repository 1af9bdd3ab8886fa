"""Forms of deals. They read and clean values; the use cases validate them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.deals.detail import DealDetail, StageOption
from pullahead.usecases.deals.field_values import PREFIX, FieldInput, ShownField
from pullahead.web.forms.base import Refusable, date_field

SIGNAL_WORDS = {
    "asked_terms": _("Asked about price, contract or dates"),
    "brought_colleague": _("Brought a colleague along"),
    "started": _("Called or wrote unprompted"),
    "asked": _("Asked a question"),
    "asked_again": _("Inquired again"),
    "promised": _("Promised something"),
    "kept": _("Did what they promised"),
    "answered": _("Answered us"),
    "came": _("Came to a meeting"),
}
HIDDEN = forms.HiddenInput
NUMBER = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})


class DealForm(Refusable):
    """Base of the forms of one deal, with the deal's sequence when the page was shown."""

    seq = forms.IntegerField(required=False, widget=HIDDEN)
    # reason to exceed a limit, typed after a refusal
    override = forms.CharField(required=False, max_length=300, widget=HIDDEN)

    def __init__(self, data: Any = None, *, deal: DealDetail | None = None, act: str = "") -> None:
        initial = self.initial_of(deal) if deal is not None else {}
        super().__init__(data, initial=initial, auto_id=f"id_{act}_%s" if act else "id_%s")
        if deal is not None:
            self.fit(deal)

    def initial_of(self, deal: DealDetail) -> dict[str, Any]:
        """Return what the form shows at first."""
        return {"seq": deal.seq}

    def fit(self, deal: DealDetail) -> None:
        """Set the choices of the fields."""

    def choose(self, name: str, options: Sequence[StageOption]) -> None:
        """Offer options in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose …")), *((one.id, one.label) for one in options)]


class PlainForm(DealForm):
    """Form of an act that needs no field."""


class PullForm(DealForm):
    """Form of a pull; the reason is needed where required facts are unmet."""

    said = forms.ChoiceField(label=_("Based on the customer’s words"), choices=(), required=False)
    reason = forms.CharField(
        label=_("Why move on without the missing facts?"), required=False, max_length=300
    )

    def fit(self, deal: DealDetail) -> None:
        self.choose("said", deal.choices.quotes)
        if not deal.choices.quotes:
            del self.fields["said"]

    def clean_said(self) -> UUID | None:
        """Return the id of the chosen words."""
        said = self.cleaned_data["said"]
        return UUID(said) if said else None


class WaitForm(DealForm):
    """Form of the day until which a deal waits."""

    until = date_field(_("Until"))


class MoveForm(DealForm):
    """Form of the stage that a deal moves to."""

    # the use case says why a stage is refused, also one that a card was dropped on
    to = forms.IntegerField(
        label=_("Stage"), required=False, min_value=1, max_value=2**53, widget=forms.Select
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Required for a move back."),
        required=False,
        max_length=300,
    )

    def fit(self, deal: DealDetail) -> None:
        choices = [(one.id, one.label) for one in deal.choices.moves]
        self.offer("to", [("", _("Choose …")), *choices])


class HandOverDealForm(DealForm):
    """Form of the colleague who gets a deal."""

    to = forms.ChoiceField(label=_("Colleague"), choices=(), required=False)

    def fit(self, deal: DealDetail) -> None:
        self.choose("to", deal.choices.colleagues)


class WinForm(DealForm):
    """Form of the value of a deal that is won."""

    value = forms.DecimalField(
        label=_("Value"), required=False, max_digits=14, decimal_places=2, min_value=0
    )
    said = forms.ChoiceField(label=_("Based on the customer’s words"), choices=(), required=False)
    reason = forms.CharField(label=_("Other basis for the sale"), required=False, max_length=300)

    def initial_of(self, deal: DealDetail) -> dict[str, Any]:
        return {"seq": deal.seq, "value": deal.value}

    def fit(self, deal: DealDetail) -> None:
        self.choose("said", deal.choices.quotes)
        if not deal.choices.quotes:
            del self.fields["said"]

    def clean_said(self) -> UUID | None:
        """Return the id of the chosen words."""
        said = self.cleaned_data["said"]
        return UUID(said) if said else None


class CloseDealForm(DealForm):
    """Form of the reason for which a deal is lost or discarded."""

    reason = forms.ChoiceField(label=_("Reason"), choices=(), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def fit(self, deal: DealDetail) -> None:
        self.choose("reason", deal.choices.reasons)


class BlockForm(DealForm):
    """Form of the cause of a block, and of the day of its review."""

    cause = forms.ChoiceField(label=_("Cause"), choices=(), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    until = date_field(_("Review on"))

    def fit(self, deal: DealDetail) -> None:
        self.choose("cause", deal.choices.causes)


class UnblockForm(DealForm):
    """Form of how a block ended."""

    how = forms.CharField(label=_("How was it resolved?"), required=False, max_length=300)


class SignalForm(DealForm):
    """Form of what the customer did."""

    kind = forms.ChoiceField(
        label=_("What did the customer do?"), choices=list(SIGNAL_WORDS.items()), required=False
    )
    words = forms.CharField(
        label=_("In their words"), required=False, widget=forms.Textarea({"rows": 2})
    )


class AnswerForm(DealForm):
    """Form of the answer to a customer, and of the next date."""

    text = forms.CharField(label=_("What did you answer?"), required=False, max_length=300)
    until = date_field(_("Next date"))


class WalkForm(Refusable):
    """Form of the answer to the question of a stage."""

    words = forms.CharField(
        label=_("Answer"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    passed = forms.BooleanField(
        label=_("Skip the question. The answer above is the reason."), required=False
    )

    def __init__(self, data: Any = None, *, act: str) -> None:
        super().__init__(data, auto_id=f"id_{act}_%s")


class FactForm(DealForm):
    """Form of the answer that meets a needed fact."""

    item = forms.IntegerField(widget=HIDDEN, min_value=1, max_value=2**53)
    words = forms.CharField(label=_("Answer"), required=False, max_length=4000)


class EditDealForm(DealForm):
    """Form of the fields of a deal."""

    title = forms.CharField(label=_("Title"), required=False, max_length=300)
    company = forms.CharField(label=_("Company"), required=False, max_length=300)
    value = forms.DecimalField(label=_("Value"), required=False, max_digits=14, decimal_places=2)
    chance = forms.IntegerField(
        label=_("Chance in percent"),
        help_text=_("Blank: the win rate of the stage."),
        required=False,
        min_value=0,
        max_value=100,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Enter a chance between 0 and 100 percent.")
        ),
    )
    next_action = forms.CharField(label=_("Next action"), required=False, max_length=300)
    next_on = date_field(_("Next date"))

    def __init__(
        self,
        data: Any = None,
        *,
        deal: DealDetail | None = None,
        act: str = "",
        fields: Sequence[ShownField] = (),
    ) -> None:
        self.own = tuple(one for one in (deal.fields if deal else fields) if not one.retired)
        super().__init__(data, deal=deal, act=act)
        for one in self.own:
            self.fields[PREFIX + one.code] = custom_field(one)

    def initial_of(self, deal: DealDetail) -> dict[str, Any]:
        return {
            "seq": deal.seq,
            "title": deal.title,
            "company": deal.company,
            "value": deal.value,
            "chance": deal.chance,
            "next_action": deal.next_action,
        }

    def custom(self) -> dict[str, FieldInput]:
        """Return the custom fields that were sent, by code."""
        sent = (one.code for one in self.own if PREFIX + one.code in self.data)
        return {code: self.cleaned_data[PREFIX + code] for code in sent}


YES_NO = [("", "–"), ("yes", _("Yes")), ("no", _("No"))]


def custom_field(shown: ShownField) -> forms.Field:
    """Return the form field of a custom field; the use case checks its value."""
    hint = _("Needed before the deal leaves {stage}").format(stage=shown.stage)
    common: dict[str, Any] = {
        "label": shown.name,
        "required": False,
        "help_text": hint if shown.stage else "",
        "initial": shown.value,
    }
    if shown.kind == "date":
        field = date_field(shown.name, common["help_text"])
        field.initial = shown.value
        return field
    if shown.kind == "yes_no":
        common["initial"] = {"True": "yes", "False": "no"}.get(str(shown.value), "")
        return forms.CharField(**common, widget=forms.Select(choices=YES_NO))
    if shown.kind == "choice":
        kept = [shown.text] if shown.text and shown.text not in shown.options else []
        options = [("", "–"), *((one, one) for one in (*shown.options, *kept))]
        return forms.CharField(**common, widget=forms.Select(choices=options))
    if shown.kind in {"number", "money"}:
        common["initial"] = shown.text
        return forms.CharField(**common, max_length=30, widget=NUMBER)
    return forms.CharField(**common, max_length=500)
