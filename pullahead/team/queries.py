"""Reads of people and teams."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Q, Subquery
from django.db.models.functions import JSONObject
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.base.db.planned_queries import planned
from pullahead.base.errors import NotFound
from pullahead.team.calendar import Calendar
from pullahead.team.calendar_input import CalendarSettings, days_from_json, read_hours
from pullahead.team.models import (
    BreakReason,
    CalendarRow,
    Leave,
    Person,
    PersonSkill,
    PresenceState,
    SavedView,
    ShiftPlan,
    Skill,
    Standing,
    WorkLimit,
)
from pullahead.team.presence import NOT_SEEN, PresenceNow
from pullahead.team.public_holidays import HolidaysOf
from pullahead.team.shift_rules import LeaveSpan, shift_calendar

BIGGEST = 2**63
CALENDAR_FIELDS = ("zone", "week", "country", "subdivision", "closed", "opened")
_WORK_LEADS = (Person.Role.AGENT, Person.Role.LEADER, Person.Role.ADMIN)


@dataclass(slots=True)
class PersonLock:
    """Lock of a person's row, FOR NO KEY UPDATE, with the values that it read.

    Every pull and every *release all* takes this lock first, so a pull cannot race the disabling of
    its agent. Pass `take` to write_transaction().
    """

    person_id: int
    seen: Person | None = field(default=None)

    def take(self) -> None:
        """Lock the row; raises NotFound when there is no such person."""
        rows = Person.objects.select_for_update(no_key=True)
        self.seen = rows.filter(pk=self.person_id).first()
        if self.seen is None:
            raise NotFound(_("User not found."))

    @property
    def person(self) -> Person:
        """The person, as read behind the lock."""
        if self.seen is None:
            raise RuntimeError("take() the lock first")
        return self.seen


def lock_people(ids: Collection[int]) -> frozenset[int]:
    """Lock the rows of these people, in order of id; return those who are active."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return frozenset(row.pk for row in rows if row.is_active)


@dataclass(slots=True)
class AgentLock:
    """Lock of an agent's row in one plain statement, for frequent acts."""

    person_id: int
    active: bool = False
    break_since: datetime | None = None
    presence: PresenceNow = NOT_SEEN
    zone: str = ""  # blank: the organization's

    def take(self) -> datetime | None:
        """Lock the row; the moment when it was had, where the database tells. Raises NotFound."""
        postgres = connection.vendor == "postgresql"
        exists = 0 < self.person_id < BIGGEST  # another number is none that a database takes
        found = exists and statements.read(_locked() if postgres else _SEEN, [self.person_id])
        if not found:
            raise NotFound(_("User not found."))
        active, since, state, reason, entered, self.zone, *moment = found[0]
        self.active, self.break_since = bool(active), clock.moment(since)
        self.presence = PresenceNow(state, reason, clock.moment(entered))
        return moment[0].astimezone(UTC) if moment else None


_COLUMNS = "is_active, break_since, presence, presence_reason, presence_since, zone"
_SEEN = f"SELECT {_COLUMNS} FROM team_person WHERE id = %s"


def _locked() -> str:
    # MATERIALIZED, so that the clock is read when the row was locked
    return (
        f"WITH me AS MATERIALIZED ({_SEEN} FOR NO KEY UPDATE) "
        f"SELECT {_COLUMNS}, {clock.on_postgres()} FROM me"
    )


def person(person_id: int) -> Person:
    """The person with this id; raises NotFound."""
    for found in person_by_id(person_id):
        return found
    raise NotFound(_("User not found."))


@planned
def person_by_id(person_id: int) -> QuerySet[Person, Person]:
    """Return the person with this id and the team, or nothing."""
    return Person.objects.select_related("team").filter(pk=person_id)


def agents() -> QuerySet[Person]:
    """Return all people who may pull, by name."""
    return Person.objects.filter(is_active=True, role=Person.Role.AGENT).order_by("name", "id")


def on_break() -> tuple[int, ...]:
    """Return the ids of the people on a break."""
    rows = Person.objects.filter(break_since__isnull=False)
    return tuple(rows.values_list("id", flat=True))


def ids_on_floor(team_id: int | None) -> list[int]:
    """Return the people of a team, or of all teams, who work leads: active first, by name."""
    rows = Person.objects.filter(role__in=[Person.Role.AGENT, Person.Role.LEADER])
    if team_id is not None:
        rows = rows.filter(team_id=team_id)
    return list(rows.order_by("-is_active", "name", "id").values_list("id", flat=True))


def skill_sets() -> list[frozenset[str]]:
    """Return the different sets of skills that active agents have."""
    active = PersonSkill.objects.filter(person__is_active=True, person__role=Person.Role.AGENT)
    found: dict[int, set[str]] = {}
    for person_id, skill in active.values_list("person_id", "skill_id"):
        found.setdefault(person_id, set()).add(skill)
    return list({frozenset(skills) for skills in found.values()})


