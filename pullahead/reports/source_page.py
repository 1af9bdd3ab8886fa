"""One source: its weekly cohorts with age."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.leads.models import Source
from pullahead.reports import costs, floor_facts
from pullahead.reports.access import sources_only
from pullahead.reports.call_outcomes import OutcomeCount, outcome_counts
from pullahead.reports.cohorts import CohortLead, cohort
from pullahead.reports.costs import Money
from pullahead.reports.source_table import SourceCounts, counts_of
from pullahead.reports.yield_rates import wins_expected
from pullahead.team.models import Person

WEEKS = 13
WEEK = timedelta(days=7)
MATURE = 90  # days: a younger cohort will have more wins than it has
BIGGEST = 2**63


@dataclass(frozen=True, slots=True)
class WeekCohort:
    """Leads that arrived in one ISO week, and their results until now."""

    week: str  # such as 2026-W19
    begins: date
    age: int  # days since the week ended; 0 for the current one
    mature: bool
    counts: SourceCounts
    money: Money
    will_win: float | None  # wins ÷ G(age): wins expected in 90 days; None of a mature week


@dataclass(frozen=True, slots=True)
class SourceResults:
    """One source as marketing sees it."""

    id: int
    name: str
    paused: bool
    weeks: tuple[WeekCohort, ...]
    outcomes: tuple[OutcomeCount, ...]
    has_notes: bool  # agents' own words: for administrators only


@report
def source_page(*, source_id: int, viewer: Person) -> SourceResults:
    """Return the page of a source. Raise NotFound for other roles and an unknown source."""
    sources_only(viewer)
    source = Source.objects.filter(pk=source_id).first() if 0 < source_id < BIGGEST else None
    if source is None:
        raise NotFound(_("Source not found. Reload the page."))
    weeks = _weeks(source.pk)
    since = costs.day_start(costs.first_day(clock.now(), WEEKS * 7))
    outcomes = outcome_counts(since=since, source_ids=(source.pk,), notes=viewer.is_admin)
    return SourceResults(
        id=source.pk,
        name=source.name,
        paused=source.paused_at is not None,
        weeks=weeks,
        outcomes=outcomes,
        has_notes=viewer.is_admin,
    )


def _weeks(source_id: int) -> tuple[WeekCohort, ...]:
    now = clock.now()
    zone = costs.organization_zone()
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - (WEEKS - 1) * WEEK
    by_week: dict[date, list[CohortLead]] = defaultdict(list)
    for lead in cohort(since=costs.day_start(first), source_id=source_id):
        day = lead.admitted_at.astimezone(zone).date()
        by_week[day - timedelta(days=day.weekday())].append(lead)
    margins, weeks, grown = costs.margins(), [], floor_facts.maturity(now)
    for n in range(WEEKS):
        begins = monday - n * WEEK
        cost = costs.costs(since=begins, until=begins + WEEK, source_id=source_id).get(source_id)
        leads = by_week[begins]
        if not leads and not cost:
            continue
        age = max(0, (today - (begins + WEEK)).days)
        year, number, _day = begins.isocalendar()
        weeks.append(
            WeekCohort(
                week=f"{year}-W{number:02d}",
                begins=begins,
                age=age,
                mature=age >= MATURE,
                counts=counts_of(leads, now),
                money=costs.money_of(leads, cost, margins),
                will_win=None if age >= MATURE else _will_win(leads, grown, now),
            )
        )
    return tuple(weeks)


def _will_win(leads: Sequence[CohortLead], grown: Sequence[float], now: datetime) -> float | None:
    ages = [(now - lead.admitted_at) / timedelta(days=1) for lead in leads]
    return wins_expected(sum(lead.won for lead in leads), ages, grown)
