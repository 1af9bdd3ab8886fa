"""Alerts of a source: silent, more bad numbers, or over-bought.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pullahead.floor.rules import MISSED_AT_LEAST
from pullahead.reports.measures import interval

WEEKS = 4
BAD_P = 0.01
# Share of leads past a half-life untried above which a source of a full floor is over-bought
UNTRIED = 0.2


@dataclass(frozen=True, slots=True)
class BadNumbers:
    """Leads with a bad number, of the leads that were attempted."""

    bad: int
    attempted: int


def expected_arrivals(by_day: Mapping[date, int], last: date, today: date) -> float:
    """Return how many leads the full days since the last arrival would have brought.

    A day brings the mean of its weekday in the four weeks up to the last arrival. A source that
    rests on Sundays is therefore not silent on a Sunday.
    """
    total, day = 0.0, last + timedelta(days=1)
    while day < today:
        back = [last - timedelta(days=n) for n in range(WEEKS * 7)]
        same = [by_day.get(one, 0) for one in back if one.weekday() == day.weekday()]
        total += sum(same) / len(same)
        day += timedelta(days=1)
        if total >= MISSED_AT_LEAST:
            break
    return total


def is_silent(by_day: Mapping[date, int], last: date, today: date) -> bool:
    """Return whether a source that delivered regularly has stopped."""
    return expected_arrivals(by_day, last, today) >= MISSED_AT_LEAST


def more_bad_numbers(now: BadNumbers, before: BadNumbers) -> bool:
    """Return whether the share of bad numbers rose beyond chance (Fisher's exact test).

    The test is exact, so few calls need a large difference, and no minimum count is needed.
    """
    if not now.attempted or not before.attempted:
        return False
    return _tail(now, before) < BAD_P


def _tail(now: BadNumbers, before: BadNumbers) -> float:
    """Return the chance of at least this number of bad numbers, if both shares are equal."""
    total, bad = now.attempted + before.attempted, now.bad + before.bad
    whole = math.comb(total, now.attempted)
    most = min(bad, now.attempted)
    ways = sum(
        math.comb(bad, k) * math.comb(total - bad, now.attempted - k)
        for k in range(now.bad, most + 1)
    )
    return ways / whole


def is_over_bought(load: float | None, untried: int, leads: int) -> bool:
    """Return whether a source brings more than the floor works.

    Arrivals exceed what the floor could work, and too many leads of this source lost half of their
    interest untried, beyond chance. With free capacity such leads are no matter of buying.
    """
    beyond = interval(untried, leads)
    return load is not None and load > 1 and beyond is not None and beyond[0] > UNTRIED
