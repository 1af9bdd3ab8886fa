"""Memory store with indexes: its time does not grow with open leads.

Plain Python without Django, clock or I/O.

The conformance suite of the engine runs on it. Heaps are cleaned when they are read: an entry
counts only if the card still has the values that the entry was made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from typing import Any
from uuid import UUID

from pullahead.pull import ranking, selection
from pullahead.pull.fact_rules import Callback, CallbackEnd, Interval
from pullahead.pull.rules import Card, CardState, Lane
from pullahead.pull.selection import Picked, Rule
from pullahead.pull.store.memory import MemoryStore
from pullahead.pull.store.port import Busy, Claim, EngineEvent, Hold, Receipt

Entry = tuple[Any, ...]
Heap = list[Entry]
UNTOUCHED, TRIED, SAMPLED = Rule.OLDEST, Rule.LONGEST, Rule.RANDOM


class CardIndex(dict[UUID, Card]):
    """Cards by lead, with heaps by lane, by due moment and by age, and sets by person."""

    def __init__(self) -> None:
        super().__init__()
        self.ready: dict[int, Heap] = defaultdict(list)  # (−key, lead)
        self.counts: dict[int, int] = defaultdict(int)  # ready cards by lane
        self.explored: dict[tuple[Rule, int], Heap] = defaultdict(list)
        self.due: Heap = []
        self.aging: Heap = []
        self.held: dict[int, set[UUID]] = defaultdict(set)
        self.owned: dict[int, set[UUID]] = defaultdict(set)
        self.scheduled: list[Card] = []  # since the simulator looked last

    def __setitem__(self, lead: UUID, card: Card) -> None:
        was = self.get(lead)
        super().__setitem__(lead, card)
        self._count(was, card)
        if card.state is CardState.READY and card.lane is not None:
            self._ready(card)
        if card.next_at is not None and (was is None or was.next_at != card.next_at):
            heappush(self.due, (card.next_at, lead.int, lead))
            if card.state is CardState.SCHEDULED:
                self.scheduled.append(card)
        if card.rekey_at is not None and (was is None or was.rekey_at != card.rekey_at):
            heappush(self.aging, (card.rekey_at, lead.int, lead))

    def __delitem__(self, lead: UUID) -> None:
        self._count(self[lead], None)
        super().__delitem__(lead)

    def _count(self, was: Card | None, card: Card | None) -> None:
        if was is not None:
            if was.state is CardState.READY:
                self.counts[was.lane or 0] -= 1
            if was.holder is not None:
                self.held[was.holder].discard(was.lead_id)
            if was.owner is not None:
                self.owned[was.owner].discard(was.lead_id)
        if card is not None:
            if card.state is CardState.READY:
                self.counts[card.lane or 0] += 1
            if card.holder is not None:
                self.held[card.holder].add(card.lead_id)
            if card.owner is not None:
                self.owned[card.owner].add(card.lead_id)

    def _ready(self, card: Card) -> None:
        lane, lead = card.lane or 0, card.lead_id
        heappush(self.ready[lane], (-card.key, lead.int, lead))
        if card.ready_at is not None:
            heappush(self.explored[Rule.FIFO, lane], (card.ready_at, lead.int, lead))
        if card.first_at is not None:
            heappush(self.explored[TRIED, lane], (card.first_at, lead.int, lead))
            return
        heappush(self.explored[UNTOUCHED, lane], (lead.int, lead))
        if card.sampled:
            heappush(self.explored[SAMPLED, lane], (lead.int, lead))

    def first(
        self, heap: Heap, holds: Callable[[Card, Entry], bool], free: Callable[[Card], bool]
    ) -> Card | None:
        """Return the first valid and free card of a heap; drop entries that are not valid."""
        aside: Heap = []
        found = None
        while heap and found is None:
            entry = heap[0]
            card = self.get(entry[-1])
            if card is None or not holds(card, entry):
                heappop(heap)
            elif free(card):
                found = card
            else:
                aside.append(heappop(heap))
        for entry in aside:
            heappush(heap, entry)
        return found

    def has_until(self, heap: Heap, now: datetime, moment: str) -> bool:
        """Return whether the moment of a card has come; drop entries that are not valid."""
        while heap and heap[0][0] <= now:
            card = self.get(heap[0][-1])
            if card is not None and getattr(card, moment) == heap[0][0]:
                return True
            heappop(heap)
        return False

    def until(self, heap: Heap, now: datetime, moment: str, limit: int) -> list[Card]:
        """Return the cards of a heap whose moment has come, the earliest first."""
        found: list[Card] = []
        put_back: Heap = []
        while heap and heap[0][0] <= now and len(found) < limit:
            entry = heappop(heap)
            card = self.get(entry[-1])
            if card is None or getattr(card, moment) != entry[0]:
                continue
            put_back.append(entry)
            if card.state is not CardState.PARKED or moment == "next_at":
                found.append(card)
        for entry in put_back:
            heappush(heap, entry)
        return list(dict.fromkeys(found))


@dataclass(slots=True)
class IndexedStore(MemoryStore):
    """Memory store of the simulator. With `forgets`, it stores no journal, receipt or interval."""

    cards: CardIndex = field(default_factory=CardIndex)
    forgets: bool = False
    lane_ids: dict[Lane, Lane] = field(default_factory=dict)
    by_skills: dict[str, list[Lane]] = field(default_factory=dict)
    claims_of: dict[UUID, list[UUID]] = field(default_factory=dict)

    @property
    def keeps_records(self) -> bool:
        return not self.forgets

    # ---- lanes

    def lane(self, lane: Lane) -> Lane:
        plain = _without_id(lane)
        found = self.lane_ids.get(plain)
        if found is None:
            # Not super(): a class with slots is made anew
            found = self.lane_ids[plain] = MemoryStore.lane(self, lane)
            self.by_skills.setdefault(found.skills, []).append(found)
        return found

    def lane_at(self, id: int) -> Lane | None:
        return self.all_lanes[id - 1] if 0 < id <= len(self.all_lanes) else None

    def waiting_lanes(self, skills: str, *, callbacks: bool) -> list[Lane]:
        """Return the lanes of a skill set with a ready card, or of `callbacks`."""
        counts = self.cards.counts
        lanes = self.by_skills.get(skills, ())
        return [n for n in lanes if counts[n.id] or (callbacks and n.callback)]

    def ready_count(self, skills: str) -> int:
        """Count the ready cards in the lanes of a skill set."""
        counts = self.cards.counts
        return sum(counts[lane.id] for lane in self.by_skills.get(skills, ()))

    def callback_due(self, agent: int, now: datetime) -> bool:
        """Return whether a callback of this agent is due."""
        owned = self.cards.owned.get(agent)
        return bool(owned) and any(
            (at := self.cards[lead].owner_at) is not None and at <= now for lead in owned or ()
        )

    def something_due(self, now: datetime) -> bool:
        """Return whether a moment of some card may have come."""
        cards = self.cards
        return cards.has_until(cards.due, now, "next_at") or cards.has_until(
            cards.aging, now, "rekey_at"
        )

    # ---- cards

    def held_cards(self, agent: int) -> Sequence[Card]:
        return sorted((self.cards[i] for i in self.cards.held[agent]), key=lambda c: c.lead_id)

    def held_by(self, agent: int) -> Card | None:
        held = (self.cards[i] for i in self.cards.held[agent])
        return min(held, key=lambda c: c.slot or 0, default=None)

    def cards_of(self, agent: int) -> Sequence[Card]:
        mine = self.cards.held[agent] | self.cards.owned[agent]
        return sorted((self.cards[i] for i in mine), key=lambda c: c.lead_id)

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        return self.cards.until(self.cards.due, now, "next_at", limit)

    def aging(self, now: datetime, limit: int) -> Sequence[Card]:
        return self.cards.until(self.cards.aging, now, "rekey_at", limit)

    def claim_callback(self, hold: Hold, lanes: Sequence[int], now: datetime) -> Picked | None:
        mine = [
            card
            for lead in self.cards.owned[hold.agent]
            if (card := self.cards[lead]).owner_at and card.owner_at <= now and card.lane in lanes
        ]
        if not mine:
            return None
        first = min(mine, key=lambda c: (not c.due_at, c.due_at or now, c.owner_at, c.lead_id))
        return Picked(self._hold(first, hold), own_callback=True)

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        heads = {lane: self._head(lane, hold.agent, now) for lane, _ in offers}
        scores = [(h.key + plus, lane) for lane, plus in offers if (h := heads[lane])]
        lane = ranking.best(scores)
        head = heads[lane] if lane is not None else None
        if head is not None:
            keys = {i: h.key for i, h in heads.items() if h}
            return Picked(self._hold(head, hold), selection.in_order(keys, offers))
        if self.something_due(now) and self._waiting(hold.agent, set(heads), now):
            raise Busy
        return None

    def _head(self, lane: int, agent: int, now: datetime) -> Card | None:
        def is_there(card: Card, entry: Entry) -> bool:
            there = (card.state, card.lane, -card.key)
            return there == (CardState.READY, lane, entry[0])

        return self.cards.first(self.cards.ready[lane], is_there, _free_for(agent, now))

    def claim_exploration(
        self,
        hold: Hold,
        rule: Rule,
        lanes: Sequence[int],
        callbacks: Sequence[int],
        now: datetime,
    ) -> Picked | None:
        if rule == Rule.LIFO:  # no index: no policy of the lab pulls by it
            return MemoryStore.claim_exploration(self, hold, rule, lanes, callbacks, now)
        if any(self.cards.counts[lane] for lane in callbacks):
            return None
        heads = [h for lane in lanes if (h := self._oldest(rule, lane, hold.agent, now))]
        fifo = rule == Rule.FIFO
        found = min(
            heads,
            key=lambda c: ((c.ready_at if fifo else c.first_at) or now, c.lead_id),
            default=None,
        )
        return Picked(self._hold(found, hold), rule=rule) if found else None

    def _oldest(self, rule: Rule, lane: int, agent: int, now: datetime) -> Card | None:
        def is_there(card: Card, entry: Entry) -> bool:
            if card.state is not CardState.READY or card.lane != lane:
                return False
            if rule in {UNTOUCHED, SAMPLED}:
                return card.first_at is None
            there: bool = (card.ready_at if rule is Rule.FIFO else card.first_at) == entry[0]
            return there

        return self.cards.first(self.cards.explored[rule, lane], is_there, _free_for(agent, now))

    # ---- claims and records

    def add_claim(self, claim: Claim) -> None:
        self.claims[claim.token] = claim
        self.claims_of.setdefault(claim.lead_id, []).append(claim.token)

    def put_claim(self, claim: Claim) -> None:
        self.claims[claim.token] = claim

    def last_claim(self, lead_id: UUID) -> Claim | None:
        found = [self.claims[token] for token in self.claims_of.get(lead_id, ())]
        last = max(found, key=lambda c: (c.ended_at or c.started_at, c.token), default=None)
        closing = self.last_closing(lead_id)
        if last is None or closing is None:
            return last
        return None if closing.at >= (last.ended_at or last.started_at) else last

    def forget(self, lead_id: UUID) -> None:
        """Drop the claims of a closed lead."""
        for token in self.claims_of.pop(lead_id, ()):
            self.claims.pop(token, None)

    def record(self, events: Sequence[EngineEvent]) -> None:
        if not self.forgets:
            self.journal.extend(events)

    def keep(self, receipt: Receipt) -> None:
        if not self.forgets:
            self.receipts.append(receipt)

    def add_interval(self, interval: Interval) -> None:
        if not self.forgets:
            self.intervals.append(interval)

    def add_callback(self, callback: Callback) -> None:
        if not self.forgets:
            MemoryStore.add_callback(self, callback)

    def end_callback(self, lead_id: UUID, at: datetime, how: CallbackEnd) -> None:
        if not self.forgets:
            MemoryStore.end_callback(self, lead_id, at, how)

    def open_leads(self) -> Iterator[UUID]:
        """Yield the leads with a card."""
        yield from list(self.cards)


def _without_id(lane: Lane) -> Lane:
    if not lane.id:
        return lane
    return Lane(
        lane.windows,
        lane.half_life_hours,
        lane.callback,
        lane.skills,
        0,
        lane.curve,
        lane.piece,
    )


def _free_for(agent: int, now: datetime) -> Callable[[Card], bool]:
    """Return the test that this agent did not release a card a short while ago."""

    def free(card: Card) -> bool:
        return not (
            card.excluded_agent == agent
            and card.excluded_until is not None
            and card.excluded_until > now
        )

    return free
