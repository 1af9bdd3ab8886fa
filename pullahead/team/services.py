"""Writes of people and teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings
from django.db.models import Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.base.transaction import require_transaction
from pullahead.team.calendar_input import CalendarSettings, days_as_json
from pullahead.team.models import (
    BreakReason,
    CalendarRow,
    Leave,
    Person,
    PersonSkill,
    Pod,
    SavedView,
    ShiftPlan,
    Skill,
    Standing,
    Team,
    WorkLimit,
)
from pullahead.team.skills import AT_MOST, read_dated


def add_team(*, name: str) -> Team:
    """Return the team of this name, made if it is missing."""
    require_transaction()
    team, _created = Team.objects.get_or_create(name=_name(name, "team"))
    return team


def default_pod(*, team: Team) -> Pod:
    """Return the default pod of a team, made if it is missing."""
    require_transaction()
    pod, _created = Pod.objects.get_or_create(
        team=team, is_default=True, defaults={"name": team.name}
    )
    return pod


def add_person(
    *,
    name: str,
    role: str,
    team: Team,
    password: str | None,
    zone: str = "",
    language: str = "",
    simulated: bool = False,
) -> Person:
    """Add a person; without a password they cannot sign in yet.

    Raise Invalid for a taken name or an unknown role.
    """
    require_transaction()
    if role not in Person.Role.values:
        raise wrong(
            "role",
            "invalid",
            _("“{role}” is not a role. Use agent, leader, admin, marketer or contributor.").format(
                role=role
            ),
        )
    name = _name(name, "name")
    if Person.objects.filter(name=name).exists():
        raise wrong(
            "name",
            "invalid",
            _("The name “{name}” is already in use. Enter another name.").format(name=name),
        )
    person = Person(
        name=name, role=role, team=team, zone=zone, language=language, simulated=simulated
    )
    person.set_password(password)
    person.save(force_insert=True)
    return person


def change_person(
    *, person: Person, role: str, team: Team, zone: str, language: str | None = None
) -> None:
    """Set a role, team, zone and (where given) language. Raise Invalid for an unknown role."""
    require_transaction()
    if role not in Person.Role.values:
        raise wrong(
            "role",
            "invalid",
            _("“{role}” is not a role. Use agent, leader, admin, marketer or contributor.").format(
                role=role
            ),
        )
    person.role, person.team, person.zone = role, team, zone
    person.language = person.language if language is None else language
    person.save(update_fields=["role", "team", "zone", "language"])


def set_display(*, person: Person, zone: str, language: str) -> None:
    """Set how pages are shown to a person: time zone and language."""
    require_transaction()
    person.zone, person.language = zone, language
    person.save(update_fields=["zone", "language"])


def set_try_it_hidden(*, person_id: int, hidden: bool) -> None:
    """Hide the demo's list of things to try for a person, or show it again."""
    require_transaction()
    Person.objects.filter(pk=person_id).update(try_it_hidden=hidden)


def set_active(*, person: Person, active: bool) -> None:
    """Enable or disable; disabling ends every web session for good."""
    require_transaction()
    person.is_active = active
    if not active:
        person.session_round += 1
    person.save(update_fields=["is_active", "session_round"])


def set_break(*, person_id: int, since: datetime | None) -> None:
    """Begin a break, or end it with None."""
    require_transaction()
    Person.objects.filter(pk=person_id).update(break_since=since)


BREAKS = ("Lunch", "Short break", "Meeting", "Training", "Technical problem")


def lay_break_reasons() -> None:
    """Add the reasons of a fresh install where there are none."""
    require_transaction()
    if not BreakReason.objects.exists():
        set_break_reasons(names=BREAKS)


def set_break_reasons(*, names: Sequence[str]) -> None:
    """Offer these reasons, in this order; others stay in the table for reports."""
    require_transaction()
    BreakReason.objects.exclude(name__in=names).update(is_active=False)
    for position, name in enumerate(names):
        BreakReason.objects.update_or_create(
            name=name, defaults={"position": position, "is_active": True}
        )


