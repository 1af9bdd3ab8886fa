"""Forms of conversations and promises. They read and clean values; use cases validate them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.conversations.brief import DealBrief
from pullahead.usecases.conversations.pads import PadInput
from pullahead.web.forms.base import LOCAL, Refusable, date_field

CHIP = re.compile(r"chip-([0-9a-f]{8})")
KINDS = (("talk", _("Talk")), ("interview", _("Interview")), ("letter", _("Letter")))
STARTED = (("ours", _("We")), ("theirs", _("The customer")))


class PadForm(Refusable):
    """Form of a conversation: who was there, the pad, and the chosen chips."""

    contacts = forms.MultipleChoiceField(label=_("Who was there"), required=False)
    people = forms.MultipleChoiceField(label=_("Colleagues"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
    started_by = forms.ChoiceField(label=_("Who started it"), choices=STARTED, required=False)
    held_at = forms.DateTimeField(
        label=_("When"),
        help_text=_("Blank: now."),
        required=False,
        input_formats=[LOCAL],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
    )
    pad = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 6, "spellcheck": "true"}),
    )
    typed_s = forms.IntegerField(
        required=False, min_value=0, max_value=86_400, widget=forms.HiddenInput
    )

    def __init__(self, data: Any = None, *, brief: DealBrief) -> None:
        super().__init__(data, auto_id="id_talk_%s")
        contacts = [(str(one.id), one.name) for one in brief.contacts]
        people = [(str(number), name) for number, name in brief.colleagues]
        for name, choices in (("contacts", contacts), ("people", people)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
        self.chosen = _chosen(data) if data is not None else {}
        self.there = (
            {str(one.id) for one in brief.contacts if one.present}
            if data is None
            else set(data.getlist("contacts"))
        )

    def typed(self) -> PadInput:
        """Return what was typed, for the use case."""
        given = self.cleaned_data
        return PadInput(
            pad=given["pad"],
            contacts=tuple(UUID(one) for one in given["contacts"]),
            people=tuple(int(one) for one in given["people"]),
            kind=given["kind"] or "talk",
            started_by=given["started_by"] or "ours",
            held_at=given["held_at"],
            typed_s=given["typed_s"],
            chosen=self.chosen,
        )


def _chosen(data: Any) -> Mapping[str, str]:
    """Return the chosen chips by line."""
    found = {}
    for name in data:
        match = CHIP.fullmatch(name)
        if match is not None and data[name]:
            found[match[1]] = data[name][:400]
    return found


class CorrectPadForm(Refusable):
    """Form of the corrected text of a conversation."""

    pad = forms.CharField(
        label=_("Text"), required=False, max_length=20_000, widget=forms.Textarea({"rows": 8})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="id_correct_%s", **options)
        self.chosen = _chosen(data) if data is not None else {}

    def typed(self) -> dict[str, Any]:
        """Return the text and the chosen chips, to be read again."""
        text = self.data.get("pad") if self.is_bound else self.initial.get("pad")
        return {"pad": str(text or ""), "chosen": self.chosen}


class AnsweredForm(Refusable):
    """Form of the buyer's answer to a recap."""

    words = forms.CharField(
        label=_("What did the customer answer?"),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 3}),
    )


class PromiseMoveForm(Refusable):
    """Form of a move of a promise."""

    n = forms.IntegerField(min_value=1, max_value=2**31)
    words = forms.CharField(required=False, max_length=4000)
    due = date_field(_("By"))
    conditions = forms.CharField(required=False, max_length=300)
    reason = forms.CharField(required=False, max_length=40)
