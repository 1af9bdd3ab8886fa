"""Rules of shifts: who is on shift, by their plan and the team's calendar.

Plain Python without Django, clock or I/O.

A plan has its own hours for each weekday. Holidays, days off and extra working days are those of
the team's calendar. Spans that touch, such as 22:00-24:00 and 00:00-06:00, are one shift.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pullahead.team.calendar import Calendar, DayHours

LEAVE_AT_MOST = timedelta(days=2 * 366)
# a shift that never pauses is looked at no further
_LOOK_AHEAD = timedelta(days=8)

LeaveSpan = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class ShiftNow:
    """Shift at a moment: its end, or the beginning of the next one."""

    on: bool = True
    planned: bool = False  # False: no plan, so a person is on shift while signed in
    ends_at: datetime | None = None
    begins_at: datetime | None = None


UNPLANNED = ShiftNow()


def shift_calendar(team: Calendar, *, zone: str, week: tuple[DayHours, ...]) -> Calendar:
    """Return the calendar of a plan: its week, with the days off of the team."""
    return replace(team, zone=zone or team.zone, week=week)


def shift_at(plan: Calendar | None, now: datetime) -> ShiftNow:
    """Return whether a person with this plan is on shift."""
    if plan is None:
        return UNPLANNED
    begins = plan.next_working(now)
    if begins > now:
        return ShiftNow(False, True, begins_at=begins)
    return ShiftNow(True, True, ends_at=_end(plan, now))


def _end(plan: Calendar, now: datetime) -> datetime | None:
    """Return the end of the running shift; None if it runs longer than a week."""
    end: datetime | None = None
    for opens, closes in plan.spans(now, now + _LOOK_AHEAD):
        if end is not None and opens > end:
            return end
        end = closes
    return end if end is not None and end < now + _LOOK_AHEAD else None


def leave_at(spans: tuple[LeaveSpan, ...], at: datetime) -> datetime | None:
    """Return the end of the leave at a moment; leaves that touch are one; None: no leave."""
    end: datetime | None = None
    for begins, ends in sorted(spans):
        if begins <= (end or at) < ends:
            end = ends
    return end
