"""Reranking: move open cards to their current position after skills or rates changed.

Reasons: a skill became known, a source needs another skill, or rates were measured anew.

A job moves a batch of leads at a time in the order of their ids (usecases.work.reranking_job),
through the engine's own `placed`. A card that another act locks is skipped and examined again
later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from pullahead.base import jobs
from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Lead
from pullahead.pull import models
from pullahead.pull.engine import Engine
from pullahead.pull.queries import rates_in_use, worth_with
from pullahead.pull.rules import Card, Lane
from pullahead.pull.store import rows
from pullahead.pull.store.database import DbStore
from pullahead.team import queries as team

KIND = "cards.place"
LOOKED_AT, MOVED = 500, 250  # cards in one step, at most
AGAIN = timedelta(seconds=10)  # until skipped cards are examined again
SAME = 1e-6  # keys that differ by less count as equal


@dataclass(frozen=True, slots=True)
class Batch:
    """Result of a batch: how many moved, the last lead examined, and whether some were skipped.

    The last lead is None when no lead is left.
    """

    moved: int
    after: UUID | None
    passed_over: bool


def ask(*, now: datetime, source: int | None = None) -> int:
    """Request reranking of the open leads (of one source) from now on; return the job's id."""
    return jobs.enqueue(kind=KIND, now=now, payload={"source": source})


def batch(*, source: int | None, after: UUID | None, now: datetime) -> Batch:
    """Rerank the next open leads after this one; one act moves at most MOVED of them."""
    require_transaction()
    cards = models.CardRow.objects.order_by("lead_id")
    if source is not None:
        cards = cards.filter(lead__source_id=source)
    if after is not None:
        cards = cards.filter(lead_id__gt=after)
    engine = Engine(_Lanes())
    there = [rows.card(row) for row in cards.values_list(*rows.CARD)[:LOOKED_AT]]
    moving = [card.lead_id for card, _ in islice(_moving(engine, there, now), MOVED + 1)]
    last = moving[MOVED - 1] if len(moving) > MOVED else there[-1].lead_id if there else None
    locked = models.CardRow.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    mine = locked.filter(lead_id__in=moving[:MOVED]).order_by("lead_id").values_list(*rows.CARD)
    held = [rows.card(row) for row in mine]
    moved = [placed for _, placed in _moving(engine, held, now)]
    engine.store.rekey(moved)
    more = len(moving) > MOVED or len(there) == LOOKED_AT
    return Batch(len(moved), last if more else None, len(held) < len(moving[:MOVED]))


@dataclass(slots=True)
class _Lanes(DbStore):
    """Store that reads its lanes once for a whole batch."""

    by_id: dict[int, Lane] = field(default_factory=dict)
    by_what: dict[Lane, Lane] = field(default_factory=dict)

    def lanes(self) -> Sequence[Lane]:
        if not self.by_id:
            for lane in DbStore.lanes(self):
                self._keep(lane)
        return tuple(self.by_id.values())

    def lane_at(self, id: int) -> Lane | None:
        self.lanes()
        return self.by_id.get(id)

    def lane(self, lane: Lane) -> Lane:
        self.lanes()
        what = replace(lane, id=0)
        if what not in self.by_what:
            self._keep(DbStore.lane(self, lane))
        return self.by_what[what]

    def _keep(self, lane: Lane) -> None:
        self.by_id[lane.id] = self.by_what[replace(lane, id=0)] = lane


def _moving(engine: Engine, cards: Sequence[Card], now: datetime) -> Iterator[tuple[Card, Card]]:
    """Return the cards whose current position differs from their stored one, with the current
    one.
    """
    ids = [card.lead_id for card in cards]
    leads = Lead.objects.in_bulk(ids)
    routes = _routes({lead.source_id for lead in leads.values()})
    chances = dict(models.LeadScore.objects.filter(pk__in=ids).values_list("pk", "chance"))
    exists, rates = frozenset(team.skill_codes()).__contains__, rates_in_use()
    for card in cards:
        lead = leads.get(card.lead_id)
        route = routes.get(lead.source_id) if lead is not None else None
        if lead is None or route is None:
            continue
        worth = worth_with(route, lead, chances.get(card.lead_id), exists, rates)
        placed = engine.placed(card, worth, now=now)
        same = placed.lane == card.lane and placed.rekey_at == card.rekey_at
        if not same or abs(placed.key - card.key) > SAME:
            yield card, placed


def _routes(sources: set[int]) -> Mapping[int, models.Route]:
    rows_of = models.Route.objects.filter(source_id__in=sources)
    return {route.source_id: route for route in rows_of}
