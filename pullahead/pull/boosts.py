"""Boosts of sources: their leads count for more in the order, until a moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max
from django.db.models.query import QuerySet

from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Source
from pullahead.pull import reranking
from pullahead.pull.models import BoostRow, Route

LEAST: Final = 1.1
MOST: Final = 3.0
LONGEST: Final = timedelta(days=7)


def running(now: datetime) -> QuerySet[BoostRow]:
    """Return the boosts that run at a moment, the highest first."""
    rows = BoostRow.objects.select_related("source", "by")
    return rows.filter(from_at__lte=now, until_at__gt=now).order_by("-factor", "pk")


def add(
    *, source: Source, factor: float, until: datetime, reason: str, by_id: int, now: datetime
) -> BoostRow:
    """Begin a boost now."""
    require_transaction()
    made = BoostRow.objects.create(
        source=source, factor=factor, until_at=until, reason=reason, by_id=by_id, from_at=now
    )
    apply(source_id=source.pk, now=now)
    return made


def end(*, boost: BoostRow, now: datetime) -> None:
    """End a boost before its time."""
    require_transaction()
    BoostRow.objects.filter(pk=boost.pk).update(until_at=now)
    apply(source_id=boost.source_id, now=now)


def apply(*, source_id: int, now: datetime) -> bool:
    """Publish the highest boost that runs, and rank the open leads anew. False if unchanged."""
    require_transaction()
    highest = running(now).filter(source_id=source_id).aggregate(most=Max("factor"))["most"]
    changed = Route.objects.filter(source_id=source_id).exclude(boost=highest or 1.0)
    if not changed.update(boost=highest or 1.0):
        return False
    reranking.ask(now=now, source=source_id)
    return True


def boost_at(*, lead_id: UUID, at: datetime) -> BoostRow | None:
    """Return the boost of a lead's source that counted at a moment."""
    return running(at).filter(source__leads=lead_id).first()
