"""Refuse a connection pooler that loses prepared statements, before the first request.

In transaction mode a pooler gives each transaction another session of the server. PgBouncer carries
prepared statements along since 1.21, with max_prepared_statements above 0. An older one fails half
of all pulls, and only under load.
"""

from __future__ import annotations

from typing import Any

from pullahead.base.errors import Conflict

TRIES = 20  # other programs use the pool, too
PROBE = b"pullahead_pooler_probe"
REFUSED = (
    "The database is reached through a connection pooler in transaction mode that loses prepared "
    "statements, such as PgBouncer before 1.21. Nothing was changed. Set pool_mode = session for "
    "this database, or use PgBouncer 1.21 or newer with max_prepared_statements = 200, or name "
    "the server itself in PULLAHEAD_DATABASE_URL."
)


def refuse_unusable() -> None:
    """Raise Conflict for such a pooler. Two sessions of a server never share a process."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    other = connection.copy()
    try:
        connection.ensure_connection()
        other.ensure_connection()
        if any(_shared(connection, other) for _ in range(TRIES)) and not _carries(
            connection, other
        ):
            raise Conflict(REFUSED)
    finally:
        other.close()
        connection.close()


def _pid(session: Any) -> int:
    with session.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _shared(one: Any, other: Any) -> bool:
    return _pid(one) == _pid(other)


def _carries(one: Any, other: Any) -> bool:
    """Return whether a statement that `one` prepared runs while `other` has its server session."""
    server = one.connection.pgconn
    if _failed(server.prepare(PROBE, b"SELECT 1")):
        return False
    other.set_autocommit(False)
    try:
        _pid(other)  # opens a transaction, which keeps the session of the server
        return not _failed(server.exec_prepared(PROBE, []))
    finally:
        other.rollback()


def _failed(result: Any) -> bool:
    from psycopg import pq

    return result.status not in {pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK}