def set_password(*, person: Person, password: str) -> None:
    """Set another password; sessions of the former one end."""
    require_transaction()
    person.set_password(password)
    person.save(update_fields=["password"])


VIEWS_AT_MOST = 30


@dataclass(frozen=True, slots=True)
class StandingRow:
    """Standing of one person, to be published."""

    person_id: int
    score: float  # 0 to 100
    parts: Mapping[str, float]
    claims: int
    every: int = 0  # fresh leads in at most every n-th pull; 0: no limit
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # good and all, by part
    # sales, expected sales and strength of the prior of results over expectation
    results: tuple[int, float, float] | None = None


def save_view(*, owner: Person, name: str, filters: Mapping[str, str], shared: bool) -> SavedView:
    """Save filters under a name; a view with this name is replaced. Raises Invalid."""
    require_transaction()
    name = name.strip()
    if not name or len(name) > 60 or not name.isprintable():
        raise wrong("name", "invalid", _("Enter a name of 1 to 60 printable characters."))
    there = SavedView.objects.filter(owner=owner)
    if there.exclude(name=name).count() >= VIEWS_AT_MOST:
        text = _("You have {limit} saved views, the maximum. Remove one first.")
        raise wrong("name", "invalid", text.format(limit=VIEWS_AT_MOST))
    view, _created = SavedView.objects.update_or_create(
        owner=owner, name=name, defaults={"filters": dict(filters), "shared": shared}
    )
    return view


def remove_view(*, view_id: int, by: Person) -> bool:
    """Remove an own view; administrators can remove any. Return False if there is none."""
    require_transaction()
    there = SavedView.objects.filter(pk=view_id)
    gone, _rows = (there if by.is_admin else there.filter(owner=by)).delete()
    return gone > 0


def set_skills(*, person: Person, text: str) -> tuple[str, ...]:
    """Set all skills of a person, as typed, each with its last day where one is given.

    Return the skills that are new here. Raise Invalid.
    """
    require_transaction()
    skills, unread = read_dated(text)
    if unread or len(skills) > AT_MOST:
        raise wrong(
            "skills",
            "invalid",
            _(
                "“{text}” is not a skill. Enter a kind and a code, such as lang:es, or with a "
                "last day, such as lic:US-TX@2027-01-31."
            ).format(text=unread[:40])
            if unread
            else _("Enter at most {limit} skills.").format(limit=AT_MOST),
        )
    known = set(Skill.objects.filter(pk__in=skills).values_list("pk", flat=True))
    new = tuple(code for code in skills if code not in known)
    Skill.objects.bulk_create([Skill(code=code) for code in new], ignore_conflicts=True)
    PersonSkill.objects.filter(person=person).exclude(skill_id__in=skills).delete()
    PersonSkill.objects.bulk_create(
        [PersonSkill(person=person, skill_id=code) for code in skills], ignore_conflicts=True
    )
    for code, last in skills.items():
        rows = PersonSkill.objects.filter(person=person, skill_id=code)
        rows.update(expires_at=_end_of(last) if last else None)
    return new


def _end_of(day: date) -> datetime:
    """Return the end of a day in the organization's zone."""
    zone = ZoneInfo(str(django_settings.CONFIG.time_zone))
    after = min(day, date.max - timedelta(days=2)) + timedelta(days=1)
    return datetime.combine(after, time(), tzinfo=zone).astimezone(UTC)


def save_calendar(*, settings: CalendarSettings, team: Team | None = None) -> None:
    """Replace the organization's calendar, or give a team its own."""
    require_transaction()
    place = {name: getattr(settings, name) for name in ("zone", "country", "subdivision")}
    values = {**place, **days_as_json(settings)}
    if team is None:
        CalendarRow.objects.update_or_create(is_default=True, defaults=values)
        return
    there = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if there.calendar_id is not None:
        CalendarRow.objects.filter(pk=there.calendar_id).update(**values)
        return
    row = CalendarRow.objects.create(**values)
    Team.objects.filter(pk=team.pk).update(calendar=row)


