"""Capacity: the leads a day that the floor can work to the end, and the wait at a load.

Plain Python without Django, clock or I/O.

Work per lead = Σ P(open before round k) · minutes of round k. Capacity = staffed minutes inside
calling hours × attainable occupancy. The occupancy that was reached is never used: buying by it
would read idleness as small capacity.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

START_OCCUPANCY = 0.85
QUARTERS_NEEDED = 40
ALARM_LOAD = 0.95
WEEKS_BACK = 6
SERVICE_MINUTES = 5.0
MEASURED_FROM = 30  # leads that decide about a round before its own figures replace start values
DAY = timedelta(days=1)


# ---- work of a lead


def work_minutes(open_before: Sequence[float], minutes: Sequence[float]) -> float:
    """Return Σ P(open before round k) · d_k."""
    return math.fsum(p * d for p, d in zip(open_before, minutes, strict=True))


def open_before(contact: Sequence[float]) -> tuple[float, ...]:
    """Return the chance that each round is needed, if only a contact ends the rounds."""
    left, found = 1.0, []
    for q in contact:
        found.append(left)
        left *= 1.0 - q
    return tuple(found)


def round_minutes(contact: Sequence[float], *, talk: float, no_answer: float) -> tuple[float, ...]:
    """Return d_k: the expected minutes of each round."""
    return tuple(q * talk + (1 - q) * no_answer for q in contact)


@dataclass(frozen=True, slots=True)
class WorkedLead:
    """Minutes of the settled claims of one lead in order, and whether the lead is closed."""

    minutes: tuple[float, ...]
    closed: bool


def measured_work(leads: Iterable[WorkedLead], start: Sequence[tuple[float, float]]) -> float:
    """Return the expected work of a new lead in minutes, all settled claims counted.

    `start` has (chance that the round is needed, given the one before; its minutes) of each round.
    A lead that is open after its last claim needs another one. A round that fewer than
    MEASURED_FROM leads came to keeps its start values, and later rounds than those end.
    """
    known = tuple(leads)
    longest = max((len(one.minutes) for one in known), default=0)
    total, need = 0.0, 1.0
    for k in range(max(longest, len(start))):
        go_on, took = start[k] if k < len(start) else (0.0, 0.0)
        before = [one for one in known if len(one.minutes) >= k]
        if k and len(before) >= MEASURED_FROM:
            go_on = sum(len(one.minutes) > k or not one.closed for one in before) / len(before)
        had = [one.minutes[k] for one in known if len(one.minutes) > k]
        if len(had) >= MEASURED_FROM:
            took = math.fsum(had) / len(had)
        need *= go_on if k else 1.0
        total += need * took
    return total


# ---- capacity


def attainable(quarters: Sequence[float]) -> float:
    """Return p50 of the occupancy of quarter hours with a callable card throughout."""
    if len(quarters) < QUARTERS_NEEDED:
        return START_OCCUPANCY
    return sorted(quarters)[math.ceil(0.5 * len(quarters)) - 1]


def workable(staffed_minutes: float, occupancy: float, work: float) -> float:
    """Return the leads that can be worked to the end in so many staffed minutes."""
    return staffed_minutes * occupancy / work if work > 0 else 0.0


def merged(
    spans: Iterable[tuple[datetime, datetime]], gap: timedelta
) -> tuple[tuple[datetime, datetime], ...]:
    """Join spans of one person that are at most a gap apart: the time in which they worked."""
    found: list[tuple[datetime, datetime]] = []
    for begins, ends in sorted(spans):
        if found and begins - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return tuple(found)


def by_slot(
    spans: Iterable[tuple[datetime, datetime]],
    slot_of: Callable[[datetime], datetime],
    length: timedelta = timedelta(hours=1),
) -> dict[datetime, float]:
    """Return the minutes of spans in each slot; `slot_of` gives the start of a moment's slot."""
    found: dict[datetime, float] = {}
    for begins, ends in spans:
        while begins < ends:
            slot = slot_of(begins)
            until = min(ends, slot + length)
            found[slot] = found.get(slot, 0.0) + (until - begins).total_seconds() / 60
            begins = until
    return found


# ---- forecast


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected amount of one day: the median of its weekday, and the 10–90 % band."""

    day: date
    low: float
    middle: float
    high: float


def forecast(by_day: Mapping[date, float], day: date, today: date) -> Forecast:
    """Forecast a day from the same weekday of the last six weeks before today.

    Days before the first one known are left out, so that a young floor is not read as idle.
    """
    first = min(by_day, default=today)
    days = [today - DAY * n for n in range(1, WEEKS_BACK * 7 + 1)]
    same = sorted(
        by_day.get(one, 0.0) for one in days if one.weekday() == day.weekday() and one >= first
    )
    if not same:
        return Forecast(day, 0.0, 0.0, 0.0)
    return Forecast(day, _at(same, 0.1), median(same), _at(same, 0.9))


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[math.ceil(share * len(ordered)) - 1]


def load(work: float, capacity: float) -> float | None:
    """Return work ÷ capacity; None without capacity."""
    return work / capacity if capacity > 0 else None


def is_over_bought(loads: Sequence[float | None]) -> bool:
    """Return whether the forecast load, oldest first, exceeds ALARM_LOAD on two days running."""
    last = loads[-2:]
    return len(last) == 2 and all(one is not None and one > ALARM_LOAD for one in last)


# ---- waiting


@dataclass(frozen=True, slots=True)
class FloorQueue:
    """Waits of a floor: `people` work claims of mean `minutes`, at a load below 1 (Erlang C)."""

    people: int
    minutes: float
    load: float

    @property
    def waits(self) -> float:
        """Chance that a lead waits at all."""
        offered, blocked = self.load * self.people, 1.0
        for n in range(1, self.people + 1):
            blocked = offered * blocked / (n + offered * blocked)
        return blocked / (1 - self.load * (1 - blocked))

    @property
    def rate(self) -> float:
        """Rate (1/min) at which the wait of those who wait ends."""
        return self.people * (1 - self.load) / self.minutes

    @property
    def mean_wait(self) -> float:
        """Mean wait in minutes."""
        return self.waits / self.rate

    @property
    def in_time(self) -> float:
        """Share that waits at most SERVICE_MINUTES."""
        return 1 - self.waits * math.exp(-self.rate * SERVICE_MINUTES)

    def mean_of(self, left: Callable[[float], float], steps: int = 200) -> float:
        """Return the mean of a function of the wait in minutes, such as the interest left."""
        wait = math.fsum(left(-math.log(1 - (n + 0.5) / steps) / self.rate) for n in range(steps))
        return (1 - self.waits) * left(0.0) + self.waits * wait / steps
