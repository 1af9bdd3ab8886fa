"""Form of a run of the lab."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.web.forms.base import Refusable, select_field

AS_IN_THE_WORLD = _("Blank: as in the world")


class LabForm(Refusable):
    """World, what to change in it, policies and number of seeds."""

    world = select_field(_("World"))
    people = forms.IntegerField(
        label=_("People"),
        required=False,
        help_text=AS_IN_THE_WORLD,
        error_messages={"invalid": _("Enter a whole number.")},
    )
    leads_per_week = forms.FloatField(
        label=_("Leads per week"),
        required=False,
        help_text=AS_IN_THE_WORLD,
        error_messages={"invalid": _("Enter a number.")},
    )
    absent_percent = forms.FloatField(
        label=_("Absence, % of working days"),
        required=False,
        help_text=AS_IN_THE_WORLD,
        error_messages={"invalid": _("Enter a number.")},
    )
    seeds = select_field(_("Seeds"))
    policies = forms.MultipleChoiceField(
        label=_("Policies"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        worlds: Iterable[tuple[str, str]],
        policies: Iterable[tuple[str, str]],
        seeds: Iterable[int],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.auto_id = "lab-%s"
        self.offer("world", worlds)
        self.offer("seeds", [(n, n) for n in seeds])
        chosen = self.fields["policies"]
        if isinstance(chosen, forms.MultipleChoiceField):
            chosen.choices = list(policies)
