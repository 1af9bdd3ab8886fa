"""*Sources*: for each source the leads of one cohort, and their attempts, contacts and sales."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.leads.models import Source
from pullahead.reports import costs, measures
from pullahead.reports.access import sources_only
from pullahead.reports.call_outcomes import OutcomeCount, outcome_counts
from pullahead.reports.cohorts import DUPLICATE, CohortLead, cohort
from pullahead.reports.costs import Money
from pullahead.reports.deliveries import DeliveryCounts, deliveries
from pullahead.reports.measures import WaitEstimates
from pullahead.team.models import Person

PERIODS = (7, 30, 90, 365)
USUAL = 30
SOURCES_COMPARED = 6  # columns of the table of call outcomes
# Closings from outside: the customer opted out, or the lead is one that is here already
FROM_OUTSIDE = frozenset({"do_not_call", DUPLICATE})


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """Counts of one cohort."""

    leads: int
    attempted: int
    reached: int
    qualified: int
    won: int
    bad_numbers: int
    first_attempt: WaitEstimates
    first_contact: WaitEstimates

    @property
    def contact_rate(self) -> float | None:
        """Reached ÷ attempted."""
        return measures.share(self.reached, self.attempted)

    @property
    def bad_number_rate(self) -> float | None:
        """Leads with a bad number ÷ attempted."""
        return measures.share(self.bad_numbers, self.attempted)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source in the table."""

    id: int
    name: str
    paused: bool
    counts: SourceCounts
    money: Money
    deliveries: DeliveryCounts


@dataclass(frozen=True, slots=True)
class SourceTable:
    """All sources, most leads first, and their sum."""

    days: int
    currency: str
    since: datetime
    rows: tuple[SourceRow, ...]
    total: SourceCounts
    total_money: Money
    outcomes: tuple[OutcomeCount, ...]

    @property
    def lost(self) -> tuple[SourceRow, ...]:
        """The sources with deliveries that were refused, returned or duplicates."""
        found = ((row, row.deliveries) for row in self.rows)
        return tuple(row for row, n in found if n.refused or n.returned or n.duplicates)

    @property
    def compared(self) -> tuple[SourceRow, ...]:
        """The sources that are the columns of the table of call outcomes."""
        return self.rows[:SOURCES_COMPARED]


@report
def source_table(*, viewer: Person, days: int = USUAL) -> SourceTable:
    """Return the table of the leads that arrived in the last `days` days."""
    sources_only(viewer)
    if days not in PERIODS:
        raise NotFound(gettext("Unknown period. Choose one of those on the page."))
    now = clock.now()
    first = costs.first_day(now, days)
    since = costs.day_start(first)
    leads = cohort(since=since)
    spent, margins = costs.costs(since=first), costs.margins()
    delivered = deliveries(since=first, leads=leads)
    by_source: dict[int, list[CohortLead]] = defaultdict(list)
    for lead in leads:
        by_source[lead.source_id].append(lead)
    rows = [
        SourceRow(
            id=pk,
            name=name,
            paused=paused_at is not None,
            counts=counts_of(by_source[pk], now),
            money=costs.money_of(by_source[pk], spent.get(pk), margins),
            deliveries=delivered.get(pk, DeliveryCounts()),
        )
        for pk, name, paused_at in Source.objects.values_list("id", "name", "paused_at")
    ]
    rows.sort(key=lambda row: (-row.counts.leads, row.name))
    cost = sum(spent.values(), Decimal(0)) if spent else None
    money = costs.money_of(leads, cost, margins)
    return SourceTable(
        days=days,
        currency=settings.CONFIG.currency,
        since=since,
        rows=tuple(rows),
        total=counts_of(leads, now),
        total_money=money,
        outcomes=outcome_counts(
            since=since, source_ids=tuple(row.id for row in rows[:SOURCES_COMPARED])
        ),
    )


def counts_of(leads: Sequence[CohortLead], now: datetime) -> SourceCounts:
    """Count a cohort."""
    return SourceCounts(
        leads=len(leads),
        attempted=sum(lead.first_attempt is not None for lead in leads),
        reached=sum(lead.reached for lead in leads),
        qualified=sum(lead.qualified for lead in leads),
        won=sum(lead.won for lead in leads),
        bad_numbers=sum(lead.bad_number for lead in leads),
        first_attempt=_waits(leads, [lead.first_attempt for lead in leads], now),
        first_contact=_waits(leads, [lead.first_contact for lead in leads], now),
    )


def _waits(
    leads: Sequence[CohortLead], firsts: Sequence[datetime | None], now: datetime
) -> WaitEstimates:
    """Estimate the elapsed time from arrival to the first attempt or contact of each lead."""
    ended, waiting, never = [], [], 0
    for lead, first in zip(leads, firsts, strict=True):
        if first is not None:
            ended.append(max(0.0, (first - lead.admitted_at).total_seconds()))
        elif lead.closed_at is None:
            waiting.append((now - lead.admitted_at).total_seconds())
        elif lead.closed_as in FROM_OUTSIDE:
            waiting.append((lead.closed_at - lead.admitted_at).total_seconds())
        else:
            never += 1
    return measures.wait_estimates(ended, open=waiting, never=never)
