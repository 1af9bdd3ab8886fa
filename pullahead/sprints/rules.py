"""Rules of backlog and sprint: order, reasons, hours, dates, promises kept.

Plain Python without Django, clock or I/O.

An item's cost of a day's wait, times its share, divided by its hours, is its CD3. The order is:
the urgent item, then fixed dates whose latest start is reached, then CD3. Items that serve no
step come last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from math import ceil, log
from typing import Any, Final

from pullahead.base.wording import worded
from pullahead.team.calendar import Calendar

# Id of a row: the order needs nothing of it but equality
RowId = Any
# Start value: half of the chance is gone after 90 days
HAZARD: Final = log(2) / 90
# Bounds of the measured one: half is gone after a week, or after a year
MOST_HAZARD, LEAST_HAZARD = log(2) / 7, log(2) / 365
ENOUGH_ENDED: Final = 100  # deals, before it is measured
HOURS_A_DAY: Final = 5
SIZES: Mapping[str, Decimal] = {"S": Decimal(1), "M": Decimal(4), "L": Decimal(16)}
FREE_HANDS: Final = Decimal(2)  # hours
DAY = timedelta(days=1)
NOTHING = timedelta(0)

BACKLOG, IN_SPRINT, ITEM_DONE, DROPPED = ITEM_STATES = ("backlog", "sprint", "done", "dropped")
ACTIVITY, CAPABILITY = ITEM_KINDS = ("activity", "capability")

# Shares: the next dated step, a later or undated one, an objective only, neither
NEXT_STEP, LATER_STEP, OBJECTIVE, NEITHER = (
    Fraction(1),
    Fraction(1, 2),
    Fraction(1, 4),
    Fraction(),
)


class ItemClass(IntEnum):
    """Classes of the order, first ones first."""

    URGENT = 0
    FIXED = 1
    DELAY = 2
    SERVES_NOTHING = 3


@dataclass(frozen=True, slots=True)
class StepFacts:
    """An open step of the buyer."""

    id: RowId
    deal: RowId
    name: str
    due: date | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """Facts about one live item for the order.

    `left` may be 0: the item asks whether it is done. `weighed` is its last `left` above 0, so
    that the item keeps its place.
    """

    id: RowId
    deal: RowId
    left: Decimal
    weighed: Decimal
    step: RowId | None = None
    objective: bool = False  # serves an open objective
    urgent: bool = False
    performer: int | None = None


@dataclass(frozen=True, slots=True)
class RankedItem:
    """An item in its place, with the facts that put it there."""

    id: RowId
    deal: RowId
    place: int
    rank_class: ItemClass
    cost: float | None  # of a day's wait of the deal; None without a value
    share: Fraction
    cd3: float
    left: Decimal
    step: str = ""
    due: date | None = None
    latest_start: date | None = None

    @property
    def asks_done(self) -> bool:
        """Return whether no hours are left, so that the page asks *done?*"""
        return self.left <= 0


def day_cost(value: float | None, chance: float, hazard: float = HAZARD) -> float | None:
    """Return the cost of a day's wait of a deal; None without a value."""
    return None if value is None else value * chance * hazard


def measured_hazard(days: Collection[tuple[bool, int]]) -> float:
    """Return the share of open deals that is lost in a day; the start value below 100 deals.

    Each ended deal gives whether it was lost, and its days. Losses ÷ days of all is the estimate
    of a constant rate in which a won deal says only that it was not lost until then.
    """
    if len(days) < ENOUGH_ENDED:
        return HAZARD
    found = sum(lost for lost, _days in days) / sum(max(open_, 1) for _lost, open_ in days)
    return min(max(found, LEAST_HAZARD), MOST_HAZARD)


def next_steps(steps: Iterable[StepFacts]) -> Mapping[Any, RowId]:
    """Return the next dated open step of each deal, by deal."""
    found: dict[Any, StepFacts] = {}
    for one in steps:
        there = found.get(one.deal)
        if one.due is not None and (there is None or _when(one) < _when(there)):
            found[one.deal] = one
    return {deal: one.id for deal, one in found.items()}


