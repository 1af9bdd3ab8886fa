"""How many ready leads there are of each class of service, counted once a minute at most; and,
where there are very many, all that a floor tells of them.

Never for each look at a floor: what makes a lead *aged* stands on the lead, and joining a million
cards with their leads takes a second. Up to EXACTLY ready cards are counted one by one; of more,
only those sampled by lot when they came in (1 in 40, an index of their own), each of which stands
for 40.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from pullahead.base.transaction import require_transaction
from pullahead.compliance.queries import moment_for
from pullahead.pull import models, queries, selection
from pullahead.pull.cached_counters import ORGANISATION
from pullahead.pull.store.database import DbStore

NEVER = timedelta.max
EXACTLY = 20_000
CLASSES = ("callback", "fresh", "follow-up", "aged")


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """Ready cards by lane and class; `sampled`: from those sampled by lot."""

    lanes: Mapping[int, Mapping[str, int]]
    sampled: bool
    much: LargeCounts | None = None


@dataclass(frozen=True, slots=True)
class LargeCounts:
    """What is counted of very many leads at the same time: ready cards by lane, with the freshest;
    cards by state; leads without a next moment."""

    waiting: tuple[queries.Waiting, ...]
    states: Mapping[str, int]
    unreachable: int


def last(now: datetime) -> tuple[ClassCounts | None, timedelta]:
    """As counted last, None before the first time; and how long ago."""
    row = models.ClassCountsRow.objects.filter(pk=ORGANISATION).first()
    if row is None:
        return None, NEVER
    ago = now - row.counted_at if row.counted_at <= now else NEVER
    if row.sampled is None:
        return None, ago
    lanes = {int(lane): of for lane, of in row.lanes.items()}
    return ClassCounts(lanes, row.sampled, _much(row.facts) if row.facts else None), ago


def _much(facts: Mapping[str, Any]) -> LargeCounts:
    lanes = {lane.id: lane for lane in DbStore().lanes()}
    return LargeCounts(
        waiting=tuple(
            queries.Waiting(lanes[lane], ready, at and datetime.fromisoformat(at))
            for lane, ready, at in facts["waiting"]
            if lane in lanes
        ),
        states=facts["states"],
        unreachable=facts["unreachable"],
    )


def count(now: datetime) -> ClassCounts:
    """Ready cards by lane and class; of very many by those sampled by lot, with all else."""
    ready = models.CardRow.objects.filter(state="ready")
    sampled = ready[: EXACTLY + 1].count() > EXACTLY
    found: dict[int, Counter[str]] = {}
    with connection.cursor() as cursor:
        sql = _COUNT.format(which="AND c.sampled" if sampled else "")
        cursor.execute(sql, {"aged": moment_for(now - selection.AGED)})
        for lane, promised, tried, aged, cards in cursor.fetchall():
            asked_at = now - selection.AGED if aged else now
            kind = selection.service_class(
                promised=bool(promised), tried=bool(tried), asked_at=asked_at, now=now
            )
            one = selection.DRAWN_ONE_IN if sampled else 1
            found.setdefault(lane, Counter())[kind] += cards * one
    return ClassCounts(found, sampled, _all(now) if sampled else None)


def _all(now: datetime) -> LargeCounts:
    return LargeCounts(queries.waiting(now), queries.counts(now), queries.unreachable().count())


_COUNT = """
SELECT c.lane_id, c.due_at IS NOT NULL, c.round > 1, l.asked_at <= %(aged)s, count(*)
FROM pull_card c JOIN leads_lead l ON l.id = c.lead_id
WHERE c.state = 'ready' {which}
GROUP BY 1, 2, 3, 4
"""


def keep(*, mix: ClassCounts, now: datetime) -> None:
    """What was counted."""
    require_transaction()
    facts = None
    if mix.much is not None:
        waiting = [
            (w.lane.id, w.ready, w.freshest_at and w.freshest_at.isoformat())
            for w in mix.much.waiting
        ]
        states, unreachable = dict(mix.much.states), mix.much.unreachable
        facts = {"waiting": waiting, "states": states, "unreachable": unreachable}
    values = {"lanes": mix.lanes, "sampled": mix.sampled, "facts": facts, "counted_at": now}
    models.ClassCountsRow.objects.filter(pk=ORGANISATION).update(**values)
