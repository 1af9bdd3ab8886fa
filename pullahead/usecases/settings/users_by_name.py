"""Disable and enable people by name, as the command line does."""

from __future__ import annotations

from pullahead.base.errors import Conflict, NotFound
from pullahead.team.models import Person
from pullahead.team.queries import people
from pullahead.usecases.settings import users


def disable(*, name: str) -> tuple[str, int]:
    """Disable a person; return the name and how many leads and callbacks were released."""
    person = _named(name)
    if not person.is_active:
        raise Conflict(f"{person.name} is disabled already. Nothing was changed.")
    return person.name, users.disable(person_id=person.pk)


def enable(*, name: str) -> str:
    """Enable a disabled person; return the name."""
    person = _named(name)
    if person.is_active:
        raise Conflict(f"{person.name} is active already. Nothing was changed.")
    users.enable(person_id=person.pk)
    return person.name


def _named(name: str) -> Person:
    found = people().filter(name=name.strip()).first()
    if found is None:
        raise NotFound(f"There is nobody named “{name}”. Nothing was changed.")
    return found