def who_may_work() -> QuerySet[Person]:
    """Return the active people who may have a lead: all but marketing and contributors."""
    return Person.objects.filter(is_active=True, role__in=_WORK_LEADS)


def may_work(person_id: int) -> bool:
    """Check that a person may hold leads once enabled."""
    known = Person.objects.filter(pk=person_id, role__in=_WORK_LEADS)
    return known.exists()


def people() -> QuerySet[Person]:
    """Return all people, active first, by name."""
    return Person.objects.select_related("team").order_by("-is_active", "name", "id")


def names_of(ids: Collection[int]) -> dict[int, str]:
    """Return the names of these people, by id."""
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def active_names() -> tuple[str, ...]:
    """Return the names of all people who can sign in."""
    rows = Person.objects.filter(is_active=True).order_by("name")
    return tuple(rows.values_list("name", flat=True))


def first_with_role(role: str) -> Person | None:
    """Return the first active person of a role who is not simulated, for the demo's buttons."""
    rows = Person.objects.filter(is_active=True, simulated=False, role=role)
    return rows.order_by("id").first()


def saved_views(viewer: Person) -> QuerySet[SavedView]:
    """Return this person's own views and the shared views of the team, by name."""
    shared = Q(shared=True, owner__team_id=viewer.team_id)
    found = SavedView.objects.select_related("owner").filter(Q(owner=viewer) | shared)
    return found.order_by("name", "id")


def skills_of(person_id: int) -> frozenset[str]:
    """List the skills of a person that have not expired."""
    return frozenset(_skills_at(person_id, clock.now()))


@planned
def _skills_at(person_id: int, now: datetime) -> QuerySet[PersonSkill, str]:
    return _valid_skills(now).filter(person_id=person_id).values_list("skill_id", flat=True)


def _valid_skills(now: datetime) -> QuerySet[PersonSkill]:
    return PersonSkill.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now))


def dated_skills(person_ids: Collection[int] | None = None) -> dict[int, dict[str, date | None]]:
    """Return all skills of people, expired ones too, each with its last day."""
    rows = PersonSkill.objects.all()
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    zone = ZoneInfo(str(settings.CONFIG.time_zone))
    found: dict[int, dict[str, date | None]] = {}
    for person_id, skill, end in rows.values_list("person_id", "skill_id", "expires_at"):
        last = (end - timedelta(seconds=1)).astimezone(zone).date() if end else None
        found.setdefault(person_id, {})[skill] = last
    return found


def skills_by_person() -> dict[int, frozenset[str]]:
    """Return the skills of all people that have not expired."""
    found: dict[int, set[str]] = {}
    for person_id, skill in _valid_skills(clock.now()).values_list("person_id", "skill_id"):
        found.setdefault(person_id, set()).add(skill)
    return {person_id: frozenset(skills) for person_id, skills in found.items()}


def skill_exists(code: str) -> bool:
    """Return whether a lead can need this skill."""
    return bool(code) and Skill.objects.filter(pk=code).exists()


def skill_codes() -> tuple[str, ...]:
    """Return every skill."""
    return tuple(Skill.objects.order_by("code").values_list("code", flat=True))


# ---- working time


def calendar_settings(team_id: int | None = None) -> tuple[CalendarSettings, bool]:
    """The settings of a team's calendar, and whether they are the team's own.

    Without its own: the organization's. Without those: Monday to Friday, 9:00 to 18:00.
    """
    wanted = Q(is_default=True)
    if team_id is not None:
        wanted |= Q(team__id=team_id)
    row = CalendarRow.objects.filter(wanted).order_by("is_default").first()
    if row is None:
        return CalendarSettings(), False
    days = days_from_json(row.week, row.closed, row.opened)
    found = replace(days, zone=row.zone, country=row.country, subdivision=row.subdivision)
    return found, not row.is_default


def calendar(team_id: int | None = None) -> Calendar:
    """Return the working time of a team, or of the organization."""
    return calendar_of(calendar_settings(team_id)[0])


def calendar_fields() -> JSONObject:
    """Return the settings of a calendar's row as one JSON column; calendar_of_fields() reads it."""
    return JSONObject(default="is_default", **{name: name for name in CALENDAR_FIELDS})


def calendar_column(team_id: int) -> Subquery:
    """Return the calendar of a team, or the organization's, as a column of another statement."""
    rows = CalendarRow.objects.filter(Q(is_default=True) | Q(team__id=team_id))
    return Subquery(rows.order_by("is_default").values_list(calendar_fields())[:1])


def calendar_of_fields(row: Mapping[str, Any] | None) -> Calendar:
    """Return the calendar of a JSON column; None means that no row describes one."""
    if row is None:
        return calendar_of(CalendarSettings())
    # SQLite gives JSON inside of JSON as text
    week, closed, opened = (
        json.loads(one) if isinstance(one, str) else one
        for one in (row["week"], row["closed"], row["opened"])
    )
    parts = [row["zone"], week, None, row["country"], row["subdivision"], closed, opened]
    return calendar_in(json.dumps(parts))


