"""Figures of single days, and their trend.

Plain Python without Django, clock or I/O.

A day is a date in the team's zone. A deal is in a stage on a day if it is there at the day's end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pullahead.pipeline.measures import DAY, ENOUGH, cycle_days, percentile
from pullahead.team.calendar import Calendar

WINDOW = 84  # days of one point of the trend
CLOSES = frozenset({"win", "lose", "discard"})


@dataclass(frozen=True, slots=True)
class DayMove:
    """A transition of a deal, and the stage after it. Moves of a deal are in their order."""

    deal: str
    at: datetime
    kind: str
    stage: int | None


@dataclass(frozen=True, slots=True)
class DayDeal:
    """A deal: its creation, its start if it started, and its last close while it is closed."""

    created: datetime
    start: datetime | None
    end: datetime | None
    closed_as: str


@dataclass(frozen=True, slots=True, order=True)
class DayClose:
    """A close on a day: how, days from start to close, and days from creation to close."""

    closed_as: str
    cycle: int
    since_created: int


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Figures of one day. `wip` has the stages with deals, by id."""

    day: date
    arrivals: int
    closes: tuple[DayClose, ...] = ()
    wip: Mapping[int, int] = field(default_factory=dict)


def day_figures(
    moves: Iterable[DayMove],
    deals: Iterable[DayDeal],
    first: date,
    last: date,
    calendar: Calendar,
) -> list[DayFigures]:
    """Return the figures of each day from `first` to `last`."""
    arrivals, closes = Counter[date](), defaultdict[date, list[DayClose]](list)
    for one in deals:
        start = one.start or (one.created if one.end is not None else None)
        if start is None:
            continue
        started = calendar.local_day(start)
        arrivals[started] += 1
        if one.end is not None:
            end = max(calendar.local_day(one.end), started)
            created = min(calendar.local_day(one.created), end)
            made = DayClose(one.closed_as, cycle_days(started, end), cycle_days(created, end))
            closes[end].append(made)
    held, found = _held(moves, first, last, calendar), []
    day = first
    while day <= last:
        ended = tuple(sorted(closes.get(day, ())))
        found.append(DayFigures(day, arrivals[day], ended, held[day]))
        day += DAY
    return found


def _held(
    moves: Iterable[DayMove], first: date, last: date, calendar: Calendar
) -> dict[date, dict[int, int]]:
    """Return for each day how many deals each stage has at its end."""
    changes: dict[date, Counter[int]] = defaultdict(Counter)
    deal, here = "", None
    for one in moves:
        if one.deal != deal:
            deal, here = one.deal, None
        there = None if one.kind in CLOSES else one.stage
        if there == here:
            continue
        day = max(calendar.local_day(one.at), first)
        if here is not None:
            changes[day][here] -= 1
        if there is not None:
            changes[day][there] += 1
        here = there
    held, found, day = Counter[int](), {}, first
    while day <= last:
        held.update(changes.get(day, {}))
        found[day] = {stage: number for stage, number in held.items() if number}
        day += DAY
    return found


# ---- trend


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Figures of the days up to `end`. Percentiles are given from 20 closed deals on."""

    end: date
    closed: int
    won_a_week: float
    p50: int | None
    p85: int | None
    wip: float


def trend(days: Sequence[DayFigures], most: int = 13) -> list[TrendPoint]:
    """Return a point for the last day of each month, and for the last day there is."""
    ends = [place for place, one in enumerate(days) if (one.day + DAY).month != one.day.month]
    if days and (not ends or ends[-1] != len(days) - 1):
        ends.append(len(days) - 1)
    return [_point(days[max(end + 1 - WINDOW, 0) : end + 1]) for end in ends[-most:]]


def _point(days: Sequence[DayFigures]) -> TrendPoint:
    closes = [close for one in days for close in one.closes]
    cycles = [one.cycle for one in closes]
    enough = len(cycles) >= ENOUGH
    return TrendPoint(
        end=days[-1].day,
        closed=len(cycles),
        won_a_week=7 * sum(one.closed_as == "won" for one in closes) / len(days),
        p50=percentile(cycles, 50) if enough else None,
        p85=percentile(cycles, 85) if enough else None,
        wip=sum(sum(one.wip.values()) for one in days) / len(days),
    )
