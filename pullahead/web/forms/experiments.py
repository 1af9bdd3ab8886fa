"""Form of a planned experiment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.floor.experiments import ORDERINGS, YARDSTICKS, ExperimentPlan
from pullahead.web.forms.base import Refusable, select_field, text_field

_NUMBER = {"invalid": _("Enter a number.")}


def number_field(
    label: Any, hint: Any, initial: int | None, least: int, most: int
) -> forms.IntegerField:
    """Return a field for a whole number; the use case checks its limits."""
    return forms.IntegerField(
        required=False,
        label=label,
        help_text=hint,
        initial=initial,
        error_messages=_NUMBER,
        widget=forms.NumberInput({"min": least, "max": most, "autocomplete": "off"}),
    )


class ExperimentForm(Refusable):
    """Question, orders, figure and length of an experiment."""

    team = select_field(_("Team"))
    question = text_field(
        _("Question"),
        _("For example: do we reach more leads if the newest comes first?"),
        max_length=200,
        maxlength=200,
    )
    usual = select_field(_("Order A"), choices=tuple(ORDERINGS.items()))
    other = select_field(_("Order B"), choices=tuple(ORDERINGS.items()))
    yardstick = select_field(_("Figure to compare"), choices=tuple(YARDSTICKS.items()))
    weeks = number_field(_("Weeks"), _("2 to 26. The end is fixed in advance."), 6, 2, 26)
    washout = number_field(
        _("Washout in minutes"),
        _(
            "The first minutes of each half-day do not count, because the queue still comes from "
            "the other order. Use 120 for fewer than five people."
        ),
        90,
        0,
        120,
    )
    smallest = forms.FloatField(
        required=False,
        label=_("Smallest effect of interest, in percent"),
        initial=10,
        error_messages=_NUMBER,
        widget=forms.NumberInput({"min": 1, "max": 100, "step": "any"}),
    )

    def __init__(self, *args: Any, teams: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "experiment-%s"
        self.fields["other"].initial = "lifo"
        self.offer("team", teams)

    def facts(self) -> ExperimentPlan:
        """Return the input as the use case takes it."""
        sent = dict(self.cleaned_data)
        team = sent.pop("team")
        return ExperimentPlan(team_id=int(team) if team.isdecimal() else 0, **sent)
