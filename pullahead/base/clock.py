"""What time it is. One clock: the database's (on SQLite the machine's, which is the same one).

In test and demo mode an offset, kept in the database so that every process shares it, moves the
whole installation in time. In production the offset is never read.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from pullahead.config import Mode

OFFSET = "clock_offset_seconds"


def now() -> datetime:
    """The moment, in UTC, by the database's clock, with the offset outside production."""
    if connection.vendor != "postgresql":
        return datetime.now(UTC) + offset()
    with connection.cursor() as cursor:
        if settings.MODE == Mode.PRODUCTION:
            cursor.execute("SELECT clock_timestamp(), NULL")
        else:
            cursor.execute(
                "SELECT clock_timestamp(), (SELECT value FROM base_setting WHERE name = %s)",
                [OFFSET],
            )
        moment, seconds = cursor.fetchone()
    at: datetime = moment.astimezone(UTC)
    return at + timedelta(seconds=float(seconds or 0))


def offset() -> timedelta:
    """How far the clock is moved: nothing in production."""
    if settings.MODE == Mode.PRODUCTION:
        return timedelta()
    from pullahead.base.models import Setting

    row = Setting.objects.filter(name=OFFSET).values_list("value", flat=True).first()
    return timedelta(seconds=float(row or 0))


def require_aware(moment: datetime) -> datetime:
    """The same moment in UTC; raises ValueError for a naive one, which is a bug of the caller."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone cannot be stored")
    return moment.astimezone(UTC)
