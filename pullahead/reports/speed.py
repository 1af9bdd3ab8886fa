"""Formulas of speed: clocks, handle time, persistence, tempo, takt, occupancy.

Plain Python without Django, clock or I/O.

Waits are estimated in measures.py. Each formula has a worked example in tests/test_speed.py.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from numpy.typing import NDArray

Durations: TypeAlias = "Sequence[float] | NDArray[Any]"
Span = tuple[datetime, datetime]
FULL_PLAN = 6  # settled attempts that count as a plan worked to its end


@dataclass(frozen=True, slots=True)
class Spread:
    """Distribution of durations in seconds; None without data."""

    n: int
    mean: float | None
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class TempoRate:
    """Settled claims, contacts and wins per available hour; None without an hour."""

    settled: float | None
    contacts: float | None
    wins: float | None


def quantile(ordered: Durations, share: float) -> float | None:
    """Return the value at ⌈share · n⌉ of sorted values; None without data."""
    # a product such as 0.9 · 10 may be a little above its true value
    at = math.ceil(share * len(ordered) - 1e-9)
    return float(ordered[max(at, 1) - 1]) if len(ordered) else None


def spread(values: Sequence[float]) -> Spread:
    """Return n, mean, median and p90 of durations."""
    mean, ordered = math.fsum(values) / len(values) if values else None, sorted(values)
    return Spread(len(values), mean, quantile(ordered, 0.5), quantile(ordered, 0.9))


def spread_of_all(ordered: Durations, groups: Iterable[Spread]) -> Spread:
    """Return the spread of sorted durations from those of their groups, whose means are known."""
    total = math.fsum(one.mean * one.n for one in groups if one.mean is not None)
    mean = total / len(ordered) if len(ordered) else None
    return Spread(len(ordered), mean, quantile(ordered, 0.5), quantile(ordered, 0.9))


def handle_seconds(started: datetime, ended: datetime, paused: Iterable[Span] = ()) -> float:
    """Return the seconds of a claim without those in which a customer's call interrupted it."""
    away = sum(overlap((started, ended), one) for one in paused)
    return max((ended - started).total_seconds() - away, 0.0)


def overlap(one: Span, other: Span) -> float:
    """Return the seconds that two spans share."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared.total_seconds(), 0.0)


def clock_seconds(
    wait: Span, open_hours: Sequence[Span] | None = None, staffed: Sequence[Span] | None = None
) -> float:
    """Return the seconds of a wait on a clock: elapsed, callable, or callable and staffed.

    `open_hours` are those of the lane; None is every hour. `staffed` are the hours with a person on
    shift; None does not ask. Spans of one list are in order and do not overlap.
    """
    spans = [wait]
    for hours in (open_hours, staffed):
        if hours is not None:
            spans = [shared for one in spans for shared in _cut(one, hours)]
    return sum((to - since).total_seconds() for since, to in spans)


def _cut(wait: Span, hours: Sequence[Span]) -> list[Span]:
    cut = []
    for n in range(bisect_right(hours, wait[0], key=lambda one: one[1]), len(hours)):
        since, to = hours[n]
        if since >= wait[1]:
            break
        cut.append((max(wait[0], since), min(wait[1], to)))
    return cut


def persistence(attempts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return how many leads closed by us without contact were worked to the end, of how many.

    Each lead is its settled attempts and its plan's rounds. Six attempts, or all rounds, are the
    end.
    """
    leads = list(attempts)
    return sum(made >= min(FULL_PLAN, rounds) for made, rounds in leads), len(leads)


def tempo(*, settled: int, contacts: int, wins: int, hours: float) -> TempoRate:
    """Return the three rates per available hour; never one without the others."""
    if hours <= 0:
        return TempoRate(None, None, None)
    return TempoRate(settled / hours, contacts / hours, wins / hours)


def takt(minutes_left: float, due: float) -> float | None:
    """Return the minutes that the floor may spend on a claim: minutes left today ÷ claims due."""
    return minutes_left / due if due > 0 else None


def pace(mean_minutes: float | None, people: int) -> float | None:
    """Return the minutes that the floor spends on a claim: mean handle time ÷ people present."""
    return mean_minutes / people if mean_minutes is not None and people > 0 else None


def occupancy(*, handle: float, wrap_up: float, available: float) -> float | None:
    """Return (handle + wrap-up) ÷ (that + available time); None of no time."""
    busy = handle + wrap_up
    return busy / (busy + available) if busy + available > 0 else None


def empty_pulls(reasons: Mapping[str, int], pulls: int) -> dict[str, float]:
    """Return the share of pulls answered *nothing*, by reason; empty without a pull."""
    return {reason: n / pulls for reason, n in reasons.items()} if pulls else {}
