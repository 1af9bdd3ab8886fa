"""Writes of imports of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pullahead.base.transaction import require_transaction
from pullahead.team.models import PeopleImport, Person


def add(
    *,
    name: str,
    by: Person,
    rows: Sequence[Any],
    refused: Sequence[Any],
    counts: Mapping[str, int],
    now: datetime,
) -> PeopleImport:
    """Store a file as a preview."""
    require_transaction()
    return PeopleImport.objects.create(
        name=name,
        by=by,
        created_at=now,
        total=len(rows),
        rows=list(rows),
        refused=list(refused),
        counts=dict(counts),
    )


def start(*, found: PeopleImport, now: datetime) -> bool:
    """Confirm a preview and reset its counts. False if it was confirmed before."""
    require_transaction()
    there = PeopleImport.objects.filter(pk=found.pk, started_at=None)
    return there.update(started_at=now, counts={}) == 1


def discard(*, found: PeopleImport) -> bool:
    """Delete a preview. False if it was confirmed."""
    require_transaction()
    gone, _rows = PeopleImport.objects.filter(pk=found.pk, started_at=None).delete()
    return gone > 0


def advance(
    *, found: PeopleImport, done: int, counts: Mapping[str, int], refused: Sequence[Any]
) -> None:
    """Add the counts and refused rows of a batch."""
    require_transaction()
    found.done = done
    found.counts = {
        act: found.counts.get(act, 0) + counts.get(act, 0) for act in {*found.counts, *counts}
    }
    found.refused = [*found.refused, *refused]
    found.save(update_fields=["done", "counts", "refused"])


def finish(*, found: PeopleImport, now: datetime) -> None:
    """Mark an import as done, and delete its rows."""
    require_transaction()
    found.finished_at, found.rows = now, []
    found.save(update_fields=["finished_at", "rows"])
