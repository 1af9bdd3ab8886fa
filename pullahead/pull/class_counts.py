"""Number of ready leads by class of service, counted at most once a minute.

A floor does not count at each view. The lead holds what makes it *aged*, and joining a million
cards with their leads takes a second. Up to EXACTLY ready cards are counted one by one. Of more,
only a sample is counted (1 in 40, with an index of its own), and each stands for 40. With very many
leads, all figures of the floor come from here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from pullahead.base.db.planned_queries import planned
from pullahead.base.transaction import require_transaction
from pullahead.compliance.queries import moment_for
from pullahead.pull import card_queries, models, selection
from pullahead.pull.cached_counters import ORGANISATION
from pullahead.pull.store.database import DbStore

NEVER = timedelta.max
EXACTLY = 20_000
CLASSES = ("callback", "fresh", "follow-up", "aged")


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """Ready cards by lane and class; `sampled`: estimated from the sample."""

    lanes: Mapping[int, Mapping[str, int]]
    sampled: bool
    much: LargeCounts | None = None


@dataclass(frozen=True, slots=True)
class LargeCounts:
    """Counts for very many leads: ready cards by lane with the freshest, and cards by state.

    Also the number of leads without a next moment.
    """

    waiting: tuple[card_queries.Waiting, ...]
    states: Mapping[str, int]
    unreachable: int


def last(now: datetime) -> tuple[ClassCounts | None, timedelta]:
    """Return the last counts, and their age; the counts are None before the first time."""
    row = next(iter(_stored()), None)
    if row is None:
        return None, NEVER
    ago = now - row.counted_at if row.counted_at <= now else NEVER
    if row.sampled is None:
        return None, ago
    lanes = {int(lane): of for lane, of in row.lanes.items()}
    return ClassCounts(lanes, row.sampled, _much(row.facts) if row.facts else None), ago


@planned
def _stored() -> QuerySet[models.ClassCountsRow, models.ClassCountsRow]:
    return models.ClassCountsRow.objects.filter(pk=ORGANISATION)


def _much(facts: Mapping[str, Any]) -> LargeCounts:
    lanes = {lane.id: lane for lane in DbStore().lanes()}
    return LargeCounts(
        waiting=tuple(
            card_queries.Waiting(lanes[lane], ready, at and datetime.fromisoformat(at))
            for lane, ready, at in facts["waiting"]
            if lane in lanes
        ),
        states=facts["states"],
        unreachable=facts["unreachable"],
    )


def count(now: datetime) -> ClassCounts:
    """Count ready cards by lane and class; for very many, from the sample, with other counts."""
    ready = models.CardRow.objects.filter(state="ready")
    sampled = ready[: EXACTLY + 1].count() > EXACTLY
    found: dict[int, Counter[str]] = {}
    with connection.cursor() as cursor:
        sql = _COUNT.format(which="AND c.sampled" if sampled else "")
        cursor.execute(sql, {"aged": moment_for(now - selection.AGED)})
        for lane, callback, tried, aged, nurtured, cards in cursor.fetchall():
            asked_at = now - selection.AGED if aged else now
            kind = selection.service_class(
                callback=bool(callback),
                tried=bool(tried),
                asked_at=asked_at,
                now=now,
                nurtured=bool(nurtured),
            )
            one = selection.DRAWN_ONE_IN if sampled else 1
            found.setdefault(lane, Counter())[kind] += cards * one
    return ClassCounts(found, sampled, _all(now) if sampled else None)


def _all(now: datetime) -> LargeCounts:
    return LargeCounts(
        card_queries.waiting(now), card_queries.counts(now), card_queries.unreachable().count()
    )


_COUNT = """
SELECT c.lane_id, c.due_at IS NOT NULL, c.round > 1, l.asked_at <= %(aged)s, c.stage <> '', count(*)
FROM pull_card c JOIN leads_lead l ON l.id = c.lead_id
WHERE c.state = 'ready' {which}
GROUP BY 1, 2, 3, 4, 5
"""


def keep(*, mix: ClassCounts, now: datetime) -> None:
    """Store the counts."""
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
