"""Check roles before an act."""

from __future__ import annotations

from pullahead.base.errors import NotFound
from pullahead.team.models import Person as Person
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND


def administrators_only(by: Person) -> None:
    """Raise Forbidden unless the person is an administrator."""
    if not by.is_admin:
        raise NotFound(str(PAGE_NOT_FOUND))


def sources_only(by: Person) -> None:
    """Raise NotFound unless the person is marketing or an administrator."""
    if not by.sees_sources:
        raise NotFound(str(PAGE_NOT_FOUND))
