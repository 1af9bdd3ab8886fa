"""Facts for the order of what is next: ages, room, chances and remaining days of open deals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from uuid import UUID

from pullahead.pipeline import board_queries
from pullahead.pipeline.board_queries import OpenDeal, StageVisit
from pullahead.pipeline.models import Deal, FlowLimit
from pullahead.pipeline.next_deal import DealFacts, NextDeal, SignalFacts, order
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.pipeline.rules import DONE, DealPlace, LimitState
from pullahead.pipeline.services import state_of_limit
from pullahead.sprints import item_queries
from pullahead.sprints.rules import latest_start, monday_of
from pullahead.team.calendar import Calendar

SIGNALS_SINCE = timedelta(days=60)
FINISHES = 20  # from here on, rates are measured instead of assumed
START_CHANCE, CLOSE_CHANCE = 0.1, 0.7  # assumed for the first and the last stage


@dataclass(frozen=True, slots=True)
class StageHistory:
    """Win rate and median remaining days of a stage's finished deals; None below 20 finishes."""

    chance: float | None
    remaining: float | None


@dataclass(frozen=True, slots=True)
class PlanPressure:
    """Facts of a deal's plan, and of its pod's week, that move it in the order."""

    changed: bool = False
    must_start: bool = False
    pod_busy: bool = False  # a ready deal whose pod has no free hands this week


NO_PRESSURE = PlanPressure()


@dataclass(slots=True)
class OpenDeals:
    """Open deals of a team with all facts that rank them."""

    now: datetime
    flow: WorkflowFacts
    calendar: Calendar
    viewer: int
    deals: list[OpenDeal]
    limits: list[FlowLimit]
    signals: Mapping[UUID, Sequence[SignalFacts]]
    history: Mapping[int, StageHistory]
    pressure: Mapping[UUID, PlanPressure]
    states: list[LimitState] = field(init=False)
    today: date = field(init=False)
    _rooms: dict[tuple[int | None, int, int | None, int], bool] = field(default_factory=dict)
    _days: dict[datetime, date] = field(default_factory=dict)
    _positions: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.states = [state_of_limit(row) for row in self.limits]
        self.today = self.calendar.local_day(self.now)
        self._positions = {one.pk: one.position for one in self.flow.stages}

    def days_since(self, at: datetime) -> int:
        """Return the days since a moment, by dates of the workflow's zone."""
        if at not in self._days:
            self._days[at] = self.calendar.local_day(at)
        return (self.today - self._days[at]).days

    def age(self, deal: OpenDeal) -> int:
        """Return the age in days: today − start + 1, by dates of the workflow's zone."""
        return self.days_since(deal.since) + 1

    def ranked(self) -> Sequence[NextDeal]:
        """Return the work of the viewer on these deals, best first."""
        return order(
            (self.facts(one) for one in self.deals if self._concerns(one)), self.now, self.viewer
        )

    def _concerns(self, deal: OpenDeal) -> bool:
        """Return False for a deal that a colleague works on; the order offers none of these.

        A signal of the deal, or a block, may concern everyone.
        """
        if deal.holder_id == self.viewer or deal.half == DONE or deal.pk in self.signals:
            return True
        if deal.holder_id is None and deal.pk in self.pressure:
            return True
        return deal.hold_until is None or deal.hold_until <= self.now or deal.review_at is not None

    def facts(self, deal: OpenDeal) -> DealFacts:
        """Return the facts of a deal for the order."""
        here = deal.stage_id or deal.entry_id
        position = self._positions.get(here, 0)
        found = self.history.get(here, StageHistory(None, None))
        assumed = assumed_chance(position, self.flow.last)
        measured = found.chance if found.chance is not None else assumed
        return DealFacts(
            id=deal.pk,
            position=position,
            ready=deal.stage_id is None,
            half=deal.half,
            holder=deal.holder_id,
            hold_until=deal.hold_until,
            next_at=deal.next_at or self.now,
            age_days=self.age(deal),
            room=self.room(deal),
            value=float(deal.value) if deal.value is not None else None,
            chance=deal.chance if deal.chance is not None else measured,
            sle_days=self.flow.version.sle_days,
            remaining_days=found.remaining,
            review_at=deal.review_at,
            block_owner=deal.block_owner,
            signals=tuple(self.signals.get(deal.pk, ())),
            changed=self.pressure.get(deal.pk, NO_PRESSURE).changed,
            must_start=self.pressure.get(deal.pk, NO_PRESSURE).must_start,
            pod_busy=self.pressure.get(deal.pk, NO_PRESSURE).pod_busy,
        )

    def room(self, deal: OpenDeal) -> bool:
        """Return whether every limit of the next stage, and the viewer's own, has room."""
        key = (deal.stage_id, deal.entry_id, deal.holder_id, deal.pod_id)
        if key not in self._rooms:
            self._rooms[key] = self._has_room(deal)
        return self._rooms[key]

    def _has_room(self, deal: OpenDeal) -> bool:
        stage_id = deal.stage_id
        target = self.flow.stage(deal.entry_id) if stage_id is None else self.flow.after(stage_id)
        if target is None:
            return True  # the close: it is won or lost there
        here = self.flow.stage(deal.stage_id)
        old = DealPlace(
            deal.stage_id,
            self.flow.id,
            here.stage_group if here else "",
            deal.holder_id,
            deal.pod_id,
        )
        new = DealPlace(target.pk, self.flow.id, target.stage_group, self.viewer, deal.pod_id)
        return not any(
            one.size is not None
            and one.counts(new)
            and not one.counts(old)
            and one.held + 1 > one.size
            for one in self.states
        )


