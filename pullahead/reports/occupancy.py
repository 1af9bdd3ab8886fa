"""Occupancy of the quarter hours in which a callable card was ready throughout.

Only these tell how busy people can be: in the others they may have waited for leads.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pullahead.pull.models import CardRow, IntervalRow, LaneRow
from pullahead.pull.queries import hours
from pullahead.reports import capacity
from pullahead.reports.at_work import claim_spans, staffed_spans
from pullahead.reports.staffing import QUARTER, quarter_before

DAYS = 14
AT_WORK = 5.0  # minutes at work from which a quarter hour counts


def occupancies(now: datetime) -> tuple[float, ...]:
    """Return time on claims ÷ time at work, of each such quarter hour of the last 14 days."""
    since = quarter_before(now - timedelta(days=DAYS))
    there = [span for own in staffed_spans(since, now).values() for span in own]
    claims = claim_spans(since, now).values()
    on_claims = [span for own in claims for span in capacity.merged(own, timedelta())]
    at_work = capacity.by_slot(there, quarter_before, QUARTER)
    busy = capacity.by_slot(on_claims, quarter_before, QUARTER)
    asked = {slot for slot, minutes in at_work.items() if minutes >= AT_WORK}
    filled = _with_a_ready_card(asked, since, now)
    return tuple(min(1.0, busy.get(slot, 0.0) / at_work[slot]) for slot in sorted(filled))


def _with_a_ready_card(asked: set[datetime], since: datetime, now: datetime) -> set[datetime]:
    """Return the quarter hours through which some card was ready and its lane open."""
    lanes, open_at, left, found = LaneRow.objects.in_bulk(), hours(), set(asked), set[datetime]()
    for lane_id, begins, ends in _ready_times(since, now):
        lane = lanes.get(lane_id) if lane_id is not None else None
        if lane is None or not left:
            continue
        slot = quarter_before(max(begins, since))
        slot += QUARTER if slot < begins else timedelta()
        while slot + QUARTER <= ends:
            if slot in left and open_at.is_open(lane.windows, slot + QUARTER / 2):
                left.remove(slot)
                found.add(slot)
            slot += QUARTER
    return found


def _ready_times(since: datetime, now: datetime) -> Iterator[tuple[int | None, datetime, datetime]]:
    past = IntervalRow.objects.filter(until__gt=since).order_by("until")
    yield from past.values_list("lane_id", "since", "until").iterator()
    ready = CardRow.objects.filter(state="ready", ready_at__isnull=False)
    for lane_id, begins in ready.values_list("lane_id", "ready_at").iterator():
        if begins is not None:
            yield lane_id, begins, now