def remove_calendar(*, team: Team) -> bool:
    """Return a team to the organization's hours. False if the team had no hours."""
    require_transaction()
    there = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if there.calendar_id is None:
        return False
    Team.objects.filter(pk=team.pk).update(calendar=None)
    CalendarRow.objects.filter(pk=there.calendar_id).delete()
    return True


def save_shift_plan(
    *,
    week: Sequence[str],
    zone: str,
    now: datetime,
    person_id: int | None = None,
    team_id: int | None = None,
) -> None:
    """Replace the shift plan of a person or a team from now on."""
    end_shift_plan(person_id=person_id, team_id=team_id, now=now)
    ShiftPlan.objects.create(
        person_id=person_id, team_id=team_id, zone=zone, week=list(week), from_at=now
    )


def end_shift_plan(
    *, now: datetime, person_id: int | None = None, team_id: int | None = None
) -> bool:
    """End the shift plan of a person or a team. False where there was none."""
    require_transaction()
    of_one = Q(person_id=person_id) if person_id is not None else Q(team_id=team_id)
    rows = ShiftPlan.objects.filter(of_one, to_at=None)
    return rows.update(to_at=Greatest(Value(now), "from_at")) > 0


def save_work_limit(
    *,
    open_work: int | None,
    per_hour: int | None,
    per_day: int | None,
    person_id: int | None = None,
    team_id: int | None = None,
) -> None:
    """Replace the limits of a person or a team; without any limit, remove them."""
    require_transaction()
    place = {"person_id": person_id} if person_id is not None else {"team_id": team_id}
    limits = {"open_work": open_work, "per_hour": per_hour, "per_day": per_day}
    if any(limit is not None for limit in limits.values()):
        WorkLimit.objects.update_or_create(**place, defaults=limits)
    else:
        WorkLimit.objects.filter(**place).delete()


STANDING_FACTS = (
    "worked", "callbacks_kept", "callbacks_due", "quick", "quick_of", "wins", "expected",
    "strength",
)  # fmt: skip


def publish_standing(rows: Iterable[StandingRow], *, now: datetime) -> int:
    """Replace the standing of these people, and return how many."""
    require_transaction()
    made = [
        Standing(
            person_id=row.person_id,
            score=row.score,
            parts=dict(row.parts),
            claims=row.claims,
            every=row.every,
            **_facts_of(row),
            first_at=now,
            computed_at=now,
        )
        for row in rows
    ]
    Standing.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["score", "parts", "claims", "every", *STANDING_FACTS, "computed_at"],
    )
    return len(made)


def _facts_of(row: StandingRow) -> dict[str, float | None]:
    """Return the columns of the facts behind a standing."""
    pairs = [row.counts.get(part, (None, None)) for part in ("worked", "callbacks", "quick")]
    (worked, _claims), callbacks, quick = pairs
    found = [worked, *callbacks, *quick, *(row.results or (None, None, None))]
    return dict(zip(STANDING_FACTS, found, strict=True))


def add_leave(*, person_id: int, kind: str, from_at: datetime, to_at: datetime) -> Leave:
    """Add leave of a person."""
    require_transaction()
    return Leave.objects.create(person_id=person_id, kind=kind, from_at=from_at, to_at=to_at)


def end_leave(*, leave: Leave, now: datetime) -> None:
    """Remove leave that has not begun; end leave that has."""
    require_transaction()
    if leave.from_at >= now:
        leave.delete()
    else:
        Leave.objects.filter(pk=leave.pk).update(to_at=now)


def _name(text: str, field: str) -> str:
    text = text.strip()
    if not text or len(text) > 100 or not text.isprintable():
        raise wrong(field, "invalid", _("Enter a name of 1 to 100 printable characters."))
    return text
