"""Measures of the page *Flow*: aging, efficiency, rework, forecast.

Plain Python without Django, clock or I/O.

A stay is the time of a deal in one stage and half. A day is a date in the workflow's zone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pullahead.pipeline.measures import DAY, ENOUGH, percentile
from pullahead.pipeline.rules import DOING
from pullahead.team.calendar import Calendar

FORECAST_FROM = 84  # days
FORECAST_AT_MOST = 365  # days ahead
CONFIDENT = (50, 85, 95)  # percent
BANDS = (50, 70, 85)  # percent


@dataclass(frozen=True, slots=True)
class FlowMove:
    """A transition of a deal. `position` is None for a ready deal."""

    deal: str
    at: datetime
    kind: str
    position: int | None
    half: str
    signal: bool = False
    live: bool = True  # not of an import


@dataclass(frozen=True, slots=True)
class FlowBlock:
    """A time in which a deal was blocked."""

    deal: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class FlowSpan:
    """A deal from its start to its last close; open ones have no end."""

    deal: str
    title: str
    start: datetime
    end: datetime | None
    closed_as: str
    position: int | None
    whole: bool  # its stages are known from the start


CLOSES = frozenset({"win", "lose", "discard"})
MOVED = frozenset({"pull", "back"})


# ---- shares


@dataclass(frozen=True, slots=True)
class FlowShares:
    """Shares of a period, each with its denominator."""

    moves: int
    back: int
    pulled: int  # moves within five working days of a signal
    discards: int
    late_discards: int  # from the first stage of a group on
    efficient: float | None  # working hours at work and unblocked, of all from start to close
    efficiency_of: int  # closed deals


def shares(
    moves: Sequence[FlowMove],
    spans: Sequence[FlowSpan],
    blocks: Sequence[FlowBlock],
    *,
    since: datetime,
    late_from: int,
    calendar: Calendar,
) -> FlowShares:
    """Return the shares of the time since a moment."""
    recent = [one for one in moves if one.at >= since and one.live]
    moved = [one for one in recent if one.kind in MOVED]
    discarded = [one for one in recent if one.kind == "discard"]
    closed = [one for one in spans if one.whole and one.end is not None and one.end >= since]
    efficient, total = _efficiency(closed, moves, blocks, calendar)
    return FlowShares(
        moves=len(moved),
        back=sum(one.kind == "back" for one in moved),
        pulled=sum(one.signal for one in moved),
        discards=len(discarded),
        late_discards=sum((one.position or 0) >= late_from for one in discarded),
        efficient=efficient / total if total else None,
        efficiency_of=len(closed),
    )


def _efficiency(
    closed: Sequence[FlowSpan],
    moves: Iterable[FlowMove],
    blocks: Iterable[FlowBlock],
    calendar: Calendar,
) -> tuple[timedelta, timedelta]:
    by_deal: dict[str, list[FlowMove]] = defaultdict(list)
    blocked: dict[str, list[FlowBlock]] = defaultdict(list)
    for move in moves:
        by_deal[move.deal].append(move)
    for block in blocks:
        blocked[block.deal].append(block)
    worked = total = timedelta()
    for span in closed:
        end = span.end or span.start
        total += calendar.between(span.start, max(end, span.start))
        for start, stop in working_times(by_deal[span.deal], blocked[span.deal], span.start, end):
            worked += calendar.between(start, stop)
    return worked, total


def working_times(
    moves: Sequence[FlowMove], blocks: Sequence[FlowBlock], start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Return the times in which a deal was at work in a stage, and not blocked."""
    found = []
    ordered = sorted(moves, key=lambda one: one.at)
    for place, one in enumerate(ordered):
        until = ordered[place + 1].at if place + 1 < len(ordered) else end
        if one.position is None or one.half != DOING or one.kind in CLOSES:
            continue
        found += _without(max(one.at, start), min(until, end), blocks)
    return found


def _without(
    start: datetime, end: datetime, blocks: Sequence[FlowBlock]
) -> list[tuple[datetime, datetime]]:
    found = []
    for block in sorted(blocks, key=lambda one: one.start):
        if block.end <= start or block.start >= end:
            continue
        if block.start > start:
            found.append((start, block.start))
        start = max(start, block.end)
    return [*found, (start, end)] if start < end else found


