"""Run the few most frequent statements: PostgreSQL plans each once per connection.

Django's own cursor writes the values into the statement, which is then parsed and planned
again. For the statements of a pull and a settle, this cost more than their execution. Their texts
differ only in the values, so a stored plan fits each time.

`defer_write` collects writes whose result is not needed at once. The writes are sent together
before the next read, or when the act ends: one round trip and one plan instead of three.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

import psycopg
from django.db import connection, connections
from psycopg import pq

from pullahead.base.db import prepared_statements, reader
from pullahead.base.page_reads import FEW_ROWS, forget_reads, page

_answered_at = 0.0  # when PostgreSQL last answered this process, by its clock


def answered_at() -> float:
    """Return when PostgreSQL last answered a frequent statement, by `time.monotonic`."""
    return _answered_at


class _Act(threading.local):
    """The act that is open in this thread: what it writes later; None where none is open."""

    kept: dict[str, tuple[str, Sequence[Any]]] | None = None  # by table


_act = _Act()


@cache
def postgres() -> bool:
    """Return whether the database is PostgreSQL; otherwise it is SQLite."""
    return connection.vendor == "postgresql"


def read(text: str, given: Any = None, *, binary: bool = False) -> list[tuple[Any, ...]]:
    """Return the rows of a frequent statement; `given`: its values, as the driver takes them.

    Large columns of bytes are read faster as `binary`: as text, a byte has two digits.
    """
    flush_writes()
    if binary or page.rows is None or _act.kept is not None:
        return list(_run(text, given, binary=binary).fetchall())
    values = given.items() if isinstance(given, Mapping) else given or ()
    key = (reader.alias(), text, *values)
    try:
        found = page.rows.get(key)
    except TypeError:  # a list among the values
        return list(_run(text, given).fetchall())
    if found is None:
        found = list(_run(text, given).fetchall())
        if len(found) <= FEW_ROWS:
            page.rows[key] = found
    return found


def write(text: str, given: Any) -> int:
    """Run a frequent statement that writes; return the number of changed rows."""
    flush_writes()
    forget_reads()
    return int(_run(text, given).rowcount)


def defer_write(table: str, text: str, given: Sequence[Any]) -> None:
    """Defer an INSERT or UPDATE of a table: run it before the next statement or at the act's end.

    An error is raised when the deferred statement runs.
    """
    if _act.kept is None or not postgres():
        write(text, given)
        return
    if table in _act.kept:
        flush_writes()  # parts of one statement do not see each other's rows
    _act.kept[table] = text, given


def flush_writes() -> None:
    """Run the deferred writes in one statement."""
    if _act.kept:
        kept, _act.kept = list(_act.kept.values()), {}
        _run(_together(tuple(text for text, _ in kept)), [v for _, given in kept for v in given])


@contextmanager
def deferring_writes() -> Iterator[None]:
    """Defer writes within a transaction, and run them at its end if it succeeds."""
    _act.kept = {}
    forget_reads()
    try:
        with connection.execute_wrapper(_first):
            yield
            flush_writes()
    finally:
        _act.kept = None


def _first(execute: Callable[..., Any], *statement: Any) -> Any:
    """Run deferred writes before another statement, so that it sees them."""
    flush_writes()
    return execute(*statement)


@lru_cache(maxsize=64)
def _together(texts: Sequence[str]) -> str:
    """Return one statement that runs all deferred writes."""
    *others, last = texts
    parts = ", ".join(f"w{n} AS ({text})" for n, text in enumerate(others))
    return f"WITH {parts} {last}" if parts else last


def _run(text: str, given: Any, *, binary: bool = False) -> Any:
    """Run a statement in the open transaction, if any, and return its rows."""
    global _answered_at
    db: Any = connections[reader.alias()]
    if not postgres():
        cursor = db.cursor()
        cursor.execute(text, given)
        return cursor
    if not db.in_atomic_block:
        db.close_if_health_check_failed()
    db.ensure_connection()
    db.validate_no_broken_transaction()
    with db.wrap_database_errors:
        if not db.queries_logged and not binary:
            found = prepared_statements.run(db.connection, text, given)
            _answered_at = time.monotonic()
            return found
        cursor = psycopg.Cursor[Any](db.connection)
        cursor.format = pq.Format.BINARY if binary else pq.Format.TEXT
        logged = db.make_debug_cursor(cursor) if db.queries_logged else cursor
        logged.execute(text, given)
        return cursor
