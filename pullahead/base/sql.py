"""The few statements that run all day: PostgreSQL plans each once a connection.

Django's own cursor writes the values into the statement, which is then read and planned anew every
time; for the statements of a pull and a settle that cost more than running them. Their texts never
change but in their values: each other text would be planned for nothing.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections


@cache
def postgres() -> bool:
    """Whether this installation has PostgreSQL; else it has SQLite."""
    return connection.vendor == "postgresql"


def read(text: str, given: Any = None) -> list[tuple[Any, ...]]:
    """The rows of a statement that runs all day; `given` as the database takes it."""
    return list(_run(text, given).fetchall())


def write(text: str, given: Any) -> int:
    """Runs a statement that runs all day and writes; how many rows it changed."""
    return int(_run(text, given).rowcount)


def _run(text: str, given: Any) -> Any:
    """A cursor after the statement, in the transaction that is open, if one is."""
    db: Any = connections[DEFAULT_DB_ALIAS]
    if not postgres():
        cursor = db.cursor()
        cursor.execute(text, given)
        return cursor
    if not db.in_atomic_block:
        db.close_if_health_check_failed()
    db.ensure_connection()
    db.validate_no_broken_transaction()
    raw: Any = psycopg.Cursor[Any](db.connection)
    with db.wrap_database_errors:
        if db.queries_logged:
            db.make_debug_cursor(raw).execute(text, given)
        else:
            raw.execute(text, given)
    return raw
