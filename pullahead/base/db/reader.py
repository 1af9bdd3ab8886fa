"""Reads of reports go to a second database, such as a replica (PULLAHEAD_READER_URL).

A function marked with `report` reads there, and writes nothing. All other reads and all writes go
to the one database. Without the setting, `report` changes no read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, Error, connections

ALIAS: Final = "reader"
STATEMENT_MS: Final = 60_000  # longest statement where the process sets no limit
P = ParamSpec("P")
T = TypeVar("T")


class _OpenReport(threading.local):
    depth = 0


_report = _OpenReport()


def inside_report() -> bool:
    """Return whether this thread computes a report."""
    return _report.depth > 0


def alias() -> str:
    """Return the name of the database that a read goes to now."""
    return ALIAS if inside_report() and ALIAS in connections.databases else DEFAULT_DB_ALIAS


def report(read: Callable[P, T]) -> Callable[P, T]:
    """Run a function on the reader. It must return values, not querysets that read later."""

    @wraps(read)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        _report.depth += 1
        try:
            return read(*args, **kwargs)
        finally:
            _report.depth -= 1

    return run


def fault() -> str | None:
    """Return why the reader cannot serve reports; None if it can, or if none is set."""
    if ALIAS not in connections.databases:
        return None
    try:
        there = _migrations(ALIAS)
    except (Error, OSError) as error:
        return str(error).strip().partition("\n")[0]
    if there != _migrations(DEFAULT_DB_ALIAS):
        return "its tables have another version"
    return None


def _migrations(name: str) -> set[tuple[Any, ...]]:
    with connections[name].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return set(cursor.fetchall())


class ReaderRouter:
    """Django's routing of models: reads of reports to the reader, all else to the database."""

    def db_for_read(self, _model: Any, **_hints: Any) -> str:
        """Return the database of a read."""
        return alias()

    def db_for_write(self, _model: Any, **_hints: Any) -> str:
        """Return the database of a write, also of a row that was read from the reader."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: Any, _other: Any, **_hints: Any) -> bool:
        """Allow relations: both databases have the same rows."""
        return True

    def allow_migrate(self, db: str, _app: str, **_hints: Any) -> bool:
        """Return whether a migration may run: never on the reader."""
        return db == DEFAULT_DB_ALIAS
