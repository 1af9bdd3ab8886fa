"""How many ready leads there are of each class of service, counted once a minute at most.

Never for each look at a floor: what makes a lead *aged* stands on the lead, and joining a million
cards with their leads takes a second. Up to EXACTLY ready cards are counted one by one; of more,
only those drawn by lot when they came in (1 in 40, an index of their own), each of which stands
for 40.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from pullahead.base.write import require_write
from pullahead.pull import models, picking
from pullahead.pull.legal import moment_for

ORGANISATION = 0
OLD = timedelta(seconds=60)
EXACTLY = 20_000
CLASSES = ("promise", "fresh", "follow-up", "aged")


@dataclass(frozen=True, slots=True)
class Mix:
    """Ready cards by lane and class; `sampled`: from those drawn by lot."""

    lanes: Mapping[int, Mapping[str, int]]
    sampled: bool
    counted_at: datetime


def last() -> Mix | None:
    """As counted last; None before the first time."""
    row = models.Mix.objects.filter(pk=ORGANISATION).first()
    if row is None or row.sampled is None:
        return None
    return Mix({int(lane): of for lane, of in row.lanes.items()}, row.sampled, row.counted_at)


def is_old(now: datetime) -> bool:
    """Whether it is time to count again: a read, so that a look at the floor takes no lock."""
    row = models.Mix.objects.filter(pk=ORGANISATION).values_list("counted_at", flat=True).first()
    return row is None or not row <= now < row + OLD


def begin(*, now: datetime) -> bool:
    """Whether the caller is the one to count now; others go by what was counted before."""
    require_write()
    row, made = models.Mix.objects.get_or_create(pk=ORGANISATION, defaults={"counted_at": now})
    if made:
        return True
    if row.counted_at <= now < row.counted_at + OLD:
        return False
    there = models.Mix.objects.filter(pk=ORGANISATION, counted_at=row.counted_at)
    return there.update(counted_at=now) == 1


def count(now: datetime) -> tuple[dict[int, dict[str, int]], bool]:
    """Ready cards by lane and class, and whether only those drawn by lot were looked at."""
    ready = models.Card.objects.filter(state="ready")
    sampled = ready[: EXACTLY + 1].count() > EXACTLY
    found: dict[int, Counter[str]] = {}
    with connection.cursor() as cursor:
        sql = _COUNT.format(which="AND c.drawn" if sampled else "")
        cursor.execute(sql, {"aged": moment_for(now - picking.AGED)})
        for lane, promised, tried, aged, cards in cursor.fetchall():
            asked_at = now - picking.AGED if aged else now
            kind = picking.service_class(
                promised=bool(promised), tried=bool(tried), asked_at=asked_at, now=now
            )
            one = picking.DRAWN_ONE_IN if sampled else 1
            found.setdefault(lane, Counter())[kind] += cards * one
    return {lane: dict(of) for lane, of in found.items()}, sampled


_COUNT = """
SELECT c.lane_id, c.due_at IS NOT NULL, c.round > 1, l.asked_at <= %(aged)s, count(*)
FROM pull_card c JOIN leads_lead l ON l.id = c.lead_id
WHERE c.state = 'ready' {which}
GROUP BY 1, 2, 3, 4
"""


def keep(*, lanes: Mapping[int, Mapping[str, int]], sampled: bool, now: datetime) -> None:
    """What was counted."""
    require_write()
    values = {"lanes": lanes, "sampled": sampled, "counted_at": now}
    models.Mix.objects.filter(pk=ORGANISATION).update(**values)
