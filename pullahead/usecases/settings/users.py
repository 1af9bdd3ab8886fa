"""List, add, change, disable and enable users. Disabling releases their leads and callbacks."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.conversations import services as promises_write
from pullahead.pipeline import locks as deal_locks
from pullahead.pipeline import queries as deal_queries
from pullahead.pipeline import services as deals_write
from pullahead.pull import card_queries, reranking
from pullahead.pull.services import forget_giver
from pullahead.sprints import item_services as items_write
from pullahead.team import presence
from pullahead.team import queries as team_queries
from pullahead.team import services as team_write
from pullahead.team.models import Person, PresenceState, Team
from pullahead.team.queries import PersonLock
from pullahead.team.skills import dated, is_language
from pullahead.team.team_moves import record_move
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.settings.attendance import AttendanceNow, attendance_now
from pullahead.usecases.settings.own_settings import check_language, check_zone

EXPIRES_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Member:
    """A person in the list."""

    id: int
    name: str
    role: str  # in words
    role_code: str
    team: str
    zone: str  # blank: the organization's
    language: str  # blank: the organization's
    active: bool
    simulated: bool
    holds: int  # held leads, 0 or 1
    callbacks: int
    me: bool
    skills: str = ""  # separated by spaces
    attendance: AttendanceNow | None = None
    team_id: int = 0
    expiring: tuple[str, ...] = ()  # skills that end within 30 days, or ended


def roster(*, viewer: Person, sought: str = "") -> tuple[Member, ...]:
    """Return a team lead's own team, everyone for an administrator; active people first.

    `sought` keeps the names that contain it; case does not count. Raise NotFound for agents.
    """
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))
    rows = (
        team_queries.people()
        if viewer.is_admin
        else team_queries.people().filter(team_id=viewer.team_id)
    )
    now = clock.now()
    holding = {card.holder_id for card in card_queries.held_cards(now)}
    at_work = attendance_now(rows, now)
    callbacks, skills = card_queries.callbacks_by_owner(), team_queries.dated_skills()
    return tuple(
        Member(
            id=one.pk,
            name=one.name,
            role=str(Person.Role(one.role).label),
            role_code=one.role,
            team=one.team.name,
            zone=one.zone,
            language=one.language,
            active=one.is_active,
            simulated=one.simulated,
            holds=int(one.pk in holding),
            callbacks=callbacks.get(one.pk, 0),
            me=one.pk == viewer.pk,
            skills=dated(skills.get(one.pk, {})),
            expiring=_expiring(skills.get(one.pk, {}), now),
            attendance=at_work[one.pk],
            team_id=one.team_id,
        )
        for one in rows
        # not in the database: SQLite compares the case of ASCII letters only
        if sought.casefold() in one.name.casefold()
    )


def _expiring(skills: Mapping[str, date | None], now: datetime) -> tuple[str, ...]:
    soon = (now + EXPIRES_SOON).date()
    return tuple(code for code, last in sorted(skills.items()) if last and last <= soon)


def member(*, person_id: int, viewer: Person) -> Member:
    """Return one person of the roster. Raise NotFound for others."""
    found = next((one for one in roster(viewer=viewer) if one.id == person_id), None)
    if found is None:
        raise NotFound(_("User not found. Reload the page."))
    return found


def editable(*, person_id: int, viewer: Person) -> Member:
    """Return one person for editing. Raise NotFound except for administrators."""
    _administrators(viewer)
    return member(person_id=person_id, viewer=viewer)


def team_names() -> tuple[str, ...]:
    """Return the names of all teams."""
    return tuple(Team.objects.order_by("name").values_list("name", flat=True))


def add_team(*, name: str, by: Person | None = None) -> Team:
    """Return the team of this name, created if missing."""
    _administrators(by)
    with write_transaction():
        return team_write.add_team(name=name)


def add_person(
    *,
    name: str,
    role: str,
    team: str,
    password: str = "",
    zone: str = "",
    language: str = "",
    simulated: bool = False,
    usable: bool = True,
    skills: str | None = None,
    by: Person | None = None,
) -> tuple[Person, str]:
    """Add a person to a team, and return the person and the password.

    A missing team is created, and so is a missing password. A person who is not `usable` has none.
    """
    _administrators(by)
    check_zone(zone)
    check_language(language)
    if password:
        try:
            validate_password(password)
        except ValidationError as error:
            raise wrong("password", "invalid", " ".join(error.messages)) from error
    password = password or secrets.token_urlsafe(12)
    with write_transaction() as now:
        person = team_write.add_person(
            name=name,
            role=role,
            team=team_write.add_team(name=team),
            password=password if usable else None,
            zone=zone,
            language=language,
            simulated=simulated,
        )
        if skills is not None:
            _set_skills(person, skills, now)
        _record(JournalEvent.PERSON_ADDED, person, by, now)
    return person, password


@retried
def change(
    *,
    person_id: int,
    role: str,
    team: str,
    zone: str = "",
    language: str | None = None,
    skills: str | None = None,
    by: Person | None = None,
) -> Person:
    """Change role, team, zone and, where given, language and skills; claims and callbacks stay.

    A role that works no leads releases the claim, the callbacks and the deals of the person.
    Raise Conflict `yourself` for one's own role: another administrator must be able to undo it.
    """
    _administrators(by)
    check_zone(zone)
    check_language(language or "")
    lock = PersonLock(person_id)
    with write_transaction(lock=lambda: _lock_with_deals(lock)) as now:
        if by is not None and by.pk == person_id and role != lock.person.role:
            said = _("You cannot change your own role. Ask another admin.")
            raise Conflict(said, code="yourself")
        found = _team_named(team)
        left = lock.person.team_id
        moves = found.pk != left
        team_write.change_person(
            person=lock.person, role=role, team=found, zone=zone, language=language
        )
        if not lock.person.works_leads:
            ENGINE.release_all(person_id, now=now)
            forget_giver(person_id=person_id)
        if moves:
            record_move(person_id=person_id, left=left, now=now)
        if moves or not lock.person.works_leads:  # a deal is open to its own team only
            _leave_deals(person_id, now, by)
        if skills is not None:
            _set_skills(lock.person, skills, now)
        _record(JournalEvent.PERSON_CHANGED, lock.person, by, now)
    return lock.person


def _team_named(name: str) -> Team:
    """Return the team. Raise Invalid for an unknown one."""
    found = Team.objects.filter(name=name).first()
    if found is None:
        said = _("Team “{team}” does not exist. Add the team first.").format(team=name)
        raise wrong("team", "invalid", said)
    return found


def _set_skills(person: Person, text: str, now: datetime) -> None:
    """Set the skills of a person; open leads in a new language need a new lane."""
    new = team_write.set_skills(person=person, text=text)
    if any(is_language(code) for code in new):
        reranking.ask(now=now)


@retried
def disable(*, person_id: int, by: Person | None = None) -> int:
    """End a person's sessions and keys, and release their leads, callbacks and deals at once.

    Return how many were released. Raise Conflict `yourself`: an administrator must remain.
    """
    _administrators(by)
    if by is not None and by.pk == person_id:
        raise Conflict(_("You cannot disable yourself. Ask another admin."), code="yourself")
    lock = PersonLock(person_id)
    with write_transaction(lock=lambda: _lock_with_deals(lock)) as now:
        released = ENGINE.release_all(person_id, now=now)
        forget_giver(person_id=person_id)
        released += _leave_deals(person_id, now, by)
        if lock.person.is_active:
            team_write.set_active(person=lock.person, active=False)
            _leaves(lock.person, now)
            _record(JournalEvent.PERSON_DISABLED, lock.person, by, now)
    return released


@retried
def enable(*, person_id: int, by: Person | None = None) -> None:
    """Enable a person again; released leads and callbacks do not return."""
    _administrators(by)
    lock = PersonLock(person_id)
    with write_transaction(lock=lock.take) as now:
        if not lock.person.is_active:
            team_write.set_active(person=lock.person, active=True)
            _record(JournalEvent.PERSON_ENABLED, lock.person, by, now)


@retried
def set_password(*, person_id: int, by: Person | None = None) -> str:
    """Set and return a new password, shown only once; all sessions of the person end.

    Their leads and callbacks stay.
    """
    _administrators(by)
    password = secrets.token_urlsafe(12)
    lock = PersonLock(person_id)
    with write_transaction(lock=lock.take) as now:
        team_write.set_password(person=lock.person, password=password)
        _record(JournalEvent.PERSON_PASSWORD, lock.person, by, now)
    return password


def on_floor(*, person_id: int, viewer: Person) -> Person:
    """Return a person on the floor of this team lead or administrator. Raise NotFound."""
    absent = NotFound(_("This agent is not on your team."))
    if not viewer.is_leader or not 0 < person_id < team_queries.BIGGEST:
        raise absent
    found = team_queries.person(person_id)
    if found.role not in {Person.Role.AGENT, Person.Role.LEADER} or not _may_lead(viewer, found):
        raise absent
    return found


@retried
def send_home(*, person_id: int, by: Person) -> int:
    """End a person's shift: release their leads and callbacks, and return how many."""
    lock = PersonLock(person_id)
    with write_transaction(lock=lock.take) as now:
        if not _may_lead(by, lock.person):
            raise NotFound(_("User not found. Reload the page."))
        released = ENGINE.release_all(person_id, now=now)
        _leaves(lock.person, now)
        forget_giver(person_id=person_id)
        _record(JournalEvent.PERSON_SENT_HOME, lock.person, by, now)
    return released