def calendar_of(said: CalendarSettings) -> Calendar:
    """The calendar of these settings, with the holidays of their country."""
    zone, week = said.zone or str(settings.CONFIG.time_zone), said.week
    closed, opened = frozenset(day for day, _ in said.closed), dict(said.opened)
    if not said.country:
        return Calendar(zone, week, closed=closed, opened=opened)
    return Calendar(zone, week, HolidaysOf(said.country, said.subdivision), closed, opened)


# ---- attendance


def shift_plan(*, person_id: int | None = None, team_id: int | None = None) -> ShiftPlan | None:
    """Return the shift plan in force of a person or of a team."""
    of_one = Q(person_id=person_id) if person_id is not None else Q(team_id=team_id)
    return ShiftPlan.objects.filter(of_one, to_at=None).first()


def plan_of(person: Person) -> ShiftPlan | None:
    """Return the plan that applies to a person: their own, or the team's."""
    own = shift_plan(person_id=person.pk)
    return own or shift_plan(team_id=person.team_id)


def plan_calendar(plan: ShiftPlan, team_id: int) -> Calendar:
    """Return the calendar of a plan, with the days off of the team."""
    week = tuple(read_hours(hours) for hours in plan.week)
    return shift_calendar(calendar(team_id), zone=plan.zone, week=week)


@lru_cache(maxsize=4_096)
def calendar_in(text: str) -> Calendar:
    """Return the calendar of a plan and of its team's calendar, as a pull reads both at once.

    The text is a JSON list: zone and week of the plan; zone, country, subdivision, days off and
    extra days of the calendar. Equal texts mean equal calendars, so that the answer is remembered.
    """
    zone, week, there, country, subdivision, closed, opened = json.loads(text)
    said = days_from_json(week, closed or [], opened or [])
    said = replace(
        said, zone=zone or there or "", country=country or "", subdivision=subdivision or ""
    )
    return calendar_of(said)


def leaves_of(person_id: int, *, after: datetime) -> QuerySet[Leave]:
    """Return the leave of a person that ends after a moment, the first one first."""
    return Leave.objects.filter(person_id=person_id, to_at__gt=after).order_by("from_at", "pk")


def leave_spans(person_id: int, *, after: datetime) -> tuple[LeaveSpan, ...]:
    """Return the spans of a person's leave that end after a moment."""
    return tuple(leaves_of(person_id, after=after).values_list("from_at", "to_at"))


def on_leave(now: datetime) -> dict[int, datetime]:
    """Return the people who are on leave now, each with its end."""
    return dict(_on_leave(now))


@planned
def _on_leave(now: datetime) -> QuerySet[Leave, tuple[int, datetime]]:
    rows = Leave.objects.filter(from_at__lte=now, to_at__gt=now).order_by("to_at")
    return rows.values_list("person_id", "to_at")


# ---- presence


def break_reasons() -> tuple[str, ...]:
    """Return the names of the reasons for a break, in order."""
    return tuple(_break_reasons())


@planned
def _break_reasons() -> QuerySet[BreakReason, str]:
    rows = BreakReason.objects.filter(is_active=True).order_by("position", "name")
    return rows.values_list("name", flat=True)


def present_ids() -> frozenset[int]:
    """Return the people who are available, with a lead or in wrap-up; a break is no presence."""
    there = [PresenceState.AVAILABLE, PresenceState.CLAIM, PresenceState.WRAP_UP]
    rows = Person.objects.filter(is_active=True, presence__in=there)
    return frozenset(rows.values_list("id", flat=True))


def maybe_idle(before: datetime) -> list[int]:
    """Return the people whose state is *with a lead*, or who were not seen since then."""
    silent = Q(presence__in=[PresenceState.AVAILABLE, PresenceState.WRAP_UP])
    silent &= Q(presence_since__lt=before) & (Q(seen_at=None) | Q(seen_at__lt=before))
    rows = Person.objects.filter(Q(presence=PresenceState.CLAIM) | silent)
    return list(rows.order_by("presence_since", "pk").values_list("pk", flat=True))


# ---- limits and standing


def work_limit(*, person_id: int | None = None, team_id: int | None = None) -> WorkLimit | None:
    """Return the own limits of a person, or those of a team."""
    of_one = Q(person_id=person_id) if person_id is not None else Q(team_id=team_id)
    return WorkLimit.objects.filter(of_one).first()


def fresh_limits() -> dict[int, int]:
    """Return how seldom each limited person gets fresh leads: 2 or 4, by person id."""
    return dict(Standing.objects.filter(every__gt=0).values_list("person_id", "every"))


def standing_of(person_id: int) -> Standing | None:
    """Return the standing of a person, as last published."""
    return Standing.objects.filter(pk=person_id).first()