def _when(step: StepFacts) -> tuple[date, int]:
    return step.due or date.max, step.position


def days_of(hours: Decimal) -> int:
    """Return the working days that so many hours take."""
    return ceil(hours / HOURS_A_DAY)


def latest_start(calendar: Calendar, due: date, hours: Decimal) -> date:
    """Return the last day on which work for a fixed date can start, with one day to spare."""
    return calendar.working_day(due, -(days_of(hours) + 1))


def order(
    items: Iterable[ItemFacts],
    steps: Collection[StepFacts],
    costs: Mapping[Any, float | None],
    calendar: Calendar,
    today: date,
) -> Sequence[RankedItem]:
    """Return the items of a pod, best first. `costs`: of a day's wait, by deal."""
    following = next_steps(steps)
    by_id = {one.id: one for one in steps}
    judged = sorted(
        (
            _judged(one, by_id.get(one.step), following, costs.get(one.deal), calendar, today)
            for one in items
        ),
        key=_key,
    )
    return [replace(one, place=place) for place, one in enumerate(judged, start=1)]


def _judged(
    item: ItemFacts,
    step: StepFacts | None,
    following: Mapping[Any, RowId],
    cost: float | None,
    calendar: Calendar,
    today: date,
) -> RankedItem:
    share = _share(item, step, following)
    due = step.due if step is not None else None
    start = latest_start(calendar, due, item.weighed) if due is not None else None
    if item.urgent:
        found = ItemClass.URGENT
    elif start is not None and start <= today:
        found = ItemClass.FIXED
    else:
        found = ItemClass.DELAY if share else ItemClass.SERVES_NOTHING
    return RankedItem(
        id=item.id,
        deal=item.deal,
        place=0,
        rank_class=found,
        cost=cost,
        share=share,
        cd3=(cost or 0.0) * float(share) / float(item.weighed),
        left=item.left,
        step=step.name if step is not None else "",
        due=due,
        latest_start=start,
    )


def _share(item: ItemFacts, step: StepFacts | None, following: Mapping[Any, RowId]) -> Fraction:
    if step is not None:
        return NEXT_STEP if following.get(item.deal) == step.id else LATER_STEP
    return OBJECTIVE if item.objective else NEITHER


def _key(one: RankedItem) -> tuple[int, date, float, float, str]:
    due = one.due if one.rank_class == ItemClass.FIXED and one.due is not None else date.min
    return one.rank_class, due, -one.cd3, -(one.cost or 0.0), str(one.id)


# ---- the reason of a place


@dataclass(frozen=True, slots=True)
class RankReason:
    """Reason of an item's place, in phrases that a page translates and joins."""

    facts: tuple[str, ...]
    urgent: tuple[str, ...]

    def __str__(self) -> str:
        """Return the reason in English."""
        return "; ".join([", ".join(self.facts), *self.urgent])


def reason(one: RankedItem, *, today: date, cost: str | None, due: str) -> RankReason:
    """Return why an item has its place.

    `cost` is the cost of a day's wait in the reader's format; None for readers who may not see it.
    `due` is the date of the step in the reader's format.
    """
    facts: list[str] = []
    if cost is not None:
        facts.append(
            worded("no value yet")
            if one.cost is None
            else worded("delay costs {cost} per day", cost=cost)
        )
    if one.step:
        name = f"{one.step} {due}" if one.due is not None else one.step
        facts.append(worded("serves “{step}”", step=name))
    elif one.share:
        facts.append(worded("serves an objective"))
    else:
        facts.append(worded("not needed by a customer step"))
    facts.append(worded("{hours} h of work", hours=_plain(one.left)))
    return RankReason(tuple(facts), tuple(_urgent(one, today)))


def _urgent(one: RankedItem, today: date) -> Iterable[str]:
    if one.asks_done:
        yield worded("done?")
    if one.rank_class == ItemClass.URGENT:
        yield worded("urgent")
    elif one.rank_class == ItemClass.FIXED and one.latest_start is not None:
        if one.latest_start == today:
            yield worded("must start today")
        else:
            yield worded("its latest start has passed")


