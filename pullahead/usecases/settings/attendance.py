"""Shifts and leave: a person's own plan, the plan of a team, and days of leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import FieldError, Invalid, NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import retried, write_transaction
from pullahead.compliance.places import zone_is_known
from pullahead.team import queries, services
from pullahead.team.calendar_input import WEEKDAYS as WEEKDAYS
from pullahead.team.calendar_input import CalendarSettings, hours_text, read_hours
from pullahead.team.models import Leave, LeaveKind, Person, ShiftPlan, Team
from pullahead.team.queries import PersonLock
from pullahead.team.shift_rules import LEAVE_AT_MOST, ShiftNow, shift_at
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import TEAM_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.settings.change_log import record_change
from pullahead.usecases.settings.working_hours import week_text

KINDS = tuple(LeaveKind.choices)


@dataclass(frozen=True, slots=True)
class ShiftPage:
    """The shift plan of a person or a team, as it can be edited."""

    own: bool  # False: a person's plan is that of the team, or there is none
    initial: Mapping[str, str]
    words: tuple[str, ...]  # the plan that applies; none: on shift while signed in
    zone: str
    now: ShiftNow


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """Days of leave."""

    id: int
    kind: str
    first: date
    last: date
    runs: bool


@dataclass(frozen=True, slots=True)
class PersonAttendance:
    """Shifts and leave of a person."""

    id: int
    name: str
    team_id: int
    team: str
    shift: ShiftPage
    leaves: tuple[LeaveRow, ...]
    today: date


@dataclass(frozen=True, slots=True)
class AttendanceNow:
    """Shift and leave of a person now."""

    shift: ShiftNow
    leave_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeaveAdded:
    """Leave that was added, and how many callbacks went to other agents."""

    id: int
    first: date
    last: date
    freed: int


# ---- reads


def of_person(*, person_id: int, viewer: Person) -> PersonAttendance:
    """Return the shifts and leave of a person. Raise NotFound except for those who lead them."""
    person, now = led(person_id, viewer), clock.now()
    zone = ZoneInfo(person.zone or organisation_zone())
    rows = queries.leaves_of(person.pk, after=now)
    return PersonAttendance(
        person.pk,
        person.name,
        person.team_id,
        person.team.name,
        _page(
            queries.plan_of(person),
            person.team_id,
            own=queries.shift_plan(person_id=person.pk),
            now=now,
        ),
        tuple(_leave_row(row, zone, now) for row in rows),
        now.astimezone(zone).date(),
    )


def of_team(*, team_id: int, viewer: Person) -> tuple[str, ShiftPage]:
    """Return the name and the shift plan of a team. Raise NotFound except for those who lead it."""
    team = led_team(team_id, viewer)
    plan = queries.shift_plan(team_id=team.pk)
    return team.name, _page(plan, team.pk, own=plan, now=clock.now())


def attendance_now(people: Iterable[Person], now: datetime) -> dict[int, AttendanceNow]:
    """Return for each person whether they are on shift or on leave."""
    plans = list(ShiftPlan.objects.filter(to_at=None))
    of_people = {plan.person_id: plan for plan in plans if plan.person_id}
    of_teams = {plan.team_id: plan for plan in plans if plan.team_id}
    leaves, known = queries.on_leave(now), dict[tuple[int, int], ShiftNow]()
    found = {}
    for person in people:
        plan = of_people.get(person.pk) or of_teams.get(person.team_id)
        key = (plan.pk if plan else 0, person.team_id)
        if key not in known:
            calendar = queries.plan_calendar(plan, person.team_id) if plan else None
            known[key] = shift_at(calendar, now)
        found[person.pk] = AttendanceNow(known[key], leaves.get(person.pk))
    return found


# ---- shifts


@retried
def save_shift(
    *,
    typed: Mapping[str, str],
    by: Person,
    person_id: int | None = None,
    team_id: int | None = None,
) -> None:
    """Replace the shift plan of a person or a team from now on. Raise Invalid beside each field."""
    place = _place(person_id, team_id, by)
    zone, week = clean_input(typed.get("zone", "")), _read_week(typed)
    if zone and not zone_is_known(zone):
        text = _("“{zone}” is not a time zone. Use a name such as Europe/Berlin.")
        raise wrong("zone", "invalid", text.format(zone=zone[:60]))
    with write_transaction() as now:
        services.save_shift_plan(week=week, zone=zone, now=now, **place)
        record_change(JournalEvent.SHIFT_CHANGED, by, now, **place, change="saved", zone=zone)


@retried
def remove_shift(*, by: Person, person_id: int | None = None, team_id: int | None = None) -> bool:
    """End a plan: the team's plan applies, or a person is on shift while signed in."""
    place = _place(person_id, team_id, by)
    with write_transaction() as now:
        removed = services.end_shift_plan(now=now, **place)
        if removed:
            record_change(JournalEvent.SHIFT_CHANGED, by, now, **place, change="removed")
    return removed


