"""Facts of the floor for capacity and buying: people at work, arrivals, work of a lead, wins."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate, TruncHour

from pullahead.leads.models import Inquiry, Lead, ReturnedLead, SaleOutcome, SaleVerdict, Spend
from pullahead.leads.queries import WITHDRAWN
from pullahead.pull.contact_rates import Rates, minutes
from pullahead.pull.models import ClaimRow
from pullahead.pull.queries import rates_in_use
from pullahead.reports import capacity, yield_rates
from pullahead.reports.at_work import LONGEST_CLAIM
from pullahead.reports.capacity import WorkedLead
from pullahead.reports.costs import day_start, organization_zone
from pullahead.reports.yield_rates import Win

WORK_DAYS = 90  # days of arrival whose claims tell the work of a lead
MATURITY_WINDOW = timedelta(days=180)  # days of arrival whose sales tell how sales come with age


@dataclass(frozen=True, slots=True)
class WonLead:
    """One lead that was won: where and when it came from, and what it brought."""

    source_id: int
    admitted_at: datetime
    at: datetime
    value: Decimal | None
    currency: str
    product: str


@dataclass(frozen=True, slots=True)
class LeadWork:
    """Expected minutes of a new lead: of each source, and of all leads for other sources."""

    by_source: Mapping[int, float]
    usual: float
    claim: float  # mean minutes of one claim

    def of(self, source_id: int) -> float:
        """Return the minutes of one lead of a source."""
        return self.by_source.get(source_id, self.usual)


def _arrived(since: datetime) -> Q:
    return Q(admitted_at__gte=since) & ~Q(closed_as=WITHDRAWN)


def arrivals_by_hour(since: datetime) -> Counter[tuple[int, datetime]]:
    """Return the leads that arrived, by source and hour."""
    rows = Lead.objects.filter(_arrived(since)).annotate(
        hour=TruncHour("admitted_at", tzinfo=organization_zone())
    )
    return Counter(
        {
            (source, hour): count
            for source, hour, count in rows.values_list("source_id", "hour").annotate(Count("id"))
        }
    )


def arrivals_by_day(since: datetime) -> dict[int, dict[date, float]]:
    """Return the leads that arrived, by source and day of the organization."""
    rows = Lead.objects.filter(_arrived(since)).annotate(
        day=TruncDate("admitted_at", tzinfo=organization_zone())
    )
    found: dict[int, dict[date, float]] = defaultdict(dict)
    for source, day, count in rows.values_list("source_id", "day").annotate(Count("id")):
        found[source][day] = float(count)
    return dict(found)


def work(now: datetime) -> LeadWork:
    """Return the work of a lead by source, from the settled claims of the leads of 90 days."""
    rows = ClaimRow.objects.filter(
        end=ClaimRow.End.SETTLED, lead__admitted_at__gte=now - timedelta(days=WORK_DAYS)
    ).order_by("started_at")
    took: dict[tuple[int, object], list[float]] = defaultdict(list)
    closed: dict[object, bool] = {}
    columns = ("lead_id", "lead__source_id", "lead__closed_at", "started_at", "ended_at")
    for lead_id, source, closed_at, begins, ends in rows.values_list(*columns):
        lasted = min(max((ends or begins) - begins, timedelta()), LONGEST_CLAIM)
        took[source, lead_id].append(lasted.total_seconds() / 60)
        closed[lead_id] = closed_at is not None
    leads: dict[int, list[WorkedLead]] = defaultdict(list)
    for (source, lead_id), lasted_minutes in took.items():
        leads[source].append(WorkedLead(tuple(lasted_minutes), closed[lead_id]))
    start = _start(rates_in_use())
    every = [one for own in leads.values() for one in own]
    usual = capacity.measured_work(every, start)
    claims = [lasted for one in every for lasted in one.minutes]
    enough = len(claims) >= capacity.MEASURED_FROM
    return LeadWork(
        by_source={
            source: capacity.measured_work(own, start)
            for source, own in leads.items()
            if len(own) >= capacity.MEASURED_FROM
        },
        usual=usual,
        claim=max(0.1, math.fsum(claims) / len(claims)) if enough else _start_claim(start),
    )


def _start(rates: Rates) -> list[tuple[float, float]]:
    """Return the start values of each round: chance that it is needed, and its minutes."""
    needs = (1.0, *(1 - q for q in rates.contact[:-1]))
    return [(need, minutes(k, rates)) for k, need in enumerate(needs, 1)]


def _start_claim(start: Sequence[tuple[float, float]]) -> float:
    return math.fsum(took for _need, took in start) / len(start)


def wins(since: datetime) -> list[WonLead]:
    """Return the leads that arrived since a moment and were won."""
    rows = SaleOutcome.objects.filter(
        corrected_by=None, verdict=SaleVerdict.WON, lead__admitted_at__gte=since
    ).exclude(lead__closed_as=WITHDRAWN)
    columns = ("lead__source_id", "lead__admitted_at", "at", "value", "currency")
    return [
        WonLead(source, admitted_at, at, value, currency, str(product or "")[:100])
        for source, admitted_at, at, value, currency, product in rows.values_list(
            *columns, "lead__attributes__product"
        )
    ]


def maturity(now: datetime) -> tuple[float, ...]:
    """Return G: the share of sales that come by each age in days, from the last 180 days."""
    return maturity_of(wins(now - MATURITY_WINDOW), now)


def maturity_of(won: Iterable[WonLead], now: datetime) -> tuple[float, ...]:
    """Return G of leads that were won."""
    delays = []
    for one in won:
        delay = (one.at - one.admitted_at) / timedelta(days=1)
        delays.append(Win(max(0, math.ceil(delay)), (now - one.admitted_at).days))
    return yield_rates.maturity_in_use(delays)


def costs_by_day(since: date) -> dict[int, dict[date, Decimal]]:
    """Return the cost of each source by day: spend, prices of accepted leads, less credits."""
    zone, found = organization_zone(), defaultdict[int, dict[date, Decimal]](dict)

    def add(rows: Iterable[tuple[int, date, Decimal]], sign: int) -> None:
        for source, day, amount in rows:
            found[source][day] = found[source].get(day, Decimal(0)) + sign * amount

    add(Spend.objects.filter(day__gte=since).values_list("source_id", "day", "amount"), 1)
    bought = Inquiry.objects.filter(admitted_at__gte=day_start(since), cost__isnull=False)
    add(
        bought.annotate(day=TruncDate("admitted_at", tzinfo=zone), paid=F("cost")).values_list(
            "source_id", "day", "paid"
        ),
        1,
    )
    returned = ReturnedLead.objects.filter(arrived_at__gte=day_start(since), credit__isnull=False)
    add(
        returned.annotate(day=TruncDate("arrived_at", tzinfo=zone), paid=F("credit")).values_list(
            "source_id", "day", "paid"
        ),
        -1,
    )
    return dict(found)
