"""Snapshot of the floor, made once for all its viewers: the row, and the right to remake it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.base.transaction import require_transaction
from pullahead.floor.models import FloorSnapshot

OLD = timedelta(seconds=2)
# After this time the next reader makes the snapshot, because the maker may be dead
STALLED = timedelta(seconds=15)
# every poll of the floor runs it
STORED = """
SELECT body, version, made_at FROM floor_floorsnapshot
WHERE key = %s AND body <> '' AND made_at IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """A snapshot as stored: its text, its version, and whether it is recent."""

    body: str
    version: str
    recent: bool
    stalled: bool


def stored(key: str, now: datetime) -> StoredSnapshot | None:
    """Return the snapshot of a key; None before the first one."""
    rows = statements.read(STORED, [key])
    if not rows:
        return None
    body, version, made_at = rows[0]
    ago = now - (clock.moment(made_at) or now)
    return StoredSnapshot(
        body,
        version,
        recent=timedelta(0) <= ago < OLD,
        # a clock that was set back makes every snapshot old
        stalled=not timedelta(0) <= ago < STALLED,
    )


def begin(*, key: str, now: datetime) -> bool:
    """Return whether the caller is to make the snapshot now; all others use the last one."""
    require_transaction()
    row, made = FloorSnapshot.objects.get_or_create(pk=key, defaults={"begun_at": now})
    if made or not timedelta(0) <= now - row.begun_at < OLD:
        there = FloorSnapshot.objects.filter(pk=key, begun_at=row.begun_at)
        return made or there.update(begun_at=now) == 1
    return False


def keep(*, key: str, body: str, version: str, now: datetime) -> None:
    """Store a snapshot."""
    require_transaction()
    values = {"body": body, "version": version, "made_at": now}
    if not FloorSnapshot.objects.filter(pk=key).update(**values):
        FloorSnapshot.objects.create(pk=key, begun_at=now, **values)


def forget(*, before: datetime) -> int:
    """Delete the snapshots that nobody has read for long; return how many."""
    require_transaction()
    return FloorSnapshot.objects.filter(begun_at__lt=before).delete()[0]