def disable_by_name(*, name: str) -> tuple[str, int]:
    """Disable a person; return the name and how many leads and callbacks were released."""
    person = _named(name)
    if not person.is_active:
        raise Conflict(
            _("{name} is already disabled. Nothing was changed.").format(name=person.name)
        )
    return person.name, disable(person_id=person.pk)


def enable_by_name(*, name: str) -> str:
    """Enable a disabled person; return the name."""
    person = _named(name)
    if person.is_active:
        raise Conflict(_("{name} is already active. Nothing was changed.").format(name=person.name))
    enable(person_id=person.pk)
    return person.name


def _leaves(person: Person, now: datetime) -> None:
    """Record that a person left the floor."""
    if person.break_since is not None:
        team_write.set_break(person_id=person.pk, since=None)
    presence.enter(person.pk, presence.presence_of(person), PresenceState.AWAY, now=now)


def _leave_deals(person_id: int, now: datetime, by: Person | None) -> int:
    """Release the deals of a person who leaves, their items and promises; return how many deals.

    All deals are locked before the promises, and the promises before the limits.
    """
    actor = by.pk if by else None
    held = deal_queries.held_by(person_id)
    deal_locks.lock_deals({*held, *promises_write.deals_with_promises(person_id)})
    items_write.leave_items(person_id, now=now, by=actor)
    promises_write.leave_promises(person_id, now=now, by=actor)
    return deals_write.clear_holds(person_id=person_id, now=now, actor=actor)


def _lock_with_deals(lock: PersonLock) -> None:
    """Lock a person whose deals may be released: the publish lock comes first."""
    deal_locks.publish_lock()
    lock.take()


def _named(name: str) -> Person:
    found = team_queries.people().filter(name=name.strip()).first()
    if found is None:
        raise NotFound(_("No user is named “{name}”. Nothing was changed.").format(name=name))
    return found


def _administrators(by: Person | None) -> None:
    """Raise NotFound unless an administrator or the command line (None) acts."""
    if by is not None and not by.is_admin:
        raise NotFound(_("Page not found."))


def _may_lead(by: Person, person: Person) -> bool:
    """Check that a team lead leads this person's team; an administrator leads everyone."""
    return by.is_admin or (by.role == Person.Role.LEADER and by.team_id == person.team_id)


def _record(kind: JournalEvent, person: Person, by: Person | None, now: datetime) -> None:
    actor = by.pk if by else None
    record(kind, now=now, actor_id=actor, data={"person": person.pk, "role": person.role})
