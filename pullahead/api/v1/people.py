"""Endpoints of shifts, leave and the gate."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.schemas import Body
from pullahead.api.v1.common import FAILURES, WITH_ID, opened_by
from pullahead.base import clock
from pullahead.base.errors import wrong
from pullahead.usecases.settings import attendance
from pullahead.usecases.settings.api_keys import PULL
from pullahead.usecases.settings.attendance import WEEKDAYS, PersonAttendance
from pullahead.usecases.work import own_gate, presence
from pullahead.usecases.work.own_gate import AgentLimits

router = EndpointRouter()


class PresenceBody(Body):
    """State on the floor."""

    state: str = Field(max_length=9, description="available, wrap_up, break or away.")
    reason: str = Field("", max_length=40, description="Reason of a break, as on the page.")


class PresenceOut(Schema):
    """State on the floor."""

    state: str
    reason: str
    since: datetime | None


class ShiftBody(Body):
    """Weekly shifts. They replace the person's own plan; no days remove it."""

    zone: str = Field("", max_length=60, description="Blank: the zone of the team's hours.")
    week: list[str] = Field(
        max_length=7, description="Hours of each day from Monday; blank: free. Empty: no plan."
    )


class LeaveBody(Body):
    """Days of leave."""

    kind: str = Field(max_length=8, description="vacation, sick, training or other.")
    first: str = Field(max_length=10, description="First day, as 2026-05-04.")
    last: str = Field("", max_length=10, description="Last day, included; blank: one day.")


class LeaveOut(Schema):
    """Days of leave."""

    id: int
    first: date
    last: date


class LeaveEndedOut(Schema):
    """The person whose leave was ended or removed."""

    name: str


class AttendanceOut(Schema):
    """Shifts and leave of a person."""

    id: int
    name: str
    own: bool = Field(description="False: the plan is that of the team, or there is none.")
    zone: str
    week: list[str]
    on_shift: bool
    shift_ends_at: datetime | None
    shift_begins_at: datetime | None
    leave: list[LeaveOut]


@router.post(
    "/presence",
    **opened_by(PULL),
    response={200: PresenceOut, FAILURES | {409}: ErrorAnswer},
    summary="Set your state on the floor",
    tags=["work"],
)
def set_presence(request: HttpRequest, body: PresenceBody) -> PresenceOut:
    """A pull and its claim set the state by themselves."""
    person = agent(request)
    now = presence.choose(agent_id=person.pk, state=body.state, reason=body.reason)
    return PresenceOut(state=now.state, reason=now.reason, since=now.since)


class GateOut(Schema):
    """Answer of the gate, and all inputs that it judged."""

    open: bool
    reason: str | None
    until: datetime | None
    words: str
    open_work: int | None = Field(description="Null without limits.")
    open_work_limit: int | None
    pulled_hour: int | None
    pulled_hour_limit: int | None
    pulled_today: int | None
    pulled_today_limit: int | None
    standing: float | None
    fresh_every: int = Field(description="Fresh leads in at most every n-th pull; 0: no limit.")


@router.get(
    "/gate",
    **opened_by(PULL),
    response={200: GateOut, FAILURES: ErrorAnswer},
    summary="Read what decides your next lead",
    tags=["work"],
)
def read_gate(request: HttpRequest) -> GateOut:
    """The limits count only where they are set. A customer who calls in is taken past the gate."""
    found, now = own_gate.own_gate(viewer=agent(request)), clock.now()
    facts, limits = found.facts, found.facts.limits
    limited = limits != AgentLimits()
    return GateOut(
        open=found.answer.open,
        reason=found.answer.reason,
        until=found.answer.until,
        words=found.words,
        open_work=facts.open_work if limited else None,
        open_work_limit=limits.open_work,
        pulled_hour=len(facts.last_hour(now)) if limited else None,
        pulled_hour_limit=limits.per_hour,
        pulled_today=facts.today() if limited else None,
        pulled_today_limit=limits.per_day,
        standing=found.standing.score if found.standing else None,
        fresh_every=facts.throttle.every if facts.throttle else 0,
    )


@router.get(
    "/people/{person_id}/attendance",
    **opened_by(PULL),
    response={200: AttendanceOut, WITH_ID: ErrorAnswer},
    summary="Read the shifts and leave of a person",
    tags=["people"],
)
def read_attendance(request: HttpRequest, person_id: int) -> AttendanceOut:
    """For keys of the person's team lead and of administrators."""
    return _out(attendance.of_person(person_id=person_id, viewer=agent(request)))


@router.post(
    "/people/{person_id}/shift",
    **opened_by(PULL),
    response={200: AttendanceOut, WITH_ID: ErrorAnswer},
    summary="Set the shifts of a person",
    tags=["people"],
)
def set_shift(request: HttpRequest, person_id: int, body: ShiftBody) -> AttendanceOut:
    """The plan applies from now on. Without days, the plan of the team applies again."""
    by = agent(request)
    if not body.week:
        attendance.remove_shift(by=by, person_id=person_id)
    else:
        week = [*body.week, *[""] * (7 - len(body.week))]
        typed = dict(zip(WEEKDAYS, week, strict=True)) | {"zone": body.zone}
        attendance.save_shift(typed=typed, by=by, person_id=person_id)
    return _out(attendance.of_person(person_id=person_id, viewer=by))


@router.post(
    "/people/{person_id}/leave",
    **opened_by(PULL),
    response={201: LeaveOut, WITH_ID: ErrorAnswer},
    summary="Add leave of a person",
    tags=["people"],
)
def add_leave(request: HttpRequest, person_id: int, body: LeaveBody) -> tuple[int, LeaveOut]:
    """Callbacks and follow-ups due in these days go to any agent when they are due."""
    added = attendance.add_leave(
        person_id=person_id,
        kind=body.kind,
        first=_day(body.first, "first"),
        last=_day(body.last, "last"),
        by=agent(request),
    )
    return 201, LeaveOut(id=added.id, first=added.first, last=added.last)


@router.post(
    "/leave/{leave_id}/end",
    **opened_by(PULL),
    response={200: LeaveEndedOut, WITH_ID: ErrorAnswer},
    summary="End or remove leave",
    tags=["people"],
)
def end_leave(request: HttpRequest, leave_id: int) -> LeaveEndedOut:
    """Leave that runs ends now; leave to come is removed."""
    return LeaveEndedOut(name=attendance.end_leave(leave_id=leave_id, by=agent(request)))


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = "It is not a day. Write it as 2026-05-04. Nothing was saved."
        raise wrong(field, "not_a_time", said) from None


def _out(one: PersonAttendance) -> AttendanceOut:
    shift = one.shift
    return AttendanceOut(
        id=one.id,
        name=one.name,
        own=shift.own,
        zone=shift.zone,
        week=[shift.initial.get(day, "") for day in WEEKDAYS] if shift.words else [],
        on_shift=shift.now.on,
        shift_ends_at=shift.now.ends_at,
        shift_begins_at=shift.now.begins_at,
        leave=[LeaveOut(id=row.id, first=row.first, last=row.last) for row in one.leaves],
    )
