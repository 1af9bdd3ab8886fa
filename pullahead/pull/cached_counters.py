"""Counters in one row, recounted at most once a minute by one caller."""

from __future__ import annotations

from datetime import datetime, timedelta

from pullahead.base.transaction import require_transaction
from pullahead.pull.models import ClassCountsRow, WaitEstimate

ORGANISATION = 0
OLD = timedelta(seconds=60)


def is_old(counted_at: datetime, now: datetime) -> bool:
    """Return whether the count is too old, or was made by a clock that was set back since."""
    return not counted_at <= now < counted_at + OLD


def begin(kept: type[WaitEstimate] | type[ClassCountsRow], *, now: datetime) -> bool:
    """Return whether the caller is to count now; all others use the last count."""
    require_transaction()
    row, made = kept.objects.get_or_create(pk=ORGANISATION, defaults={"counted_at": now})
    if made or not is_old(row.counted_at, now):
        return made
    there = kept.objects.filter(pk=ORGANISATION, counted_at=row.counted_at)
    return there.update(counted_at=now) == 1