def _plain(hours: Decimal) -> str:
    return f"{hours.normalize():f}"


# ---- a change of the buyer


@dataclass(frozen=True, slots=True)
class MovedItem:
    """An item whose place, class or share a change moved."""

    id: RowId
    was: RankedItem
    now: RankedItem


def moved(before: Iterable[RankedItem], after: Iterable[RankedItem]) -> Sequence[MovedItem]:
    """Return the items whose place, class or share differs, in their new order."""
    was = {one.id: one for one in before}
    return [
        MovedItem(one.id, was[one.id], one)
        for one in after
        if one.id in was
        and (one.place, one.rank_class, one.share)
        != (was[one.id].place, was[one.id].rank_class, was[one.id].share)
    ]


def plan_time(calendar: Calendar, heard_at: datetime, answered_at: datetime) -> timedelta:
    """Return the working time from a change of the buyer to the changed plan."""
    return max(calendar.between(heard_at, answered_at), NOTHING)


# ---- hours and dates of a sprint


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - DAY * day.weekday()


def capacity(calendar: Calendar, monday: date, share: int) -> Decimal:
    """Return the hours of a person in a week: working days × 5 h × share in percent."""
    days = calendar.working_days(monday, monday + DAY * 6)
    return Decimal(days * HOURS_A_DAY * share) / 100


def exceeds(taken: Decimal, left: Decimal, hours: Decimal) -> bool:
    """Return whether an item does not fit beside what a person has taken."""
    return taken + left > hours


def due_of_take(calendar: Calendar, today: date, fixed: date | None, hours: Decimal) -> date:
    """Return the due date of an item that is taken today.

    It is the last working day of the week, or the latest start plus the size where that is
    earlier; never before today.
    """
    first = today if calendar.is_working_day(today) else calendar.working_day(today)
    sunday = monday_of(first) + DAY * 6
    friday = calendar.working_day(sunday + DAY, -1)
    if fixed is None:
        return friday
    start = latest_start(calendar, fixed, hours)
    by = calendar.working_day(start, days_of(hours)) if hours > 0 else start
    return max(first, min(friday, by))


def failing(
    items: Iterable[RankedItem],
    performers: Mapping[Any, int | None],
    calendar: Calendar,
    today: date,
) -> Sequence[RankedItem]:
    """Return fixed dates at risk: not taken, or beyond what their performer can do by then."""
    reached = sorted((one for one in items if one.rank_class == ItemClass.FIXED), key=_key)
    load: dict[int, Decimal] = defaultdict(Decimal)
    late = []
    for one in reached:
        performer = performers.get(one.id)
        if performer is None:
            late.append(one)
            continue
        load[performer] += one.left
        day_before = (one.due or today) - DAY
        if load[performer] > HOURS_A_DAY * calendar.working_days(today, day_before):
            late.append(one)
    return late


# ---- promises kept


@dataclass(frozen=True, slots=True)
class PlannedPromise:
    """A promise that fell due: when it was reported, and whether the requester said *not yet*."""

    first_due: datetime
    reported_at: datetime | None = None
    not_yet: bool = False

    @property
    def as_planned(self) -> bool:
        """Return whether it was reported by its first date, and not answered *not yet*."""
        return (
            self.reported_at is not None
            and not self.not_yet
            and (self.reported_at <= self.first_due)
        )


@dataclass(frozen=True, slots=True)
class Proportion:
    """A count of a total, shown with its n."""

    part: int
    n: int

    @property
    def percent(self) -> int | None:
        """Return the rounded percentage; None without data."""
        return round(100 * self.part / self.n) if self.n else None


def plan_kept(promises: Iterable[PlannedPromise]) -> Proportion:
    """Return the promises reported as planned, of those that fell due."""
    rows = list(promises)
    return Proportion(sum(one.as_planned for one in rows), len(rows))
