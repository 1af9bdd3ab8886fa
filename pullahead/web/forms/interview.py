"""Form of an interview: nine questions, each with what its answer is added as."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.sprints.interview import ANSWER, KEPT_AS, QUESTIONS, InterviewPage
from pullahead.web.forms.base import LOCAL, Refusable, select_field, text_field

CHOICES = [("", _("Note")), ("objective", _("Objective")), ("step", _("Step"))]


class InterviewForm(Refusable):
    """Form of an interview; the fields of a question are CODE and CODE-as."""

    contact = forms.TypedChoiceField(label=_("Who"), coerce=int, required=False, empty_value=None)
    held_at = forms.DateTimeField(
        required=False,
        label=_("When"),
        help_text=_("Blank: just now"),
        input_formats=[LOCAL],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
    )

    def __init__(self, data: Any = None, *, page: InterviewPage) -> None:
        super().__init__(data)
        field = self.fields["contact"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Choose …")), *page.contacts]
        for code, question in QUESTIONS.items():
            self.fields[code] = text_field(question, rows=2, max_length=ANSWER)
            self.fields[f"{code}-as"] = select_field(_("Add as"), choices=CHOICES)

    @property
    def questions(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the two fields of each question."""
        return [(self[code], self[f"{code}-as"]) for code in QUESTIONS]

    def typed(self) -> dict[str, Any]:
        """Return what was typed, as the use case takes it."""
        data = self.cleaned_data
        return {
            "contact": data["contact"],
            "held_at": data["held_at"],
            "answers": {code: data[code] for code in QUESTIONS},
            "kept_as": {
                code: data[f"{code}-as"] for code in QUESTIONS if data[f"{code}-as"] in KEPT_AS
            },
        }
