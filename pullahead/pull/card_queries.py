"""Reads of cards: what is due, waiting, scheduled, held or parked, and how much of it."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.query import QuerySet

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.base.db.planned_queries import planned
from pullahead.compliance import rules as compliance
from pullahead.compliance.queries import moment_for
from pullahead.leads.models import Lead
from pullahead.pull import models, rules
from pullahead.team.skills import able

COUNT_AT_MOST = 10_000
HEAD_AT_MOST = 100
MANY = 1_000  # ready cards, whose count a second ago is as good
MANY_KEPT_FOR = 1.0
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)


def anything_due(now: datetime) -> bool:
    """Return whether a card is due, expired or at its curve's next piece; takes no lock."""
    return bool(statements.read(_DUE, {"now": moment_for(now)})[0][0])


# The least moment of an index, as pull_facts.py reads it, and for the same reason
_DUE = """
SELECT coalesce((SELECT min(next_at) FROM pull_card WHERE next_at IS NOT NULL) <= %(now)s, false)
  OR coalesce((SELECT min(rekey_at) FROM pull_card
               WHERE rekey_at IS NOT NULL AND state <> 'parked') <= %(now)s, false)
"""


def unreachable() -> QuerySet[Lead]:
    """Return open leads without a next moment: the meter's first list, empty by constraint.

    A lead has a next moment in three cases: ready in a lane; held or scheduled with a finite
    `next_at`; or parked with reason, team and `review_at`.
    """
    sound = (
        Q(state=rules.CardState.READY, lane__isnull=False)
        | Q(
            state__in=[rules.CardState.HELD, rules.CardState.SCHEDULED],
            lane__isnull=False,
            next_at__lt=FOREVER,
        )
        | (
            Q(state=rules.CardState.PARKED, team__isnull=False, review_at__lt=FOREVER)
            & ~Q(park_reason="")
        )
    )
    reachable = models.CardRow.objects.filter(sound, lead_id=OuterRef("id"))
    return Lead.objects.filter(~Exists(reachable), closed_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ready cards of one lane, counted up to COUNT_AT_MOST."""

    lane: rules.Lane
    ready: int
    freshest_at: datetime | None


def waiting(now: datetime, has: frozenset[str] | None = None) -> tuple[Waiting, ...]:
    """Return ready and due cards by lane; `has`: only lanes for an agent with these skills.

    Counts at most 10,000 cards a lane; looks for the freshest among its first 100.
    """
    lanes = {
        row.id: rules.Lane(
            row.windows,
            row.half_life_hours,
            row.callback,
            row.skills,
            row.id,
            row.curve,
            row.piece,
        )
        for row in _lanes()
        if has is None or able(row.skills, has)
    }
    found = dict(_counted())
    for lane, asked_at in _due(now):
        ready, freshest = found.get(lane, (0, None))
        found[lane] = min(ready + 1, COUNT_AT_MOST), max(freshest or asked_at, asked_at)
    return tuple(
        Waiting(lanes[lane], ready, freshest)
        for lane, (ready, freshest) in found.items()
        if lane in lanes
    )


class _LastCount(NamedTuple):
    """The counted lanes, and when they were counted, in seconds of the process's clock."""

    at: float
    lanes: dict[int, tuple[int, datetime | None]]


_last_count = _LastCount(0.0, {})


def _counted() -> dict[int, tuple[int, datetime | None]]:
    """Return the ready cards of each lane, and the freshest; without expired and due ones.

    A count of thousands costs PostgreSQL several times the rest of a page. For a second it answers
    all readers of the process.
    """
    global _last_count
    if time.monotonic() - _last_count.at < MANY_KEPT_FOR:
        return _last_count.lanes
    counted = statements.read(_WAITING, {"most": COUNT_AT_MOST, "head": HEAD_AT_MOST})
    lanes = {lane: (ready, clock.moment(at)) for lane, ready, at in counted if ready}
    if statements.postgres() and sum(ready for ready, _ in lanes.values()) >= MANY:
        _last_count = _LastCount(time.monotonic(), lanes)
    return lanes


@planned
def _lanes() -> QuerySet[models.LaneRow, models.LaneRow]:
    return models.LaneRow.objects.order_by("id")


@planned
def _due(now: datetime) -> QuerySet[models.CardRow, tuple[int, datetime]]:
    return due_cards(now).values_list("lane_id", "lead__asked_at")[:COUNT_AT_MOST]


def nobody_able(skills: Sequence[frozenset[str]]) -> int:
    """Count the open leads, without parked ones, that no agent with these skill sets may work."""
    lanes = models.LaneRow.objects.exclude(skills="").values_list("id", "skills")
    none = [i for i, needs in lanes if not any(able(needs, has) for has in skills)]
    open_cards = models.CardRow.objects.exclude(state=rules.CardState.PARKED)
    return open_cards.filter(lane_id__in=none).count() if none else 0


def due_cards(now: datetime) -> QuerySet[models.CardRow]:
    """Count expired claims and due scheduled cards, which the next pull requeues."""
    return models.CardRow.objects.filter(next_at__lte=now).order_by("next_at")


def given_back(agent_id: int, now: datetime) -> Sequence[tuple[int, datetime]]:
    """Return (lane, until) of cards that this agent released, and that wait for other agents."""
    found = _given_back(agent_id, now, now - 2 * compliance.DAY)
    return [(lane, until) for lane, until in found if lane and until]


@planned
def _given_back(
    agent_id: int, now: datetime, since: datetime
) -> QuerySet[models.CardRow, tuple[int | None, datetime | None]]:
    lately = models.ClaimRow.objects.filter(
        agent_id=agent_id, end="released", started_at__gte=since
    )
    mine = models.CardRow.objects.filter(
        lead_id__in=lately.values("lead_id"), excluded_agent_id=agent_id, excluded_until__gt=now
    )
    there = mine.filter(Q(state=rules.CardState.READY) | Q(next_at__lte=now))
    return there.values_list("lane_id", "excluded_until")


# One correlated count a lane over the head of the ready index, whose order it follows
_WAITING = """
SELECT l.id,
  (SELECT count(*) FROM (SELECT 1 FROM pull_card c
     WHERE c.lane_id = l.id AND c.state = 'ready' LIMIT %(most)s) AS found),
  (SELECT max((SELECT lead.asked_at FROM leads_lead lead WHERE lead.id = head.lead_id))
     FROM (SELECT c.lead_id FROM pull_card c
     WHERE c.lane_id = l.id AND c.state = 'ready' ORDER BY c.key DESC, c.lead_id LIMIT %(head)s)
     AS head)
FROM pull_lane l
"""


def next_scheduled(now: datetime, limit: int = 200) -> Sequence[tuple[datetime, str]]:
    """Return (due moment, window set) of the scheduled cards that are due first after `now`."""
    rows = models.CardRow.objects.filter(
        state=rules.CardState.SCHEDULED, lane__isnull=False, next_at__gt=now
    )
    found = rows.order_by("next_at").values_list("next_at", "lane__windows")[:limit]
    return [(next_at, windows) for next_at, windows in found if next_at is not None]


def counts(now: datetime) -> dict[str, int]:
    """Count open cards by state, and scheduled callbacks; a due card counts as ready."""
    due = Count("lead_id", filter=Q(next_at__lte=now))
    rows = models.CardRow.objects.values("state").annotate(n=Count("lead_id"), due=due)
    found = {s.value: 0 for s in rules.CardState}
    for row in rows:
        found[row["state"]] += row["n"] - row["due"]
        found[rules.CardState.READY] += row["due"]
    scheduled = models.CardRow.objects.filter(state=rules.CardState.SCHEDULED, next_at__gt=now)
    return {**found, "callbacks": scheduled.filter(due_at__isnull=False).count()}


def scheduled_at_most(agent_id: int, now: datetime, limit: int = COUNT_AT_MOST) -> int:
    """Count scheduled cards except this agent's own callbacks, up to `limit`."""
    scheduled = models.CardRow.objects.filter(state=rules.CardState.SCHEDULED, next_at__gt=now)
    return scheduled.exclude(owner_id=agent_id)[:limit].count()


def next_callbacks(
    agent_id: int, now: datetime, limit: int = 20
) -> Sequence[tuple[datetime, datetime, str]]:
    """Return (start of the agent's priority, due moment, window set) of their next callbacks."""
    mine = models.CardRow.objects.filter(owner_id=agent_id, next_at__gt=now).order_by("owner_at")
    found = mine.values_list("owner_at", "due_at", "lane__windows")[:limit]
    return [(own, due, windows) for own, due, windows in found if own and due]


def callbacks_of(agent_id: int, now: datetime) -> tuple[int, int]:
    """Return this agent's callbacks, due and later; past the grace period they are everybody's.

    A touch of nurturing counts once it is due, because a pull returns it first.
    """
    due, later = next(iter(_callbacks(agent_id, now)), (0, 0))
    return due, later


@planned
def _callbacks(agent_id: int, now: datetime) -> QuerySet[models.CardRow, tuple[int, int]]:
    mine = models.CardRow.objects.filter(owner_id=agent_id, next_at__gt=now)
    due = Count("lead_id", filter=Q(owner_at__lte=now))
    later = Count("lead_id", filter=Q(owner_at__gt=now, due_at__isnull=False))
    counted = mine.order_by().values("owner_id").annotate(due=due, later=later)
    return counted.values_list("due", "later")


def callbacks_by_owner(of: Collection[int] | None = None) -> dict[int, int]:
    """Count the callbacks of each person, or of these people."""
    who = Q(owner__isnull=False) if of is None else Q(owner_id__in=of)
    owned = models.CardRow.objects.filter(who).values("owner_id")
    return {r["owner_id"]: r["n"] for r in owned.annotate(n=Count("lead_id"))}


def held_cards(now: datetime) -> QuerySet[models.CardRow]:
    """Return held cards, the earliest claim end first."""
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, next_at__gt=now)
    return held.select_related("lead", "holder").order_by("next_at")


def holders_among(of: Collection[int], now: datetime) -> int:
    """Count those of these people who hold a lead."""
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, next_at__gt=now)
    return held.filter(holder_id__in=of).values("holder_id").distinct().count()


def parked_cards() -> QuerySet[models.CardRow]:
    """Return parked cards, those past their review first."""
    parked = models.CardRow.objects.filter(state=rules.CardState.PARKED)
    return parked.select_related("lead", "team").order_by("review_at", "lead_id")
