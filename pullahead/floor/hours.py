"""Stored facts of past hours: which are missing, and their bodies.

An hour is stored from `SETTLED_AFTER` its end on. A later change of one of its facts deletes the
body by a trigger. Reports then read the rows of the hour, until the worker builds it again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max, Min, Q

from pullahead.base.db import statements
from pullahead.base.transaction import require_transaction
from pullahead.floor.models import HourFacts

HOUR = timedelta(hours=1)
SETTLED_AFTER = timedelta(hours=3)
# An act that began before an hour's row existed, and changed a fact of it, has ended by then
WAIT = timedelta(minutes=5)
KEPT = timedelta(days=2 * 92 + 1)  # the longest period of a report, and the one before
AT_ONCE = 24
# On PostgreSQL, because Django reads a body as text: twice the bytes, and three times the time
BODIES = """
SELECT hour, body FROM floor_hour
WHERE hour >= %s AND hour <= %s AND body IS NOT NULL ORDER BY hour
"""


def hour_start(at: datetime) -> datetime:
    """Return the start of the UTC hour of a moment."""
    return at.replace(minute=0, second=0, microsecond=0)


def stored_bodies(since: datetime, until: datetime) -> dict[datetime, bytes]:
    """Return the bodies of the whole hours of a period that are stored."""
    if statements.postgres():
        return dict(statements.read(BODIES, [since, until - HOUR], binary=True))
    rows = HourFacts.objects.filter(
        hour__gte=since, hour__lte=until - HOUR, body__isnull=False
    ).order_by("hour")
    return {
        hour: bytes(body) for hour, body in rows.values_list("hour", "body") if body is not None
    }


def add_hours(*, first: datetime, now: datetime) -> int:
    """Add the rows of the hours that are over, from the first one kept on; return how many."""
    require_transaction()
    first, last = hour_start(max(first, now - KEPT)), hour_start(now - SETTLED_AFTER)
    there = HourFacts.objects.aggregate(first=Min("hour"), last=Max("hour"))
    spans = [(first, last)]
    if there["first"] is not None:
        # an import may add days before the first hour
        spans = [(first, there["first"]), (there["last"] + HOUR, last)]
    wanted = [begins + n * HOUR for begins, ends in spans for n in range((ends - begins) // HOUR)]
    rows = (HourFacts(hour=hour, begun_at=now) for hour in wanted)
    HourFacts.objects.bulk_create(rows, batch_size=500)
    return len(wanted)


def due_hours(now: datetime) -> list[tuple[datetime, int]]:
    """Return hours to build and their versions: at most a day's, the latest first."""
    due = Q(body__isnull=True) | Q(again_at__lte=now)
    rows = HourFacts.objects.filter(due, begun_at__lte=now - WAIT).order_by("-hour")
    there = list(rows.values_list("hour", "version")[:AT_ONCE])
    return [one for one in there if there[0][0] - one[0] < AT_ONCE * HOUR]


def store_hour(*, hour: datetime, version: int, body: bytes, again_at: datetime | None) -> bool:
    """Store the facts of an hour; return False if one of them changed meanwhile."""
    require_transaction()
    rows = HourFacts.objects.filter(pk=hour, version=version)
    return rows.update(body=body, again_at=again_at) == 1


def forget_hours(*, now: datetime) -> int:
    """Delete the hours that no report can ask for."""
    require_transaction()
    return HourFacts.objects.filter(hour__lt=now - KEPT - AT_ONCE * HOUR).delete()[0]
