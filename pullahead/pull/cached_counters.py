"""What is counted once a minute at most, into one row that all go by: whose turn it is to count."""

from __future__ import annotations

from datetime import datetime, timedelta

from pullahead.base.transaction import require_transaction
from pullahead.pull.models import ClassCountsRow, WaitEstimate

ORGANISATION = 0
OLD = timedelta(seconds=60)


def is_old(counted_at: datetime, now: datetime) -> bool:
    """Counted too long ago, or by a clock that has been moved back since."""
    return not counted_at <= now < counted_at + OLD


def begin(kept: type[WaitEstimate] | type[ClassCountsRow], *, now: datetime) -> bool:
    """Whether the caller is the one to count now; others go by what was counted before."""
    require_transaction()
    row, made = kept.objects.get_or_create(pk=ORGANISATION, defaults={"counted_at": now})
    if made or not is_old(row.counted_at, now):
        return made
    there = kept.objects.filter(pk=ORGANISATION, counted_at=row.counted_at)
    return there.update(counted_at=now) == 1
