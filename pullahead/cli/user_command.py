"""`pullahead user …`: adding, disabling, enabling people by name."""

from __future__ import annotations

import sys

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.team.models import Person
from pullahead.team.queries import people
from pullahead.usecases.settings import users as desk


def add(*, name: str, role: str, team: str, zone: str, password_stdin: bool) -> str:
    """Add somebody; what to print: a password that was made is the last word, only this once."""
    password = _typed_password() if password_stdin else ""
    person, made = desk.add_person(name=name, role=role, team=team, zone=zone, password=password)
    label = Person.Role(person.role).label.lower()
    said = f"{person.name} can sign in now: {label} in the team {person.team.name}."
    return said if password else f"{said} The password, shown only this once: {made}"


def disable(*, name: str) -> str:
    """End somebody's sessions and keys, and release all that they hold."""
    person = _named(name)
    if not person.is_active:
        raise Conflict(f"{person.name} is disabled already. Nothing was changed.")
    released = desk.disable(person_id=person.pk)
    things = "1 lead or callback was" if released == 1 else f"{released} leads and callbacks were"
    return f"{person.name} is disabled; {things} released."


def enable(*, name: str) -> str:
    """Let somebody work again."""
    person = _named(name)
    if person.is_active:
        raise Conflict(f"{person.name} is active already. Nothing was changed.")
    desk.enable(person_id=person.pk)
    return f"{person.name} can sign in and pull again."


def _named(name: str) -> Person:
    found = people().filter(name=name.strip()).first()
    if found is None:
        raise NotFound(f"There is nobody named “{name}”. Nothing was changed.")
    return found


def _typed_password() -> str:
    """The first line of standard input."""
    try:
        password = sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise Invalid("The password is not text in UTF-8. Nobody was added.") from None
    if not password:
        raise Invalid("No password came on standard input. Nobody was added.")
    return password
