"""Forms of planned comparisons: of call scripts, and of message templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.floor.compared_texts import ScriptPlan
from pullahead.usecases.floor.script_comparisons import YARDSTICKS
from pullahead.web.forms.base import Refusable, select_field, text_field
from pullahead.web.forms.calling import CHANNELS, GuideForm
from pullahead.web.forms.experiments import number_field

PLAN_FIELDS = ("kind", "source", "question", "yardstick", "weeks", "days", "share_b")


class ComparisonForm(Refusable):
    """Source, question, figure and length of a comparison."""

    kind = forms.CharField(required=False, widget=forms.HiddenInput)
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
    share_b = number_field(_("Leads with B, in percent"), _("10 to 90"), 50, 10, 90)
    field_order: tuple[str, ...] = PLAN_FIELDS

    def __init__(self, *args: Any, sources: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "comparison-%s"
        self.offer("source", sources)

    def facts(self) -> ScriptPlan:
        """Return the input as the use case takes it."""
        sent = dict(self.cleaned_data)
        source = sent.pop("source")
        is_id = source.isascii() and source.isdecimal()
        sent["kind"] = sent["kind"] or "script"
        return ScriptPlan(source_id=int(source) if is_id else 0, **sent)


class ScriptComparisonForm(ComparisonForm, GuideForm):
    """Form of a comparison with another call script."""

    field_order = (*PLAN_FIELDS, "steps", "objections", "questions")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        labels = {
            "steps": _("Script B: steps"),
            "objections": _("Script B: objections"),
            "questions": _("Script B: required questions"),
        }
        for name, label in labels.items():
            self.fields[name].label = label


class MessageComparisonForm(ComparisonForm):
    """Form of a comparison with another message template."""

    channel = select_field(_("Channel"), choices=CHANNELS)
    language = text_field(
        _("Language"),
        _("Two letters, such as es. Blank: the template without a language"),
        max_length=10,
        maxlength=5,
    )
    touch = number_field(
        _("Number of the nurturing contact"), _("Such as 2. Blank: any message"), None, 1, 12
    )
    subject = text_field(_("Message B: subject"), _("Email only"), maxlength=200)
    body = text_field(
        _("Message B: text"),
        _("Placeholders: {name}, {first_name}, {agent}"),
        maxlength=2000,
        rows=5,
    )
    field_order = (*PLAN_FIELDS, "channel", "language", "touch", "subject", "body")

    def facts(self) -> ScriptPlan:
        """Return the input as the use case takes it."""
        self.cleaned_data["touch"] = self.cleaned_data["touch"] or 0
        return super().facts()


FORMS: dict[str, type[ComparisonForm]] = {
    "script": ScriptComparisonForm,
    "message": MessageComparisonForm,
}
