"""Episodes: from an inquiry to the first attempt on its lead.

Plain Python without Django, clock or I/O.

An episode starts with an inquiry and ends at the first verified attempt at or after it. An inquiry
during an open episode starts none; one after an attempt, or that reopens a lead, does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from pullahead.reports.measures import WaitCurve, WaitEstimates, survival, wait_estimates

LATE = timedelta(days=1)  # older inquiries at their admission are reported apart


@dataclass(frozen=True, slots=True)
class Asked:
    """An inquiry: when its customer made it, and when it was received."""

    admitted_at: datetime
    asked_at: datetime

    @property
    def lag(self) -> float:
        """Delivery lag: seconds from the customer's own moment to the arrival."""
        return max(0.0, (self.admitted_at - self.asked_at).total_seconds())


class WaitKind(IntEnum):
    """Result of the wait of an episode."""

    ENDED = 0  # by a verified attempt
    CENSORED = 1  # the lead was closed from outside, or the wait is cut off now
    NEVER = 2  # we closed the lead untried
    LATE = 3  # an inquiry older than a day when it came; no part of the others
    OPEN = 4


@dataclass(frozen=True, slots=True)
class LeadCourse:
    """The inquiries and verified attempts of one lead, in order, and its closing."""

    inquiries: Sequence[Asked]
    attempts: Sequence[datetime]
    closed_at: datetime | None = None
    outside: bool = False  # closed by an opt-out, as a duplicate, or withdrawn

    def waits(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, WaitKind, float]]:
        """Yield start, result and seconds of each episode that started in [since, until)."""
        busy_until = None
        for inquiry in self.inquiries:
            start = inquiry.admitted_at
            if busy_until is not None and start < busy_until:
                continue  # during an open episode
            first = next((at for at in self.attempts if at >= start), None)
            busy_until = first or self.closed_at or datetime.max.replace(tzinfo=start.tzinfo)
            if since <= start < until:
                late = start - inquiry.asked_at > LATE
                yield start, *((WaitKind.LATE, 0.0) if late else self.wait(start, first))

    def wait(self, start: datetime, first: datetime | None) -> tuple[WaitKind, float]:
        """Return result and seconds of an episode that ends at `first`, such as a contact."""
        if first is not None:
            return WaitKind.ENDED, (first - start).total_seconds()
        if self.closed_at is None or self.closed_at < start:
            return WaitKind.OPEN, 0.0
        if self.outside:
            return WaitKind.CENSORED, (self.closed_at - start).total_seconds()
        return WaitKind.NEVER, 0.0


@dataclass(slots=True)
class Waits:
    """Waits in seconds: ended, censored, and the number of those that never end."""

    ended: Any = field(default_factory=list)  # a list, to which waits are added, or an array
    open: Any = field(default_factory=list)
    never: int = 0
    _curve: WaitCurve | None = field(default=None, init=False, repr=False)

    def add(self, kind: WaitKind, seconds: float) -> None:
        """Add a wait that is over, cut off or without end."""
        if kind == WaitKind.NEVER:
            self.never += 1
        else:
            (self.ended if kind == WaitKind.ENDED else self.open).append(seconds)

    def estimates(self) -> WaitEstimates:
        """Return median, p90 and service level."""
        return wait_estimates(self.ended, open=self.open, never=self.never, curve=self.left())

    def left(self) -> WaitCurve:
        """Return the estimated share that waits on after each wait; computed once."""
        if self._curve is None:
            self._curve = survival(self.ended, self.open, self.never)
        return self._curve

    def curve(self, marks: Iterable[float]) -> tuple[float, ...]:
        """Return the estimated share of waits that ended within each mark, in seconds."""
        return tuple(map(self.left().share_by, marks))