# ---- ages


def aging_bands(
    moves: Iterable[FlowMove], spans: Iterable[FlowSpan], last: int, calendar: Calendar
) -> dict[int, tuple[int, ...]]:
    """Return for each stage the 50, 70 and 85 % of the ages at the last leaving of it.

    A stage that fewer than 20 closed deals left is missing.
    """
    closed = {one.deal: one for one in spans if one.end is not None and one.whole}
    left: dict[tuple[str, int], datetime] = {}
    by_deal: dict[str, list[FlowMove]] = defaultdict(list)
    for one in moves:
        if one.deal in closed:
            by_deal[one.deal].append(one)
    for deal, rows in by_deal.items():
        here: int | None = None
        for one in sorted(rows, key=lambda row: row.at):
            if here is not None and (one.position != here or one.kind in CLOSES):
                left[deal, here] = one.at
            here = None if one.kind in CLOSES else one.position
    ages: dict[int, list[int]] = defaultdict(list)
    for (deal, stage), at in left.items():
        ages[stage].append(days_of(closed[deal].start, at, calendar))
    return {
        stage: tuple(percentile(found, percent) or 0 for percent in BANDS)
        for stage, found in ages.items()
        if len(found) >= ENOUGH and stage <= last
    }


def days_of(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Return the days from one moment to another, both days counted."""
    return (calendar.local_day(end) - calendar.local_day(start)).days + 1


# ---- forecast


@dataclass(frozen=True, slots=True)
class FlowForecast:
    """Answers of a forecast at 50, 85 and 95 %."""

    at_least: Mapping[int, int]  # percent: finishes within the days asked
    day_for: Mapping[int, date | None]  # percent: the day by which so many are finished


def forecast(
    finishes: Iterable[date], today: date, *, days: int, number: int
) -> FlowForecast | None:
    """Return the exact forecast from the finishes of the last 84 days; None below 20.

    Each day ahead takes the number of finishes of one past day of its own weekday, each with the
    same chance. So the distribution of the sum is a convolution, and nothing is simulated.
    """
    counts = Counter(day for day in finishes if 0 < (today - day).days <= FORECAST_FROM)
    if sum(counts.values()) < ENOUGH:
        return None
    weekdays = _by_weekday(counts, today)
    sums, at_least = [1.0], dict.fromkeys(CONFIDENT, 0)
    day_for: dict[int, date | None] = dict.fromkeys(CONFIDENT)
    for ahead in range(1, max(days, FORECAST_AT_MOST) + 1):
        day = today + DAY * ahead
        sums = _plus(sums, weekdays[day.weekday()], max(number, 1) + max(counts.values()) * days)
        if ahead == days:
            at_least = {percent: _at_least(sums, percent) for percent in CONFIDENT}
        reached = 1.0 - sum(sums[:number])
        for percent in CONFIDENT:
            if day_for[percent] is None and reached * 100 >= percent - 1e-9:
                day_for[percent] = day
        if ahead >= days and None not in day_for.values():
            break
    return FlowForecast(at_least, day_for)


def _by_weekday(counts: Mapping[date, int], today: date) -> list[list[float]]:
    """Return for each weekday the distribution of its finishes."""
    found: list[list[int]] = [[] for _ in range(7)]
    for back in range(1, FORECAST_FROM + 1):
        day = today - DAY * back
        found[day.weekday()].append(counts.get(day, 0))
    return [
        [values.count(number) / len(values) for number in range(max(values) + 1)]
        for values in found
    ]


def _plus(sums: Sequence[float], day: Sequence[float], most: int) -> list[float]:
    """Return the distribution of a sum and one more day; the last place has all that is more."""
    found = [0.0] * min(len(sums) + len(day) - 1, most + 1)
    for at, chance in enumerate(sums):
        if chance:
            for more, other in enumerate(day):
                found[min(at + more, len(found) - 1)] += chance * other
    return found


def _at_least(sums: Sequence[float], percent: int) -> int:
    """Return the greatest number that is reached with this chance."""
    above, best = 0.0, 0
    for number in range(len(sums) - 1, -1, -1):
        above += sums[number]
        if above * 100 >= percent - 1e-9:
            best = number
            break
    return best
