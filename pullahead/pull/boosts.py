"""Boosts of sources and filters: their leads count for more in the order, until a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q
from django.db.models.query import QuerySet

from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Lead, Source
from pullahead.pull import reranking
from pullahead.pull.boost_rules import NONE, BoostFilter, as_published
from pullahead.pull.models import BoostRow, Route
from pullahead.team.models import Team

LEAST: Final = 1.1
MOST: Final = 3.0
LONGEST: Final = timedelta(days=7)
# above this, one job ranks all leads instead of one job for each source
FEW = 3


def running(now: datetime) -> QuerySet[BoostRow]:
    """Return the boosts that run at a moment, the highest first."""
    rows = BoostRow.objects.select_related("source", "team", "by")
    open_then = Q(ended_at__isnull=True) | Q(ended_at__gt=now)
    return rows.filter(open_then, from_at__lte=now, until_at__gt=now).order_by("-factor", "pk")


def ended_early(now: datetime) -> QuerySet[BoostRow]:
    """Return the boosts that would still run if no one had ended them, the latest first."""
    rows = BoostRow.objects.select_related("source", "team", "by")
    return rows.filter(ended_at__lte=now, until_at__gt=now).order_by("-ended_at", "-pk")


def add(
    *,
    source: Source | None,
    team: Team | None,
    conditions: BoostFilter,
    factor: float,
    until: datetime,
    reason: str,
    by_id: int,
    now: datetime,
) -> BoostRow:
    """Begin a boost now: of a source, else of a team's sources, else of all sources."""
    require_transaction()
    least = conditions.least_value
    made = BoostRow.objects.create(
        source=source,
        team=None if source else team,
        field=conditions.field,
        equals=conditions.equals,
        least_value=None if least is None else Decimal(str(least)),
        factor=factor,
        until_at=until,
        reason=reason,
        by_id=by_id,
        from_at=now,
    )
    publish(now=now)
    return made


def end(*, boost: BoostRow, now: datetime) -> bool:
    """End a boost before its time. False if another act ended it first."""
    require_transaction()
    if not BoostRow.objects.filter(pk=boost.pk, ended_at=None).update(ended_at=now):
        return False
    publish(now=now)
    return True


def resume(*, boost: BoostRow, by_id: int, now: datetime) -> BoostRow | None:
    """Begin a boost again that was ended early, until its former time; None if it was resumed.

    A new row, so that a receipt from the pause shows no boost.
    """
    require_transaction()
    paused = BoostRow.objects.filter(pk=boost.pk, until_at__gt=F("ended_at"))
    if not paused.update(until_at=F("ended_at")):
        return None
    return add(
        source=boost.source,
        team=boost.team,
        conditions=filter_of(boost),
        factor=boost.factor,
        until=boost.until_at,
        reason=boost.reason,
        by_id=by_id,
        now=now,
    )


def filter_of(row: BoostRow) -> BoostFilter:
    """Return the conditions of a boost."""
    least = None if row.least_value is None else float(row.least_value)
    return BoostFilter(row.field, row.equals, least)


def publish(*, now: datetime) -> int:
    """Write the boosts that run to the routes, and rank their open leads again.

    Return how many routes changed. The routes are locked first: of two acts at once, the second
    sees the boost of the first.
    """
    require_transaction()
    routes = list(Route.objects.select_for_update(no_key=True).order_by("source_id"))
    rows = list(running(now))
    changed = [route.source_id for route in routes if _published(route, rows)]
    for source_id in changed if len(changed) <= FEW else [None]:
        reranking.ask(now=now, source=source_id)
    return len(changed)


def publish_one(*, source_id: int, now: datetime) -> None:
    """Write the boosts that run to one route, which moved to another team in this transaction."""
    require_transaction()
    route = Route.objects.get(source_id=source_id)
    if _published(route, list(running(now))):
        reranking.ask(now=now, source=source_id)


def published(*, source_id: int, team_id: int, now: datetime) -> dict[str, Any]:
    """Return the boosts of a route as its columns take them."""
    return _columns(source_id, team_id, list(running(now)))


def boost_at(*, lead_id: UUID, at: datetime) -> BoostRow | None:
    """Return the highest boost that counted for a lead at a moment, by its present attributes."""
    lead = Lead.objects.select_related("source__route").filter(pk=lead_id).first()
    route: Route | None = getattr(lead.source, "route", None) if lead else None
    if lead is None or route is None:
        return None
    value = float(lead.value or route.value)
    for row in running(at):
        if _covers(row, route.source_id, route.team_id) and filter_of(row).matches(
            lead.attributes, value
        ):
            return row
    return None


def _published(route: Route, rows: Sequence[BoostRow]) -> bool:
    """Store the boosts of a route; return whether they changed."""
    wanted = _columns(route.source_id, route.team_id, rows)
    if (route.boost, route.boosts) == (wanted["boost"], wanted["boosts"]):
        return False
    Route.objects.filter(pk=route.pk).update(**wanted)
    return True


def _columns(source_id: int, team_id: int, rows: Sequence[BoostRow]) -> dict[str, Any]:
    mine = [row for row in rows if _covers(row, source_id, team_id)]
    plain = max((row.factor for row in mine if not filter_of(row)), default=NONE)
    filtered = [as_published(row.factor, filter_of(row)) for row in mine if filter_of(row)]
    return {"boost": plain, "boosts": filtered or None}


def _covers(row: BoostRow, source_id: int, team_id: int) -> bool:
    """Return whether a boost is about this source."""
    if row.source_id is not None:
        return row.source_id == source_id
    return row.team_id is None or row.team_id == team_id
