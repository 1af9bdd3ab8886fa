"""Shifts and leave of the demo's colleagues: of the past weeks, and around the present."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pullahead.base import clock
from pullahead.base.transaction import retried, write_transaction
from pullahead.team import services
from pullahead.team.models import LeaveKind, Person, ShiftPlan
from pullahead.team.past_shifts import PastShifts, add_past_shifts
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.settings.attendance import attendance_now

Weeks = Mapping[int, Sequence[str]]


def local_now() -> datetime:
    """Return the moment on the clock of the floor."""
    return clock.now().astimezone(ZoneInfo(organisation_zone()))


def lay_shifts(*, past: Weeks, first: date, weeks: Weeks, since: datetime) -> None:
    """Write the shifts of the past weeks from a day on, and those in force since a moment."""
    zone = organisation_zone()
    begins = datetime.combine(first, time(), ZoneInfo(zone))
    with write_transaction():
        rows = [PastShifts(pk, zone, week, begins, since) for pk, week in past.items()]
        add_past_shifts([row for row in rows if row.from_at < since])
        for pk, week in weeks.items():
            services.save_shift_plan(person_id=pk, week=week, zone=zone, now=since)


def lay_leave(person_id: int, first: date, last: date) -> None:
    """Write days of leave, both included."""
    zone = ZoneInfo(organisation_zone())
    begins, ends = (
        datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1))
    )
    with write_transaction():
        services.add_leave(person_id=person_id, kind=LeaveKind.VACATION, from_at=begins, to_at=ends)


@retried
def move_shifts(weeks: Weeks) -> None:
    """Replace the shifts in force of people who have some: the demo was opened at another hour."""
    with write_transaction() as now:
        own = set(
            ShiftPlan.objects.filter(person_id__in=weeks, to_at=None).values_list(
                "person_id", flat=True
            )
        )
        for pk in sorted(own & weeks.keys()):
            services.save_shift_plan(
                person_id=pk, week=weeks[pk], zone=organisation_zone(), now=now
            )


def off_shift() -> frozenset[int]:
    """Return the simulated agents who are off shift or on leave."""
    people = list(Person.objects.filter(simulated=True, is_active=True))
    found = attendance_now(people, clock.now())
    return frozenset(pk for pk, one in found.items() if not one.shift.on or one.leave_until)
