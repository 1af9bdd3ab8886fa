"""Read the time from one clock: the database's (on SQLite, that of the machine).

In test and demo mode an offset moves the whole installation in time. The database stores it, so
that every process shares it. In production the offset is never read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from pullahead.base.db import statements
from pullahead.config import Mode

OFFSET = "clock_offset_seconds"


def now() -> datetime:
    """The moment, in UTC, by the database's clock, with the offset outside production."""
    if connection.vendor != "postgresql":
        return datetime.now(UTC) + offset()
    at: datetime = statements.read(f"SELECT {on_postgres()}")[0][0]
    return at.astimezone(UTC)


def on_postgres() -> str:
    """Write `now` as an expression of PostgreSQL, for a statement that takes a lock.

    Each returned row carries the moment when its lock was taken.
    """
    if settings.MODE == Mode.PRODUCTION:
        return "clock_timestamp()"
    moved = f"SELECT value::text::float8 FROM base_setting WHERE name = '{OFFSET}'"
    return f"clock_timestamp() + coalesce(({moved}), 0) * interval '1 second'"


def offset() -> timedelta:
    """Return the offset of the clock; 0 in production."""
    if settings.MODE == Mode.PRODUCTION:
        return timedelta()
    row = statements.read("SELECT value FROM base_setting WHERE name = %s", [OFFSET])
    return timedelta(seconds=float(row[0][0]) if row else 0)


def moment(value: object) -> datetime | None:
    """A moment as a database gave it, in UTC; None for anything else. What comes without a zone,
    such as SQLite's text, is in UTC already."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def require_aware(moment: datetime) -> datetime:
    """Convert a moment to UTC. Raise ValueError for a naive one, which is a bug of the caller."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be stored")
    return moment.astimezone(UTC)
