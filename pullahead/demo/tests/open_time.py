"""Open time of leads by two routes: the lines of the journal, and the times that reports read."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from pullahead.base.models import Journal
from pullahead.pull.models import CardRow, IntervalRow
from pullahead.reports.planned_decay import planned_times

AFTER = {
    "claim.made": "held",
    "claim.settled": "scheduled",
    "claim.released": "ready",
    "claim.ended": "ready",
    "card.woken": "ready",
    "card.unparked": "ready",
    "card.deferred": "scheduled",
    "card.parked": "parked",
    "lead.closed": "closed",
}
BEGINS = ("card.admitted", "lead.reopened")


def by_journal(now: datetime) -> dict[UUID, float]:
    """Return the seconds in which each lead was open, neither parked nor nurtured."""
    found: defaultdict[UUID, float] = defaultdict(float)
    last: dict[UUID, tuple[datetime, bool, bool]] = {}  # since when, whether it counts, nurtured
    rows = Journal.objects.filter(lead_id__isnull=False, kind__in=[*AFTER, *BEGINS])
    for lead_id, at, kind, data in rows.order_by("at", "id").values_list(
        "lead_id", "at", "kind", "data"
    ):
        assert lead_id is not None
        since, counts, nurtured = last.get(lead_id, (at, False, False))
        found[lead_id] += (at - since).total_seconds() * counts
        begins = kind in BEGINS
        state = data["state"] if begins else AFTER[kind]
        nurtured = bool(data.get("stage")) or (nurtured and not begins)
        last[lead_id] = at, state not in {"parked", "closed"} and not nurtured, nurtured
    for lead_id, (since, counts, _nurtured) in last.items():
        found[lead_id] += (now - since).total_seconds() * counts
    return found


def by_reports(since: datetime, now: datetime) -> dict[UUID, float]:
    """Return the same from ready times, and from the times with an agent or scheduled."""
    found: defaultdict[UUID, float] = defaultdict(float)
    for one in planned_times(since, now):
        found[one.lead_id] += (one.until - one.since).total_seconds()
    for row in IntervalRow.objects.filter(stage=""):
        found[row.lead_id] += (row.until - row.since).total_seconds()
    for card in CardRow.objects.filter(state="ready", stage="", ready_at__isnull=False):
        assert card.ready_at is not None
        found[card.lead_id] += (now - card.ready_at).total_seconds()
    return found
