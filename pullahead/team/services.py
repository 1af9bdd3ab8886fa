"""Writes of people and teams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.base.transaction import require_transaction
from pullahead.team.calendar_input import CalendarSettings, days_as_json
from pullahead.team.models import CalendarRow, Person, PersonSkill, Pod, SavedView, Skill, Team
from pullahead.team.skills import AT_MOST, read


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
    password: str,
    zone: str = "",
    language: str = "",
    simulated: bool = False,
) -> Person:
    """Add a person. Raises Invalid for a taken name or an unknown role."""
    require_transaction()
    if role not in Person.Role.values:
        raise wrong(
            "role",
            "invalid",
            _("“{role}” is not a role. Use agent, leader, admin or marketer.").format(role=role),
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
            _("“{role}” is not a role. Use agent, leader, admin or marketer.").format(role=role),
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


def set_password(*, person: Person, password: str) -> None:
    """Set another password; sessions of the former one end."""
    require_transaction()
    person.set_password(password)
    person.save(update_fields=["password"])


VIEWS_AT_MOST = 30


def save_view(*, owner: Person, name: str, filters: Mapping[str, str], shared: bool) -> SavedView:
    """Save filters under a name; a view with this name is replaced. Raises Invalid."""
    require_transaction()
    name = name.strip()
    if not name or len(name) > 60 or not name.isprintable():
        raise wrong("name", "invalid", _("Enter a name of 1 to 60 printable characters."))
    there = SavedView.objects.filter(owner=owner)
    if there.exclude(name=name).count() >= VIEWS_AT_MOST:
        text = _("You have {count} saved views, the maximum. Remove one first.")
        raise wrong("name", "invalid", text.format(count=VIEWS_AT_MOST))
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
    """Set all skills of a person, as typed. Return skills that no person had before.

    Raises Invalid.
    """
    require_transaction()
    skills, unread = read(text)
    if unread or len(skills) > AT_MOST:
        raise wrong(
            "skills",
            "invalid",
            _(
                "“{text}” is not a skill. Enter a kind and a code, such as lang:es or lic:US-TX."
            ).format(text=unread[:40])
            if unread
            else _("Enter at most {count} skills.").format(count=AT_MOST),
        )
    known = set(Skill.objects.filter(pk__in=skills).values_list("pk", flat=True))
    new = tuple(code for code in skills if code not in known)
    Skill.objects.bulk_create([Skill(code=code) for code in new], ignore_conflicts=True)
    PersonSkill.objects.filter(person=person).exclude(skill_id__in=skills).delete()
    PersonSkill.objects.bulk_create(
        [PersonSkill(person=person, skill_id=code) for code in skills], ignore_conflicts=True
    )
    return new


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
    """Let a team work the organization's hours again. False where it had none of its own."""
    require_transaction()
    there = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    if there.calendar_id is None:
        return False
    Team.objects.filter(pk=team.pk).update(calendar=None)
    CalendarRow.objects.filter(pk=there.calendar_id).delete()
    return True


def _name(text: str, field: str) -> str:
    text = text.strip()
    if not text or len(text) > 100 or not text.isprintable():
        raise wrong(field, "invalid", _("Enter a name of 1 to 100 printable characters."))
    return text
