"""A cursor for the few statements that run all day: PostgreSQL plans each once a connection.

Django's own cursor writes the values into the statement, which is then read and planned anew every
time; for the statements of a pull and a settle that cost more than running them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def hot_cursor() -> Iterator[CursorWrapper]:
    """A cursor inside the same transaction, whose statements are prepared on PostgreSQL.

    Only for texts that never change but in their values: each other text is planned for nothing.
    """
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: Any = psycopg.Cursor[Any](connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with connection.wrap_database_errors, wrap(raw) as cursor:
        yield cursor


def write(sql: str, given: Any) -> int:
    """Runs a statement that runs all day and writes; how many rows it changed."""
    with hot_cursor() as cursor:
        cursor.execute(sql, given)
        return int(cursor.rowcount)


def read(sql: str, given: Any = None) -> list[tuple[Any, ...]]:
    """The rows of a statement that runs all day; `given` as the database takes it."""
    with hot_cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
