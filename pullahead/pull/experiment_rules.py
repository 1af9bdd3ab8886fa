"""Drawing of an experiment's blocks: a switchback in squares of two working days.

Plain Python without Django, clock or I/O.

The order of pulls changes for a whole team, by half-day. Leads are never randomized: an order that
takes the fresh leads would leave none to the other. In two working days each order has one first
half and one second half. Differences between days and between halves therefore cancel. A coin
decides which order begins.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pullahead.pull.order_rules import Ordering
from pullahead.team.calendar import Calendar

WEEKS_AT_LEAST, WEEKS_AT_MOST = 2, 26
WASHOUT_AT_MOST = 120  # minutes
PROBABILITY = 0.5
MINUTE = timedelta(minutes=1)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


class ExperimentState(StrEnum):
    """State of an experiment."""

    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"
    STOPPED = "stopped"


class Yardstick(StrEnum):
    """Figure that an experiment compares, per hour at work."""

    CONTACTS = "contacts"  # leads reached for the first time
    VALUE = "value"  # value × chance of a sale, of leads reached for the first time


@dataclass(frozen=True, slots=True)
class DrawnBlock:
    """Half-day with its order."""

    number: int
    pair: int
    starts_at: datetime
    counts_from: datetime
    ends_at: datetime
    ordering: Ordering
    probability: float = PROBABILITY


def draw_blocks(
    *,
    calendar: Calendar,
    now: datetime,
    weeks: int,
    washout: timedelta,
    orders: tuple[Ordering, Ordering],
    seed: int,
) -> tuple[DrawnBlock, ...]:
    """Return the blocks of the working days of so many weeks, from tomorrow on, in order.

    A working day without a partner at the end is left out.
    """
    first = calendar.local_day(now) + DAY
    last = first + weeks * WEEK - DAY
    days = working_days(calendar, first, last)
    blocks: list[DrawnBlock] = []
    for n in range(0, len(days) - 1, 2):
        pair = n // 2 + 1
        begins, follows = orders if _coin(seed, pair) else orders[::-1]
        square = zip(days[n : n + 2], ((begins, follows), (follows, begins)), strict=True)
        for day, (first_half, second_half) in square:
            for half, ordering in ((0, first_half), (1, second_half)):
                span = half_day(calendar, day, half, washout)
                blocks.append(DrawnBlock(len(blocks) + 1, pair, *span, ordering))
    return tuple(blocks)


def _coin(seed: int, pair: int) -> bool:
    return bool(hashlib.sha256(f"{seed} {pair}".encode()).digest()[0] & 1)


def working_days(calendar: Calendar, first: date, last: date) -> list[date]:
    """Return the working days from `first` to `last`, both included."""
    days = (first + n * DAY for n in range((last - first).days + 1))
    return [day for day in days if calendar.is_working_day(day)]


def half_day(
    calendar: Calendar, day: date, half: int, washout: timedelta
) -> tuple[datetime, datetime, datetime]:
    """Return the start of a half-day, the moment from which it counts, and its end.

    The halves meet in the middle of the working hours. The washout begins with the work, and ends
    before the half does.
    """
    zone = ZoneInfo(calendar.zone)
    hours = calendar.hours_of(day)
    opens = _moment(day, hours[0].opens, zone)
    closes = _moment(day, hours[-1].closes, zone, end=True)
    middle = opens + (closes - opens) / 2
    middle -= timedelta(seconds=middle.timestamp() % 1800)  # whole half-hours
    midnight = _moment(day, time(0), zone)
    if half == 0:
        return midnight, min(opens + washout, middle - MINUTE), middle
    end = _moment(day + DAY, time(0), zone)
    return middle, min(middle + washout, end - MINUTE), end


def _moment(day: date, at: time, zone: ZoneInfo, *, end: bool = False) -> datetime:
    day = day + DAY if end and at == time(0) else day
    return datetime.combine(day, at, zone).astimezone(ZoneInfo("UTC"))
