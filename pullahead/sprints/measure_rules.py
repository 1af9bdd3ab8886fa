"""Formulas of a pod's measures: facts in, counts with their n out.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from pullahead.sprints.rules import DROPPED, ITEM_DONE, SIZES, Proportion, RowId
from pullahead.team.calendar import Calendar


@dataclass(frozen=True, slots=True)
class ItemEvent:
    """A journal line of an item: taken, blocked, or out of the week (done, dropped, returned)."""

    item: RowId
    kind: str  # taken, blocked, out
    at: datetime


@dataclass(frozen=True, slots=True)
class DoneItem:
    """An item that was reported as done."""

    day: date
    hours: Decimal
    serves: bool  # a step or an objective of the buyer


@dataclass(frozen=True, slots=True)
class HoursShare:
    """Hours of a total; `n` counts items."""

    part: Decimal
    total: Decimal
    n: int

    @property
    def percent(self) -> int | None:
        """Return the rounded percentage; None without hours."""
        return round(100 * self.part / self.total) if self.total else None


def worked_hours(size: str, weighed: Decimal) -> Decimal:
    """Return the hours of a done item: those of its size, or more if it was corrected upward.

    Nobody types time sheets, so this is what was planned, not what was measured.
    """
    return max(SIZES[size], weighed)


def made_ready(events: Iterable[ItemEvent]) -> Proportion:
    """Return the taken items that were never blocked before they were done, of all taken.

    What a promise needs was there when it was made, if nothing blocked the item afterwards.
    """
    open_now: dict[RowId, bool] = {}
    ready: list[bool] = []
    for one in sorted(events, key=lambda event: event.at):
        if one.kind == "taken":
            open_now[one.item] = True
        elif one.kind == "blocked" and one.item in open_now:
            open_now[one.item] = False
        elif one.kind == "out" and one.item in open_now:
            ready.append(open_now.pop(one.item))
    ready += open_now.values()
    return Proportion(sum(ready), len(ready))


def hours_without_step(done: Iterable[DoneItem]) -> HoursShare:
    """Return the hours of done items that serve neither a step nor an objective, of all hours."""
    rows = list(done)
    part = sum((one.hours for one in rows if not one.serves), Decimal(0))
    return HoursShare(part, sum((one.hours for one in rows), Decimal(0)), len(rows))


def hours_done(items: Iterable[tuple[str, str, Decimal]]) -> HoursShare:
    """Return the hours of done items of all that are not dropped; state, size, weighed of each."""
    rows = [(state, worked_hours(size, weighed)) for state, size, weighed in items]
    live = [(state, hours) for state, hours in rows if state != DROPPED]
    part = sum((hours for state, hours in live if state == ITEM_DONE), Decimal(0))
    return HoursShare(part, sum((hours for _state, hours in live), Decimal(0)), len(live))


def waits(
    calendar: Calendar, pairs: Iterable[tuple[datetime, datetime | None]]
) -> Sequence[timedelta]:
    """Return the working times from a request to its answer; an open request has none yet."""
    return [calendar.between(asked, answered) for asked, answered in pairs if answered is not None]


def without_words(reviews: Collection[str]) -> Proportion:
    """Return the weeks without a sentence of a buyer, of all weeks that are over."""
    return Proportion(sum(not words for words in reviews), len(reviews))


@dataclass(frozen=True, slots=True)
class MovedHours:
    """Hours moved away from a deal, and the cost of a day's wait that it bears."""

    deal: RowId
    hours: Decimal
    day_cost: Decimal | None


def moved_from(moves: Iterable[MovedHours]) -> Mapping[RowId, MovedHours]:
    """Return for each deal the hours that reallocation took from it, and its latest cost a day."""
    found: dict[RowId, MovedHours] = {}
    for one in moves:
        before = found.get(one.deal)
        hours = one.hours + (before.hours if before is not None else Decimal(0))
        found[one.deal] = MovedHours(one.deal, hours, one.day_cost)
    return found