def _place(person_id: int | None, team_id: int | None, by: Person) -> dict[str, int | None]:
    if person_id is not None:
        return {"person_id": led(person_id, by).pk, "team_id": None}
    return {"person_id": None, "team_id": led_team(team_id or 0, by).pk}


def _read_week(typed: Mapping[str, str]) -> list[str]:
    errors, week = [], []
    for day in WEEKDAYS:
        try:
            week.append(hours_text(read_hours(clean_input(typed.get(day, "")))))
        except ValueError as problem:
            errors.append(FieldError(day, "invalid", str(problem)))
    if not errors and not any(week):
        said = _("Enter the hours of at least one weekday, such as 9:00-18:00.")
        errors.append(FieldError("monday", "invalid", said))
    if errors:
        raise Invalid(" ".join(one.message for one in errors), errors=errors)
    return week


# ---- leave


@retried
def add_leave(
    *, person_id: int, kind: str, first: date | None, last: date | None, by: Person
) -> LeaveAdded:
    """Add leave, both days included, in the person's zone. Raise Invalid for impossible days.

    Callbacks and follow-ups of the person that are due in these days go to any agent when due.
    """
    person = led(person_id, by)
    zone = ZoneInfo(person.zone or organisation_zone())
    first, last = _checked(kind, first, last, clock.now().astimezone(zone).date())
    begins, ends = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    lock = PersonLock(person_id)
    with write_transaction(lock=lock.take) as now:
        leave = services.add_leave(person_id=person_id, kind=kind, from_at=begins, to_at=ends)
        freed = ENGINE.free_on_leave(person_id, [(begins, ends)], now=now)
        record_change(
            JournalEvent.LEAVE_ADDED,
            by,
            now,
            person=person_id,
            leave=leave.pk,
            leave_kind=kind,
            first=first.isoformat(),
            last=last.isoformat(),
            freed=freed,
        )
    return LeaveAdded(leave.pk, first, last, freed)


@retried
def end_leave(*, leave_id: int, by: Person) -> str:
    """End leave that runs, or remove leave to come; return the person's name."""
    with write_transaction() as now:
        found = Leave.objects.select_for_update(no_key=True).filter(pk=leave_id).first()
        if found is None or found.to_at <= now:
            raise NotFound(_("This leave is over or was removed. Reload the page."))
        person = led(found.person_id, by)
        services.end_leave(leave=found, now=now)
        record_change(JournalEvent.LEAVE_ENDED, by, now, person=person.pk, leave=leave_id)
    return person.name


def _checked(kind: str, first: date | None, last: date | None, today: date) -> tuple[date, date]:
    if kind not in LeaveKind.values:
        raise wrong("kind", "invalid", _("Choose a kind of leave from the list."))
    if first is None:
        raise wrong("first", "invalid", _("Enter the first day of the leave."))
    last = last or first
    if last < first:
        raise wrong("last", "invalid", _("The last day is before the first. Enter a later day."))
    if last < today:
        raise wrong(
            "last", "invalid", _("This leave is already over. Enter a last day in the future.")
        )
    if last - min(first, today) > LEAVE_AT_MOST:
        raise wrong("last", "invalid", _("Enter leave of at most two years."))
    return first, last


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


# ---- parts


def _page(
    plan: ShiftPlan | None, team_id: int, *, own: ShiftPlan | None, now: datetime
) -> ShiftPage:
    zone = queries.calendar(team_id).zone
    if plan is None:
        return ShiftPage(False, {"zone": ""}, (), zone, shift_at(None, now))
    week = tuple(read_hours(hours) for hours in plan.week)
    initial = {"zone": plan.zone} | dict(zip(WEEKDAYS, plan.week, strict=True))
    return ShiftPage(
        own is not None,
        initial,
        tuple(week_text(CalendarSettings(week=week))),
        plan.zone or zone,
        shift_at(queries.plan_calendar(plan, team_id), now),
    )


def _leave_row(row: Leave, zone: ZoneInfo, now: datetime) -> LeaveRow:
    last = (row.to_at - timedelta(microseconds=1)).astimezone(zone).date()
    kind = str(LeaveKind(row.kind).label)
    return LeaveRow(row.pk, kind, row.from_at.astimezone(zone).date(), last, row.from_at <= now)


def led(person_id: int, by: Person) -> Person:
    """Return a person whom `by` leads. Raise NotFound for others."""
    known = Person.objects.select_related("team").filter(pk=person_id)
    found = known.first() if 0 < person_id < queries.BIGGEST else None
    if found is None or not (by.is_admin or (by.is_leader and by.team_id == found.team_id)):
        raise NotFound(_("User not found. Reload the page."))
    return found


def led_team(team_id: int, by: Person) -> Team:
    """Return a team that `by` leads. Raise NotFound for others."""
    found = Team.objects.filter(pk=team_id).first() if 0 < team_id < queries.BIGGEST else None
    if found is None or not (by.is_admin or (by.is_leader and by.team_id == found.pk)):
        raise NotFound(str(TEAM_NOT_FOUND))
    return found
