"""Episodes: from an inquiry to the first attempt on its lead.

Plain Python without Django, clock or I/O.

An episode starts with an inquiry and ends at the first verified attempt at or after it. An inquiry
during an open episode starts none; one after an attempt, or that reopens a lead, does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pullahead.reports.measures import WaitEstimates, survival, wait_estimates

LATE = timedelta(days=1)  # older inquiries at their admission are reported apart


@dataclass(frozen=True, slots=True)
class Asked:
    """An inquiry: when its customer made it, and when it was received."""

    admitted_at: datetime
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class LeadCourse:
    """The inquiries and verified attempts of one lead, in order, and its closing."""

    inquiries: Sequence[Asked]
    attempts: Sequence[datetime]
    closed_at: datetime | None = None
    outside: bool = False  # closed by an opt-out, as a duplicate, or withdrawn


@dataclass(slots=True)
class Waits:
    """Waits in seconds: ended, censored, and the number of those that never end."""

    ended: list[float] = field(default_factory=list)
    open: list[float] = field(default_factory=list)
    never: int = 0
    late: int = 0  # inquiries older than a day when they came; no part of the others

    def add(self, other: Waits) -> None:
        """Add the waits of another cohort."""
        self.ended += other.ended
        self.open += other.open
        self.never += other.never
        self.late += other.late

    def estimates(self) -> WaitEstimates:
        """Return median, p90 and service level."""
        return wait_estimates(self.ended, open=self.open, never=self.never)

    def curve(self, marks: Iterable[float]) -> tuple[float, ...]:
        """Return the estimated share of waits that ended within each mark, in seconds."""
        left = survival(sorted(self.ended), sorted(self.open), self.never)
        return tuple(
            1 - next((share for at, share in reversed(left) if at <= mark), 1.0) for mark in marks
        )


def waits_of(course: LeadCourse, *, since: datetime, until: datetime, now: datetime) -> Waits:
    """Return the waits of the episodes of one lead that started in [since, until)."""
    found, busy_until = Waits(), None
    for inquiry in course.inquiries:
        start = inquiry.admitted_at
        if busy_until is not None and start < busy_until:
            continue  # during an open episode
        first = next((at for at in course.attempts if at >= start), None)
        busy_until = first or course.closed_at or datetime.max.replace(tzinfo=start.tzinfo)
        if not since <= start < until:
            continue
        if start - inquiry.asked_at > LATE:
            found.late += 1
        else:
            _add(found, start, first, course, now)
    return found


def _add(
    found: Waits, start: datetime, first: datetime | None, course: LeadCourse, now: datetime
) -> None:
    if first is not None:
        found.ended.append((first - start).total_seconds())
    elif course.closed_at is None or course.closed_at < start:
        found.open.append((now - start).total_seconds())
    elif course.outside:
        found.open.append((course.closed_at - start).total_seconds())
    else:
        found.never += 1
