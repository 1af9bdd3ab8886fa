"""*Spoilage*: money that ready leads lost, by source and cause; now a minute, and in a period."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.conf import settings

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.leads.models import Lead, Source
from pullahead.pull.contact_rates import Rates
from pullahead.pull.decay import EVEN, curve
from pullahead.pull.models import CardRow, IntervalRow, LaneRow, LeadScore, Route
from pullahead.pull.queries import hours, rates_in_use
from pullahead.reports import costs, spoilage
from pullahead.reports.access import sources_only
from pullahead.reports.planned_decay import planned_times
from pullahead.reports.spoilage import SpoilageCause, WaitingWorth
from pullahead.reports.staffing import CauseRun, staffing
from pullahead.team.models import Person

PERIODS = (7, 30)
USUAL = 7
CAUSES = (SpoilageCause.NOT_PULLED, SpoilageCause.ALL_BUSY, SpoilageCause.NO_SKILL)
READ_AT_ONCE = 2_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReadyTime:
    """Time in which one card was ready."""

    lead_id: UUID
    lane_id: int | None
    round: int
    stage: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class WaitingLead:
    """Facts of a lead that its worth depends on, beside its round."""

    source_id: int
    asked_at: datetime
    value: float
    chance: float
    half_life_hours: float
    curve: str


@dataclass(frozen=True, slots=True)
class SpoilageRow:
    """Losses of one source in the period by cause, and now a minute."""

    source_id: int
    source: str
    by_cause: tuple[float, ...]  # in the order of CAUSES
    outside: float  # outside calling hours: shown apart
    planned: float  # while scheduled or with an agent: shown apart
    a_minute: float
    a_minute_outside: float
    ready: int  # leads that are ready now

    @property
    def total(self) -> float:
        """Loss inside calling hours."""
        return sum(self.by_cause)


@dataclass(frozen=True, slots=True)
class SpoilagePage:
    """The page: rows, most loss first, and the loss of each day by cause."""

    days: int
    currency: str
    since: datetime
    rows: tuple[SpoilageRow, ...]
    by_day: tuple[tuple[date, tuple[float, ...]], ...]
    a_minute: tuple[float, ...]  # by cause
    planned_a_minute: float  # of leads that are scheduled or with an agent: shown apart
    waits: int  # times in which a card was ready
    untold: int  # intervals of the time before lanes were recorded: left out

    @property
    def total(self) -> float:
        """Loss of the period inside calling hours."""
        return sum(row.total for row in self.rows)

    @property
    def outside(self) -> float:
        """Loss of the period outside calling hours."""
        return sum(row.outside for row in self.rows)

    @property
    def planned(self) -> float:
        """Loss of the period while leads were scheduled or with an agent."""
        return sum(row.planned for row in self.rows)

    @property
    def total_a_minute(self) -> float:
        """Loss now a minute inside calling hours."""
        return sum(self.a_minute)


@report
def spoilage_page(*, viewer: Person, days: int = USUAL) -> SpoilagePage:
    """Return the losses of the last so many days. Raise NotFound for other roles."""
    sources_only(viewer)
    if days not in PERIODS:
        raise NotFound("There is no such period.")
    now = clock.now()
    first = costs.first_day(now, days)
    sums = _Sums(costs.day_start(first), now)
    sums.add_past()
    sums.add_now()
    sums.add_planned_past()
    sums.add_planned_now()
    return sums.page(days, first)


@report
def losses_a_minute(now: datetime) -> dict[tuple[int, SpoilageCause], float]:
    """Return what ready leads lose a minute now, by source and cause."""
    sums = _Sums(now, now)
    sums.add_now()
    return dict(sums.minute)


class _Sums:
    """Sums of one page while it is computed."""

    def __init__(self, since: datetime, now: datetime) -> None:
        self.since, self.now = since, now
        self.staff = staffing(since, now)
        self.hours, self.rates = hours(), rates_in_use()
        self.lanes = LaneRow.objects.in_bulk()
        self.routes = Route.objects.in_bulk()
        self.zone = costs.organization_zone()
        self.runs: dict[tuple[str, str], tuple[list[datetime], list[CauseRun]]] = {}
        self.lost: dict[tuple[int, SpoilageCause], float] = defaultdict(float)
        self.daily: dict[tuple[date, SpoilageCause], float] = defaultdict(float)
        self.minute: dict[tuple[int, SpoilageCause], float] = defaultdict(float)
        self.ready: dict[int, int] = defaultdict(int)
        self.lost_as_planned: dict[int, float] = defaultdict(float)
        self.planned = 0.0
        self.waits = self.untold = 0

    def add_past(self) -> None:
        """Add the losses of ended intervals, and of cards that are ready until now."""
        rows = IntervalRow.objects.filter(until__gt=self.since).order_by("until")
        columns = ("lead_id", "lane_id", "round", "stage", "since", "until")
        times = (ReadyTime(*row) for row in rows.values_list(*columns).iterator(READ_AT_ONCE))
        self._add(times)
        self._add(self._ready_now())

    def add_now(self) -> None:
        """Add the loss a minute of the cards that are ready now."""
        for batch in _batches(self._ready_now()):
            leads = self._leads({one.lead_id for one in batch})
            for one in batch:
                lead, run = leads.get(one.lead_id), self._run_at(one.lane_id, self.now)
                if lead is None or run is None:
                    continue
                worth, began = self._worth(lead, one)
                age = (self.now - began).total_seconds()
                self.minute[lead.source_id, run.cause] += spoilage.loss_a_minute(worth, age)
                self.ready[lead.source_id] += 1

    def add_planned_now(self) -> None:
        """Add the loss a minute of the cards that are scheduled or with an agent."""
        for batch in _batches(self._not_ready()):
            leads = self._leads({one.lead_id for one in batch})
            for one in batch:
                if (lead := leads.get(one.lead_id)) is not None:
                    worth, began = self._worth(lead, one)
                    age = (self.now - began).total_seconds()
                    self.planned += spoilage.loss_a_minute(worth, age)

    def add_planned_past(self) -> None:
        """Add the losses of the period while leads were scheduled or with an agent."""
        for batch in _batches(planned_times(self.since, self.now)):
            leads = self._leads({one.lead_id for one in batch})
            for one in batch:
                if (lead := leads.get(one.lead_id)) is not None:
                    time = ReadyTime(one.lead_id, None, one.round, "", one.since, one.until)
                    worth, began = self._worth(lead, time)
                    ages = [(at - began).total_seconds() for at in (one.since, one.until)]
                    self.lost_as_planned[lead.source_id] += spoilage.loss(worth, *ages)

    def page(self, days: int, first: date) -> SpoilagePage:
        """Return the page."""
        rows = []
        for pk, name in Source.objects.values_list("id", "name"):
            outside = SpoilageCause.OUTSIDE_HOURS
            row = SpoilageRow(
                source_id=pk,
                source=name,
                by_cause=tuple(self.lost[pk, why] for why in CAUSES),
                outside=self.lost[pk, outside],
                planned=self.lost_as_planned[pk],
                a_minute=sum(self.minute[pk, why] for why in CAUSES),
                a_minute_outside=self.minute[pk, outside],
                ready=self.ready[pk],
            )
            if row.total or row.outside or row.planned or row.ready:
                rows.append(row)
        rows.sort(key=lambda row: (-row.total, row.source))
        every = [first + timedelta(days=n) for n in range(days)]
        return SpoilagePage(
            days=days,
            currency=settings.CONFIG.currency,
            since=self.since,
            rows=tuple(rows),
            by_day=tuple((day, tuple(self.daily[day, why] for why in CAUSES)) for day in every),
            a_minute=tuple(
                sum(loss for (_pk, found), loss in self.minute.items() if found == why)
                for why in CAUSES
            ),
            planned_a_minute=self.planned,
            waits=self.waits,
            untold=self.untold,
        )

    def _ready_now(self) -> Iterator[ReadyTime]:
        cards = CardRow.objects.filter(state="ready", ready_at__isnull=False)
        columns = ("lead_id", "lane_id", "round", "stage", "ready_at")
        for lead, lane, number, stage, since in cards.values_list(*columns).iterator(READ_AT_ONCE):
            if since is not None:
                yield ReadyTime(lead, lane, number, stage, since, self.now)

    def _not_ready(self) -> Iterator[ReadyTime]:
        """Yield the cards that are scheduled or held; a nurtured lead fades from its touch on."""
        cards = CardRow.objects.filter(state__in=("scheduled", "held"), stage="")
        for lead, number in cards.values_list("lead_id", "round").iterator(READ_AT_ONCE):
            yield ReadyTime(lead, None, number, "", self.now, self.now)

    def _add(self, times: Iterator[ReadyTime]) -> None:
        for batch in _batches(times):
            leads = self._leads({one.lead_id for one in batch})
            for one in batch:
                lead = leads.get(one.lead_id)
                if lead is not None:
                    self._add_one(one, lead)

    def _add_one(self, one: ReadyTime, lead: WaitingLead) -> None:
        """Add the loss of one interval, run by run: the parts add up to the whole."""
        found = self._runs_of(one.lane_id)
        if found is None:
            self.untold += 1
            return
        self.waits += 1
        starts, runs = found
        worth, began = self._worth(lead, one)
        at = max(one.since, self.since)
        for run in runs[max(0, bisect_right(starts, at) - 1) :]:
            until = min(run.ends, one.until)
            if run.begins >= one.until:
                break
            if until <= at:
                continue
            lost = spoilage.loss(
                worth, (at - began).total_seconds(), (until - began).total_seconds()
            )
            self.lost[lead.source_id, run.cause] += lost
            self.daily[at.astimezone(self.zone).date(), run.cause] += lost
            at = until

    def _runs_of(self, lane_id: int | None) -> tuple[list[datetime], list[CauseRun]] | None:
        lane = self.lanes.get(lane_id) if lane_id is not None else None
        if lane is None:
            return None
        key = (lane.windows, lane.skills)
        if key not in self.runs:
            runs = self.staff.runs(lane.windows, lane.skills, self.hours)
            self.runs[key] = [run.begins for run in runs], runs
        return self.runs[key]

    def _run_at(self, lane_id: int | None, at: datetime) -> CauseRun | None:
        found = self._runs_of(lane_id)
        return None if found is None else found[1][max(0, bisect_right(found[0], at) - 1)]

    def _worth(self, lead: WaitingLead, one: ReadyTime) -> tuple[WaitingWorth, datetime]:
        """Return the worth of a lead in a round, and the moment that its age counts from.

        The age of a nurtured lead counts from its touch, which made it ready.
        """
        rates: Rates = self.rates
        if one.stage:
            factor = dict(rates.stages).get(one.stage, 1.0)
            contact = rates.touches or rates.contact
            fades = curve(EVEN, lead.half_life_hours)
            left = spoilage.rounds_left(contact, one.round)
            return WaitingWorth(lead.value, lead.chance * factor, left, fades), one.since
        left = spoilage.rounds_left(rates.contact, one.round)
        fades = curve(lead.curve, lead.half_life_hours)
        return WaitingWorth(lead.value, lead.chance, left, fades), lead.asked_at

    def _leads(self, ids: set[UUID]) -> Mapping[UUID, WaitingLead]:
        scores = dict(LeadScore.objects.filter(lead_id__in=ids).values_list("lead_id", "chance"))
        found = {}
        rows = Lead.objects.filter(pk__in=ids).values_list("id", "source_id", "value", "asked_at")
        for pk, source, value, asked_at in rows:
            route = self.routes.get(source) or Route(source_id=source)
            found[pk] = WaitingLead(
                source_id=source,
                asked_at=asked_at,
                value=float(value or route.value),
                chance=scores.get(pk, route.chance),
                half_life_hours=route.half_life_hours,
                curve=route.curve,
            )
        return found


def _batches(times: Iterator[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    for one in times:
        batch.append(one)
        if len(batch) == READ_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
