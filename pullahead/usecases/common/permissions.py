"""Check roles before an act."""

from __future__ import annotations

from pullahead.base.errors import NotFound
from pullahead.team.models import Person as Person


def administrators_only(by: Person) -> None:
    """Raise Forbidden unless the person is an administrator."""
    if not by.is_admin:
        raise NotFound("There is no such page.")
