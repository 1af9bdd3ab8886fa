"""Leads and shifts of the fitted period, as they were recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pullahead.base.errors import wrong
from pullahead.lab.fitted import FittedWorld
from pullahead.lab.replay import RecordedFloor, RecordedLead
from pullahead.leads.models import Lead
from pullahead.leads.queries import WITHDRAWN
from pullahead.pull.decay import EVEN
from pullahead.pull.models import ClaimRow, LeadScore, Route
from pullahead.reports import capacity
from pullahead.reports.at_work import GAP, LONGEST_CLAIM
from pullahead.reports.costs import organization_zone

LEAST_DAYS = 14


def recorded(found: FittedWorld) -> RecordedFloor:
    """Return the leads and shifts of the fitted period. Raise Invalid if it is too short."""
    zone = organization_zone()
    first = found.since.astimezone(zone).date() + timedelta(days=1)
    days = (found.until.astimezone(zone).date() - first).days
    if days < LEAST_DAYS:
        said = f"A replay needs {LEAST_DAYS} whole days; the fitted period has {max(days, 0)}."
        raise wrong("days", "too_few_days", said)
    monday = first - timedelta(days=first.weekday())
    began = datetime.combine(monday, time(), zone)
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(first + timedelta(days=days), time(), zone)
    return RecordedFloor(
        first.weekday(), days, _leads(since, until, began), _people(since, until, began)
    )


def _leads(since: datetime, until: datetime, began: datetime) -> tuple[RecordedLead, ...]:
    routes = {one.source_id: one for one in Route.objects.all()}
    scores = dict(LeadScore.objects.values_list("lead_id", "chance"))
    rows = Lead.objects.filter(asked_at__gte=since, asked_at__lt=until)
    rows = rows.exclude(closed_as=WITHDRAWN).order_by("asked_at", "id")
    found = []
    for lead_id, source, at, value in rows.values_list("id", "source_id", "asked_at", "value"):
        route = routes.get(source)
        if route is None:
            continue
        chance = scores.get(lead_id, route.chance)
        found.append(
            RecordedLead(
                _minute(at, began),
                float(value or route.value) or 1.0,
                min(max(chance, 1e-4), 0.99),
                route.half_life_hours,
                route.curve or EVEN,
            )
        )
    return tuple(found)


def _people(
    since: datetime, until: datetime, began: datetime
) -> tuple[tuple[tuple[float, float], ...], ...]:
    claims = ClaimRow.objects.filter(started_at__gte=since, started_at__lt=until)
    spans: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for agent, begins, ends in claims.values_list("agent_id", "started_at", "ended_at"):
        spans[agent].append((begins, min(ends or until, begins + LONGEST_CLAIM)))
    return tuple(_in_minutes(capacity.merged(own, GAP), began) for _, own in sorted(spans.items()))


def _in_minutes(
    spans: Sequence[tuple[datetime, datetime]], began: datetime
) -> tuple[tuple[float, float], ...]:
    return tuple(
        (_minute(begins, began), _minute(ends, began)) for begins, ends in spans if begins < ends
    )


def _minute(at: datetime, began: datetime) -> float:
    """Return local minutes since a Monday at 00:00: clocks that change move no shift."""
    zone = began.tzinfo
    assert isinstance(zone, ZoneInfo)
    local = at.astimezone(zone).replace(tzinfo=None) - began.replace(tzinfo=None)
    return local.total_seconds() / 60