def open_deals(
    *, flow: WorkflowFacts, calendar: Calendar, team_id: int, viewer: int, now: datetime
) -> OpenDeals:
    """Read the open deals of a team in four statements, and what presses their plans in one."""
    signals: dict[UUID, list[SignalFacts]] = defaultdict(list)
    for deal_id, kind, at, alarm in board_queries.signals_since(team_id, now - SIGNALS_SINCE):
        signals[deal_id].append(SignalFacts(kind, at, alarm))
    return OpenDeals(
        now=now,
        flow=flow,
        calendar=calendar,
        viewer=viewer,
        deals=board_queries.board_deals(team_id, card_fields=flow.card_fields),
        limits=board_queries.limits_of_board(flow.id, team_id, viewer),
        signals=signals,
        history=histories(board_queries.finished_visits(flow.id), calendar),
        pressure=plan_pressure(team_id, calendar, now),
    )


def plan_pressure(team_id: int, calendar: Calendar, now: datetime) -> Mapping[UUID, PlanPressure]:
    """Return the deals with an unanswered change, an item that must start, or a busy pod."""
    today = calendar.local_day(now)
    rows = item_queries.plan_rows(team_id, monday_of(today))
    changed = {deal for deal, due, hours in rows if due is None and hours is None}
    busy = {deal for deal, due, hours in rows if due is None and hours is not None}
    pressed = {
        deal
        for deal, due, hours in rows
        if due is not None and hours is not None and latest_start(calendar, due, hours) <= today
    }
    return {
        one: PlanPressure(one in changed, one in pressed, one in busy)
        for one in changed | pressed | busy
    }


def histories(visits: Iterable[StageVisit], calendar: Calendar) -> Mapping[int, StageHistory]:
    """Return the measured win rate and remaining days of each stage with 20 finishes."""
    by_stage: dict[int, list[StageVisit]] = defaultdict(list)
    for one in visits:
        by_stage[one.stage].append(one)
    found = {}
    for stage, rows in by_stage.items():
        if len(rows) >= FINISHES:
            days = [days_between(calendar, one.first, one.closed_at) + 1 for one in rows]
            found[stage] = StageHistory(
                sum(one.won for one in rows) / len(rows), float(percentile(days, 50) or 0)
            )
    return found


def chance_of(deal: Deal, flow: WorkflowFacts, calendar: Calendar) -> float:
    """Return the chance of a deal: typed, estimated, the win rate of its stage, or assumed."""
    return chances_of([deal], flow, calendar)[deal.pk]


def chances_of(
    deals: Collection[Deal], flow: WorkflowFacts, calendar: Calendar
) -> Mapping[UUID, float]:
    """Return the chance of each deal."""
    found = {one.pk: one.known_chance for one in deals}
    if None not in found.values():
        return {pk: chance for pk, chance in found.items() if chance is not None}
    measured = histories(board_queries.finished_visits(flow.id), calendar)
    return {one.pk: _chance(one, measured, flow) for one in deals}


def _chance(deal: Deal, measured: Mapping[int, StageHistory], flow: WorkflowFacts) -> float:
    here = deal.stage_id or deal.entry_id
    if deal.known_chance is not None:
        return deal.known_chance
    rate = measured[here].chance if here in measured else None
    return rate if rate is not None else assumed_chance(flow.position(here) or 0, flow.last)


def assumed_chance(position: int, last: int) -> float:
    """Return the start value of a stage's win rate."""
    return START_CHANCE + (CLOSE_CHANCE - START_CHANCE) * position / max(last, 1)


def days_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Return the days between two dates of the calendar's zone, weekends in."""
    return (calendar.local_day(end) - calendar.local_day(start)).days


def percentile(values: Sequence[int], percent: int) -> int | None:
    """Return the percentile by nearest rank; None without data."""
    if not values:
        return None
    ranked = sorted(values)
    return ranked[max(ceil(percent * len(ranked) / 100), 1) - 1]
