"""Stores with one protection removed. For tests only: the suite must reject each.

A check that never fails proves nothing. These stores are the negative controls: every check of the
real stores must find their fault.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pullahead.base.db import statements
from pullahead.pull import models
from pullahead.pull.rules import Card
from pullahead.pull.selection import Picked
from pullahead.pull.store import rows
from pullahead.pull.store.database import DbStore
from pullahead.pull.store.memory import MemoryStore
from pullahead.pull.store.port import Hold

# ---- in memory


class NoCheckOfTheToken(MemoryStore):
    """Store that writes a transition though another agent now holds the card."""

    def put(self, card: Card, *, was: Card) -> bool:
        there = self.cards.get(card.lead_id)
        if there is None or there.state != was.state:
            return False
        self.cards[card.lead_id] = card
        return True


class NoCheckOfTheState(MemoryStore):
    """Store that writes a transition from a state that has passed."""

    def put(self, card: Card, *, was: Card) -> bool:
        self.cards[card.lead_id] = card
        return True


class TakesMoreThanItReturns(MemoryStore):
    """Store that holds two cards and returns one, as an IN subquery may."""

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        first = MemoryStore.claim_best(self, hold, offers, now)
        if first is not None and (second := self._head(offers[0][0], hold.agent, now)):
            self._hold(second, replace(hold, slot=2))
        return first


class SameTokenAgain(MemoryStore):
    """Store whose tokens recur: a counter, or the agent's name."""

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        return MemoryStore.claim_best(self, replace(hold, token=UUID(int=hold.agent)), offers, now)


class ForgetsWhatIsDue(MemoryStore):
    """Store in which expired claims never come back."""

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        return [c for c in MemoryStore.due(self, now, limit) if c.holder is None]


class SleepsForEver(MemoryStore):
    """Store with a scheduled card without a moment: a dead queue."""

    def put(self, card: Card, *, was: Card) -> bool:
        scheduled = card.state == "scheduled"
        return MemoryStore.put(self, replace(card, next_at=None) if scheduled else card, was=was)


class ForgetsWhoGaveItBack(MemoryStore):
    """Store that gives a card back to the agent who has just released it."""

    def put(self, card: Card, *, was: Card) -> bool:
        return MemoryStore.put(
            self, replace(card, excluded_agent=None, excluded_until=None), was=was
        )


class FirstInFirstOut(MemoryStore):
    """Store that gives any ready card, not the best."""

    def _head(self, lane: int, agent: int, now: datetime) -> Card | None:
        ready = (c for c in self.cards.values() if c.lane == lane and c.state == "ready")
        return next(ready, None)


IN_MEMORY: tuple[Callable[[], MemoryStore], ...] = (
    NoCheckOfTheToken,
    NoCheckOfTheState,
    TakesMoreThanItReturns,
    SameTokenAgain,
    ForgetsWhatIsDue,
    SleepsForEver,
    ForgetsWhoGaveItBack,
    FirstInFirstOut,
)

# ---- in the database


class DbNoCheckOfTheToken(DbStore):
    """Store that writes a transition whoever now holds the card."""

    def put(self, card: Card, *, was: Card) -> bool:
        return self._put(card, was, "NULL::uuid" if statements.postgres() else "NULL", [None])


class DbRemovesWhatIsNotItsOwn(DbStore):
    """Store that closes a lead though another agent now holds it."""

    def remove(self, card: Card) -> bool:
        there = models.CardRow.objects.filter(pk=card.lead_id)
        return there._raw_delete(there.db) == 1


class DbPicksInItsOwnWay(DbStore):
    """Store that takes the card that its own `_claim` finds, by any rule."""

    def _claim(self, name: str, hold: Hold, now: datetime, **lists: Any) -> Card | None:
        row = self._held_now(name, hold, now, **lists)
        return rows.picked(row).card if row is not None else None

    def _picked(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        card = self._claim("claim_best", hold, now)
        return Picked(card) if card is not None else None


class DbReadsThenWrites(DbPicksInItsOwnWay):
    """Store that chooses a card without a lock, then holds it without a check."""

    def _claim(self, name: str, hold: Hold, now: datetime, **lists: Any) -> Card | None:
        row = models.CardRow.objects.filter(state="ready").order_by("-key", "lead_id").first()
        if row is None:
            return None
        values = {
            "state": "held",
            "holder_id": hold.agent,
            "token": hold.token,
            "slot": hold.slot,
            "next_at": hold.ends_at,
        }
        models.CardRow.objects.filter(pk=row.pk).update(**values)
        return self.card(row.pk)


class DbNothingIsDue(DbStore):
    """Store in which nobody requeues due cards."""

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        return []


IN_DATABASE: tuple[Callable[[], DbStore], ...] = (
    DbNoCheckOfTheToken,
    DbRemovesWhatIsNotItsOwn,
    DbNothingIsDue,
)
