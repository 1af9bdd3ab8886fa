"""Formulas of honest work: callbacks kept, second looks.

Plain Python without Django, clock or I/O.

Each formula has a worked example in tests/test_honesty.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pullahead.reports.distributions import beta_quantile

EARLY, GRACE = timedelta(minutes=2), timedelta(minutes=15)
NAMED_FROM = 60  # second looks in 365 days


class CallbackResult(StrEnum):
    """Result of a callback that was due."""

    KEPT = "kept"  # its owner tried in time
    RESCUED = "rescued"  # another agent tried on the same day
    MISSED = "missed"
    NOT_COUNTED = "not_counted"
    OPEN = "open"  # its time has not passed yet


@dataclass(frozen=True, slots=True)
class DueCallback:
    """A callback with the verified attempts on its lead: (agent, moment), in order."""

    owner: int
    due_at: datetime
    attempts: Sequence[tuple[int, datetime]] = ()
    resolved_at: datetime | None = None
    how: str = ""
    excused: bool = False  # barred by a calling rule, or its owner was on a call


@dataclass(frozen=True, slots=True)
class CallbackCounts:
    """Callbacks that were due, by result."""

    due: int = 0
    kept: int = 0
    rescued: int = 0
    missed: int = 0
    not_counted: int = 0

    @property
    def share(self) -> float | None:
        """Share of the callbacks due that were kept; None without data."""
        return self.kept / self.due if self.due else None


def callback_result(callback: DueCallback, *, now: datetime, day_end: datetime) -> CallbackResult:
    """Return the result of a callback; `day_end` is the end of its day."""
    since, until = callback.due_at - EARLY, callback.due_at + GRACE
    if callback.how == "undone" or callback.excused:
        return CallbackResult.NOT_COUNTED
    gone = callback.resolved_at
    passed_on = callback.how in {"freed", "given"}
    if gone is not None and (gone < since or (passed_on and gone <= until)):
        return CallbackResult.NOT_COUNTED
    later = [(agent, at) for agent, at in callback.attempts if at >= since]
    own = next((at for agent, at in later if agent == callback.owner), None)
    if own is not None and own <= until:
        return CallbackResult.KEPT
    if now < until and gone is None:
        return CallbackResult.OPEN
    if any(agent != callback.owner and at < day_end for agent, at in later):
        return CallbackResult.RESCUED
    return CallbackResult.MISSED


def callback_counts(results: Iterable[CallbackResult]) -> CallbackCounts:
    """Count results; those not counted, and open ones, are no part of *due*."""
    found = Counter(results)
    kept, rescued = found[CallbackResult.KEPT], found[CallbackResult.RESCUED]
    missed = found[CallbackResult.MISSED]
    left_out = found[CallbackResult.NOT_COUNTED]
    return CallbackCounts(kept + rescued + missed, kept, rescued, missed, left_out)


def added(counts: Iterable[CallbackCounts]) -> CallbackCounts:
    """Add the counts of groups."""
    rows = ((one.due, one.kept, one.rescued, one.missed, one.not_counted) for one in counts)
    return CallbackCounts(*map(sum, zip(*rows, strict=True)))


def second_look_interval(success: int, looks: int) -> tuple[float, float] | None:
    """Return the 90 % interval of a person's rate, Beta(x + ½, n − x + ½); None without data."""
    if looks <= 0:
        return None
    a, b = success + 0.5, looks - success + 0.5
    low = beta_quantile(0.05, a, b) if success else 0.0
    return low, beta_quantile(0.95, a, b)


def weighted_rate(looks: Iterable[tuple[bool, float]]) -> float | None:
    """Return the rate of successes, each look weighted by 1 ÷ its probability; None without any."""
    there = list(looks)
    whole = sum(1 / probability for _, probability in there)
    part = sum(1 / probability for success, probability in there if success)
    return part / whole if whole else None


def named(success: int, looks: int, floor_rate: float) -> bool:
    """Return whether a person's second looks are shown by name.

    From 60 looks on, if the one-sided 99 % lower end is above the floor's rate.
    """
    if looks < NAMED_FROM or not success:
        return False
    return beta_quantile(0.01, success + 0.5, looks - success + 0.5) > floor_rate
