"""Store of the simulator and of the tests' reference: plain dictionaries.

Plain Python without Django, clock or I/O.

It orders cards and breaks ties exactly as the databases do. Equal acts leave identical traces.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from pullahead.base.frozen import replace
from pullahead.compliance.rules import NumberFacts, RuleSet
from pullahead.pull import ranking, selection
from pullahead.pull.fact_rules import Callback, CallbackEnd, Interval
from pullahead.pull.rules import Card, CardState, Lane
from pullahead.pull.selection import Picked, PickFacts, Rule
from pullahead.pull.store.port import Busy, Claim, Closing, EngineEvent, Hold, Receipt

# facts of a lead about which the store knows nothing: one number, never called
CALLABLE = PickFacts(opted_out=False, numbers=(NumberFacts("+15555550100"),), zone="UTC")


@dataclass(slots=True)
class MemoryStore:
    """Store of one process, one act at a time: no locks, and no rollback."""

    cards: dict[UUID, Card] = field(default_factory=dict)
    claims: dict[UUID, Claim] = field(default_factory=dict)
    closings: list[Closing] = field(default_factory=list)
    facts: dict[UUID, PickFacts] = field(default_factory=dict)
    all_lanes: list[Lane] = field(default_factory=list)
    journal: list[EngineEvent] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    # callbacks in order, each with its moment and manner of resolution
    callbacks: list[tuple[Callback, datetime | None, str]] = field(default_factory=list)

    @property
    def keeps_records(self) -> bool:
        return True

    def lanes(self) -> Sequence[Lane]:
        return self.all_lanes

    def lane(self, lane: Lane) -> Lane:
        for there in self.all_lanes:
            if replace(there, id=0) == replace(lane, id=0):
                return there
        made = replace(lane, id=len(self.all_lanes) + 1)
        self.all_lanes.append(made)
        return made

    def lane_at(self, id: int) -> Lane | None:
        return next((lane for lane in self.all_lanes if lane.id == id), None)

    def add(self, cards: Sequence[Card]) -> None:
        for card in cards:
            if card.lead_id in self.cards:
                raise ValueError("this lead has a card already")
            self.cards[card.lead_id] = card

    def card(self, lead_id: UUID) -> Card | None:
        return self.cards.get(lead_id)

    def card_of(self, token: UUID) -> Card | None:
        claim = self.claims.get(token)
        return self.cards.get(claim.lead_id) if claim else None

    def lock_cards(self, leads: Collection[UUID], agents: Collection[int] = ()) -> None:
        """Lock nothing: one act runs at a time here."""

    def cards_of(self, agent: int) -> Sequence[Card]:
        return self._sorted(
            (c for c in self.cards.values() if agent in {c.holder, c.owner}),
            lambda c: c.lead_id,
        )

    def held_cards(self, agent: int) -> Sequence[Card]:
        held = (c for c in self.cards.values() if c.holder == agent)
        return self._sorted(held, lambda c: c.lead_id)

    def held_by(self, agent: int) -> Card | None:
        held = (c for c in self.cards.values() if c.holder == agent)
        return min(held, key=lambda c: c.slot or 0, default=None)

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        due = (c for c in self.cards.values() if c.next_at is not None and c.next_at <= now)
        return self._sorted(due, lambda c: (c.next_at, c.lead_id))[:limit]

    def put(self, card: Card, *, was: Card) -> bool:
        there = self.cards.get(card.lead_id)
        if there is None or (there.state, there.token) != (was.state, was.token):
            return False
        self.cards[card.lead_id] = card
        return True

    def wake(self, cards: Sequence[Card]) -> None:
        for card in cards:
            self.cards[card.lead_id] = card

    def aging(self, now: datetime, limit: int) -> Sequence[Card]:
        aging = (
            c
            for c in self.cards.values()
            if c.rekey_at is not None and c.rekey_at <= now and c.state != CardState.PARKED
        )
        return self._sorted(aging, lambda c: (c.rekey_at, c.lead_id))[:limit]

    def rekey(self, cards: Sequence[Card]) -> None:
        for card in cards:
            self.cards[card.lead_id] = card

    def remove(self, card: Card) -> bool:
        there = self.cards.get(card.lead_id)
        if there is None or (there.state, there.token) != (card.state, card.token):
            return False
        del self.cards[card.lead_id]
        return True

    def claim_callback(self, hold: Hold, lanes: Sequence[int], now: datetime) -> Picked | None:
        mine = (
            c
            for c in self.cards.values()
            if c.owner == hold.agent and c.owner_at and c.owner_at <= now and c.lane in lanes
        )
        found = self._sorted(mine, lambda c: (not c.due_at, c.due_at or now, c.owner_at, c.lead_id))
        return Picked(self._hold(found[0], hold), own_callback=True) if found else None

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        heads = {lane: self._head(lane, hold.agent, now) for lane, _ in offers}
        scores = [(h.key + plus, lane) for lane, plus in offers if (h := heads[lane])]
        lane = ranking.best(scores)
        head = heads[lane] if lane is not None else None
        if head is None and self._waiting(hold.agent, set(heads), now):
            raise Busy
        if head is None:
            return None
        keys = {i: h.key for i, h in heads.items() if h}
        return Picked(self._hold(head, hold), selection.in_order(keys, offers))

    def claim_exploration(
        self,
        hold: Hold,
        rule: Rule,
        lanes: Sequence[int],
        callbacks: Sequence[int],
        now: datetime,
    ) -> Picked | None:
        ready = [c for c in self.cards.values() if c.state == CardState.READY]
        if any(c.lane in callbacks for c in ready):
            return None
        free = (c for c in ready if c.lane in lanes and not _barred(c, hold.agent, now))
        found = _in_turn(free, rule, now)
        return Picked(self._hold(found[0], hold), rule=rule) if found else None

    def _waiting(self, agent: int, lanes: set[int], now: datetime) -> bool:
        """Return whether a card is due and not requeued yet."""
        return any(
            c.next_at is not None and c.next_at <= now and not _barred(c, agent, now)
            for c in self.cards.values()
            if c.lane in lanes
        )

    def _head(self, lane: int, agent: int, now: datetime) -> Card | None:
        ready = (
            c
            for c in self.cards.values()
            if c.lane == lane and c.state == CardState.READY and not _barred(c, agent, now)
        )
        found = self._sorted(ready, lambda c: (-c.key, c.lead_id))
        return found[0] if found else None

    def _hold(self, card: Card, hold: Hold) -> Card:
        held = replace(
            card,
            state=CardState.HELD,
            holder=hold.agent,
            token=hold.token,
            slot=hold.slot,
            next_at=hold.ends_at,
            owner=None,
            owner_at=None,
        )
        self.cards[card.lead_id] = held
        return held

    def pick_facts(self, picked: Picked, *, limits: RuleSet, now: datetime) -> PickFacts:
        known = self.facts.get(picked.card.lead_id, CALLABLE)
        return replace(known, limits=limits)

    def claim(self, token: UUID) -> Claim | None:
        return self.claims.get(token)

    def last_claim(self, lead_id: UUID) -> Claim | None:
        found = (c for c in self.claims.values() if c.lead_id == lead_id)
        last = max(found, key=lambda c: (c.ended_at or c.started_at, c.token), default=None)
        closing = self.last_closing(lead_id)
        if last is None or closing is None:
            return last
        return None if closing.at >= (last.ended_at or last.started_at) else last

    def add_closing(self, closing: Closing) -> None:
        self.closings.append(closing)

    def last_closing(self, lead_id: UUID) -> Closing | None:
        found = [one for one in self.closings if one.lead_id == lead_id]
        return found[-1] if found else None

    def forget_undo(self, closing: Closing) -> None:
        self.closings[self.closings.index(closing)] = replace(closing, undo=None)

    def saved_since(self, agent: int, moment: datetime, longest: timedelta) -> bool:
        return any(
            c.agent == agent and c.end == "settled" and (c.ended_at or moment) > moment
            for c in self.claims.values()
        )

    def add_claim(self, claim: Claim) -> None:
        self.claims[claim.token] = claim

    def put_claim(self, claim: Claim) -> None:
        self.claims[claim.token] = claim

    def record(self, events: Sequence[EngineEvent]) -> None:
        self.journal.extend(events)

    def keep(self, receipt: Receipt) -> None:
        self.receipts.append(receipt)

    def add_interval(self, interval: Interval) -> None:
        self.intervals.append(interval)

    def add_callback(self, callback: Callback) -> None:
        self.callbacks.append((callback, None, ""))

    def end_callback(self, lead_id: UUID, at: datetime, how: CallbackEnd) -> None:
        self._resolve(lambda c, ended: c.lead_id == lead_id and ended is None, at, how)

    def undo_callback(self, claim: UUID, now: datetime) -> None:
        self._resolve(lambda c, ended: c.claim == claim and ended is None, now, CallbackEnd.UNDONE)

    def reopen_callback(self, lead_id: UUID, *, due_at: datetime, at: datetime) -> None:
        same = (lead_id, due_at, at)
        self._resolve(lambda c, ended: (c.lead_id, c.due_at, ended) == same, None, "")

    def _resolve(
        self,
        which: Callable[[Callback, datetime | None], bool],
        at: datetime | None,
        how: str,
    ) -> None:
        self.callbacks = [
            (c, at, how) if which(c, ended) else (c, ended, so) for c, ended, so in self.callbacks
        ]

    @staticmethod
    def _sorted(cards: Iterable[Card], by: Callable[[Card], object]) -> list[Card]:
        return sorted(cards, key=by)  # type: ignore[arg-type]  # tuples of comparables


def _in_turn(ready: Iterable[Card], rule: Rule, now: datetime) -> list[Card]:
    """Return the cards that a rule takes, the first one first."""
    if rule in {Rule.FIFO, Rule.LIFO}:
        dated = (c for c in ready if c.ready_at is not None)
        return sorted(dated, key=lambda c: (c.ready_at, c.lead_id), reverse=rule == Rule.LIFO)
    fits = (
        c
        for c in ready
        if (c.first_at is None) == (rule != Rule.LONGEST) and (c.sampled or rule != Rule.RANDOM)
    )
    return sorted(fits, key=lambda c: (c.first_at or now, c.lead_id))


def _barred(card: Card, agent: int, now: datetime) -> bool:
    """Return whether this agent released the card a short while ago."""
    return (
        card.excluded_agent == agent
        and card.excluded_until is not None
        and card.excluded_until > now
    )
