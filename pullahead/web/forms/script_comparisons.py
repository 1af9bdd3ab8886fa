"""Form of a planned comparison of call scripts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from pullahead.usecases.floor.script_comparisons import YARDSTICKS, ScriptPlan
from pullahead.web.forms.base import select_field, text_field
from pullahead.web.forms.calling import GuideForm
from pullahead.web.forms.experiments import number_field


class ScriptComparisonForm(GuideForm):
    """Source, question, figure, script B and length of a comparison."""

    source = select_field(_("Source"))
    question = text_field(
        _("Question"),
        _("For example: does a question about the budget help?"),
        max_length=200,
        maxlength=200,
    )
    yardstick = select_field(_("Figure to compare"), choices=tuple(YARDSTICKS.items()))
    weeks = number_field(_("Weeks in which leads are drawn"), _("1 to 26"), 6, 1, 26)
    days = number_field(
        _("Days for the result"),
        _("Results count for this many days after a lead’s first pull, 1 to 90"),
        14,
        1,
        90,
    )
    share_b = number_field(_("Leads with script B, in percent"), _("10 to 90"), 50, 10, 90)
    field_order = (
        *("source", "question", "yardstick", "weeks", "days", "share_b"),
        *("steps", "objections", "questions"),
    )

    def __init__(self, *args: Any, sources: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "comparison-%s"
        self.offer("source", sources)
        labels = {
            "steps": _("Script B: steps"),
            "objections": _("Script B: objections"),
            "questions": _("Script B: required questions"),
        }
        for name, label in labels.items():
            self.fields[name].label = label

    def facts(self) -> ScriptPlan:
        """Return the input as the use case takes it."""
        sent = dict(self.cleaned_data)
        source = sent.pop("source")
        is_id = source.isascii() and source.isdecimal()
        return ScriptPlan(source_id=int(source) if is_id else 0, **sent)
