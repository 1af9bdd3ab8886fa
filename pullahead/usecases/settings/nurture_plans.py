"""Settings of nurturing plans: when a lead that was reached and is not ready is contacted again.

One plan applies to all leads. A plan of a source, of an outcome, or of both replaces it for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Source
from pullahead.pull import configuration, models, plan_queries
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.settings.change_log import record_change

MINUTES = 24 * 60
TOUCHES_AT_MOST, DAYS_AT_MOST = 12, 1_000


@dataclass(frozen=True, slots=True)
class NurturePlanView:
    """A nurturing plan: source and outcome are "" where it applies to all."""

    id: int
    source: str
    outcome: str
    days: tuple[int, ...]
    dates: tuple[date, ...]  # of a contact today

    @property
    def words(self) -> str:
        """The days as they are typed."""
        return ", ".join(str(day) for day in self.days)

    @property
    def is_default(self) -> bool:
        """Return whether the plan applies to all other leads, so that it cannot be removed."""
        return not self.source and not self.outcome


@dataclass(frozen=True, slots=True)
class NurtureChoices:
    """Sources and outcomes that a plan can be for: id or code, and name."""

    sources: tuple[tuple[int, str], ...]
    outcomes: tuple[tuple[str, str], ...]


def choices(*, viewer: Person) -> NurtureChoices:
    """Return what a new plan can be for. Raise NotFound except for administrators."""
    administrators_only(viewer)
    sources = Source.objects.order_by("name").values_list("id", "name")
    return NurtureChoices(tuple(sources), plan_queries.nurture_outcomes())


def nurture_plans(*, viewer: Person) -> tuple[NurturePlanView, ...]:
    """Return all plans, the one for all leads first. Raise NotFound except for administrators."""
    administrators_only(viewer)
    rows = models.NurturePlanRow.objects.select_related("source", "disposition")
    today = clock.now().astimezone(ZoneInfo(organisation_zone())).date()
    found = [
        NurturePlanView(
            row.pk,
            row.source.name if row.source else "",
            row.disposition.label if row.disposition else "",
            days := tuple(minutes // MINUTES for minutes in row.offsets),
            tuple(today + timedelta(days=day) for day in days),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.source, one.outcome)))


def set_plan(*, plan_id: int, words: str, by: Person) -> None:
    """Change the days of a plan for later settles; scheduled touches keep their time."""
    administrators_only(by)
    days = read_days(words)
    with write_transaction() as now:
        if not configuration.set_nurture_plan(plan_id=plan_id, offsets=_minutes(days)):
            raise NotFound(_("Nurturing plan not found. Reload the page."))
        record_change(JournalEvent.CADENCE_CHANGED, by, now, nurture_plan=plan_id, days=days)


def add_plan(*, source_id: int | None, outcome: str, words: str, by: Person) -> None:
    """Add a plan for a source, an outcome, or both."""
    administrators_only(by)
    days = read_days(words)
    if source_id is None and not outcome:
        raise wrong("source", "source_required", _("Choose a source, an outcome, or both."))
    if source_id is not None and not Source.objects.filter(pk=source_id).exists():
        raise wrong("source", "unknown_source", _("Choose a source from the list."))
    if outcome and outcome not in {code for code, _label in plan_queries.nurture_outcomes()}:
        raise wrong("outcome", "unknown_outcome", _("Choose an outcome from the list."))
    with write_transaction() as now:
        made = configuration.add_nurture_plan(
            source_id=source_id, code=outcome or None, offsets=_minutes(days)
        )
        if made is None:
            said = _("A plan for this source and outcome already exists. Change that plan.")
            raise Conflict(said, code="plan_exists")
        record_change(JournalEvent.CADENCE_CHANGED, by, now, nurture_plan=made, days=days)


def remove_plan(*, plan_id: int, by: Person) -> None:
    """Remove a plan; its leads use the plan for all leads from their next settle."""
    administrators_only(by)
    with write_transaction() as now:
        if not configuration.remove_nurture_plan(plan_id=plan_id):
            raise NotFound(_("Nurturing plan not found. Reload the page."))
        record_change(JournalEvent.CADENCE_CHANGED, by, now, nurture_plan=plan_id, days=[])


def read_days(words: str) -> list[int]:
    """Read days from the contact, such as *2, 5, 10*: 1 to 12 of them, rising, 1 to 1,000 each."""
    parts = [part for part in re.split(r"[\s,;]+", clean_input(words)) if part]
    days = [int(part) for part in parts if re.fullmatch(r"[0-9]{1,4}", part)]
    rising = all(a < b for a, b in pairwise(days))
    inside = all(1 <= day <= DAYS_AT_MOST for day in days)
    if len(days) != len(parts) or not 0 < len(days) <= TOUCHES_AT_MOST or not rising or not inside:
        said = _(
            "Enter 1 to {most} numbers of days after the contact, smallest first, such as 2, 5, "
            "10. The largest is {days}."
        ).format(most=TOUCHES_AT_MOST, days=DAYS_AT_MOST)
        raise wrong("words", "no_plan", said)
    return days


def _minutes(days: list[int]) -> list[int]:
    return [day * MINUTES for day in days]
