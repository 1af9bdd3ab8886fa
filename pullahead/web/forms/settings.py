"""Forms of call outcomes, follow-up plans, start values of sources, and working hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pullahead.usecases.settings.cadences import CadenceView
from pullahead.usecases.settings.dispositions import DispositionsPage, DispositionView
from pullahead.usecases.settings.outcome_settings import OutcomeChanges
from pullahead.usecases.settings.source_defaults import SourceDefaults, SourcePage
from pullahead.usecases.settings.working_hours import WEEKDAYS
from pullahead.web.forms.base import (
    CellForm,
    ManyRows,
    Refusable,
    check_field,
    select_field,
    text_field,
    zone_field,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS = (
    ("next", _("Next attempt by the follow-up plan")),
    ("nurture", _("Next contact by the nurturing plan")),
    ("callback", _("Callback at an agreed time")),
    ("final", _("Close lead")),
)


class OutcomeRowForm(CellForm):
    """Form of a disposition's label and activity, in its row."""

    label = text_field(_("Label"), maxlength=60, required=True)
    active = check_field(_("Enabled"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, one: DispositionView) -> None:
        initial = {"label": one.label, "active": one.active}
        super().__init__(data, row=f"d-{one.code}", name=one.label, initial=initial)
        self.one = one


class OutcomeForm(Refusable):
    """Form of a new disposition."""

    label = text_field(_("Label"), maxlength=60, required=True)
    kind = select_field(_("Next step"), choices=KINDS)
    tried = check_field(_("The agent made an attempt"), initial=True)
    reached = check_field(_("The customer answered"))
    bad_number = check_field(_("The number is wrong (only with Close lead)"))
    opt_out = check_field(_("Do not call again (only with Close lead)"))


class PlanForm(CellForm):
    """Form of the times of a follow-up plan's attempts."""

    words = text_field("", maxlength=400, required=True)

    def __init__(self, data: Mapping[str, Any] | None = None, *, plan: CadenceView) -> None:
        super().__init__(data, row=f"c-{plan.id}", initial={"words": plan.offsets})
        self.plan = plan
        self.field_templates = {}
        words = self.fields["words"]
        words.label = plan.name
        words.help_text = ngettext("{n} attempt", "{n} attempts", plan.rounds).format(n=plan.rounds)


class NotesForm(CellForm):
    """Form of the rule of notes."""

    always = check_field(_("Require a note for every result"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, always: bool) -> None:
        super().__init__(data, row="notes", initial={"always": always})
        self.field_templates = {}


class OutcomesForms(ManyRows):
    """All forms of the page of dispositions and cadences, saved by one button."""

    def __init__(
        self, lists: DispositionsPage, sent: QueryDict | None = None, order: Sequence[str] = ()
    ) -> None:
        codes = set(order) | ({one.code for one in lists.dispositions} if sent is None else set())
        place = {code: n for n, code in enumerate(order)}
        rows = sorted(lists.dispositions, key=lambda one: place.get(one.code, len(place)))
        # a row that was added meanwhile was not sent
        self.outcomes = [
            OutcomeRowForm(sent if one.code in codes else None, one=one) for one in rows
        ]
        there = set(sent or ())
        self.plans = [
            PlanForm(sent if f"c-{plan.id}-words" in there else None, plan=plan)
            for plan in lists.plans
        ]
        # an unticked box is not sent; its initial value is
        noted = "initial-notes-always" in there
        self.notes = NotesForm(sent if noted else None, always=lists.own_words)
        super().__init__([*self.outcomes, *self.plans, self.notes])

    def changed(self, order: Sequence[str]) -> OutcomeChanges:
        """Return what a person changed."""
        rows = {form.key: form.changes() for form in self.outcomes if form.is_bound}
        plans = {form.plan.id: form.changes() for form in self.plans if form.is_bound}
        return OutcomeChanges(
            labels={code: row["label"] for code, row in rows.items() if "label" in row},
            active={code: row["active"] for code, row in rows.items() if "active" in row},
            order=order,
            plans={key: plan["words"] for key, plan in plans.items() if plan},
            own_words=self.notes.changes().get("always") if self.notes.is_bound else None,
        )


def _number(message: _StrPromise) -> dict[str, Any]:
    """Return the settings of a number typed as text, with one message for all that is none."""
    return {
        "error_messages": {"required": message, "invalid": message},
        "widget": forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    }


def _listed(message: _StrPromise) -> dict[str, Any]:
    """Return the settings of a choice by number."""
    return _number(message) | {"widget": forms.Select, "max_value": 2**62}


class StartForm(CellForm):
    """Form of the defaults of a source's leads, in its row."""

    team = forms.IntegerField(label=_("Team"), **_listed(_("Choose a team from the list.")))
    cadence = forms.IntegerField(
        label=_("Follow-up plan"), **_listed(_("Choose a follow-up plan from the list."))
    )
    percent = forms.FloatField(
        label=_("Expected sales, in percent"), **_number(_("Enter expected sales as a number."))
    )
    value = forms.DecimalField(
        label=_("Sale value"),
        max_digits=14,
        decimal_places=2,
        **_number(_("Enter the sale value as a number.")),
    )
    half_life_hours = forms.FloatField(
        label=_("Half-life, hours"), **_number(_("Enter the half-life in hours as a number."))
    )
    curve = select_field(_("Loss of interest"))
    needs_skills = text_field(
        _("Required skills"), max_length=150, maxlength=150, placeholder="lang:es"
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        start: SourceDefaults,
        choices: Mapping[str, Iterable[tuple[Any, Any]]],
    ) -> None:
        initial = {name: getattr(start, name) for name in self.base_fields}
        super().__init__(data, row=f"s-{start.source_id}", name=start.source, initial=initial)
        self.start = start
        for name, offered in choices.items():
            self.offer(name, offered)


class StartForms(ManyRows):
    """All rows of a page of sources; a row that was not sent is left as it is."""

    def __init__(self, page: SourcePage, sent: QueryDict | None = None) -> None:
        choices = {"team": page.teams, "cadence": page.cadences, "curve": page.curves}
        there = set(sent.getlist("source")) if sent is not None else set()
        self.starts = [
            StartForm(sent if str(one.source_id) in there else None, start=one, choices=choices)
            for one in page.starts
        ]
        super().__init__(self.starts)

    def changed(self) -> dict[int, dict[str, Any]]:
        """Return all values of each changed source."""
        return {
            form.start.source_id: form.cleaned_data
            for form in self.starts
            if form.is_bound and form.has_changed()
        }


def day_field(label: _StrPromise) -> forms.CharField:
    """Return a field with the hours of one weekday."""
    return text_field(label, max_length=100, maxlength=100)


class WorkingHoursForm(Refusable):
    """One calendar: a text for each weekday, and a line for each special day."""

    zone = zone_field("")
    monday = day_field(_("Monday"))
    tuesday = day_field(_("Tuesday"))
    wednesday = day_field(_("Wednesday"))
    thursday = day_field(_("Thursday"))
    friday = day_field(_("Friday"))
    saturday = day_field(_("Saturday"))
    sunday = day_field(_("Sunday"))
    country = text_field(
        _("Country of holidays"),
        _("Two letters; blank: none"),
        max_length=2,
        maxlength=2,
        list="countries",
    )
    subdivision = text_field(
        _("State or region"),
        _("Such as TX; blank: the whole country"),
        max_length=40,
        maxlength=40,
    )
    closed = text_field(
        _("Extra days off"), _("One per line: 2026-12-24 Christmas Eve"), max_length=30_000, rows=3
    )
    opened = text_field(
        _("Extra working days"),
        _("One per line: 2026-12-19 10:00-14:00"),
        max_length=30_000,
        rows=3,
    )

    def __init__(self, *args: Any, default_zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        hint = _("Blank: %(zone)s") % {"zone": default_zone}
        self.fields["zone"].help_text = hint

    @property
    def days(self) -> Sequence[forms.BoundField]:
        """Fields of the weekdays."""
        return [self[day] for day in WEEKDAYS]

    @property
    def special(self) -> Sequence[forms.BoundField]:
        """Fields of holidays and of single days."""
        return [self[name] for name in ("country", "subdivision", "closed", "opened")]
