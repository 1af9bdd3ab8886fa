"""Many rows of a table in one test: each row undoes its writes, and all that fail are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import transaction

T = TypeVar("T")


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the block writes, as at the end of a test."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # type: ignore[attr-defined]  # as Django's TestCase does
    with atomic:
        yield
        transaction.set_rollback(True)


def failing(rows: Iterable[T], check: Callable[[T], None]) -> dict[T, str]:
    """Return each row whose check fails, and how."""
    found: dict[T, str] = {}
    for row in rows:
        try:
            with undone():
                check(row)
        except Exception as error:
            found[row] = f"{type(error).__name__}: {error}"
    return found


def names_in(body: object) -> set[str]:
    """Return every name in an answer, at any depth."""
    if isinstance(body, dict):
        return set(body) | {name for value in body.values() for name in names_in(value)}
    if isinstance(body, list):
        return {name for value in body for name in names_in(value)}
    return set()
