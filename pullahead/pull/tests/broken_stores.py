"""Stores with one protection taken away. For tests only: each must be caught.

A check that never fails proves nothing. These are the controls: whatever judges the real stores
must find fault with every one of these.
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
from pullahead.pull.store.database import DbStore
from pullahead.pull.store.memory import MemoryStore
from pullahead.pull.store.port import Hold

# ---- in memory


class NoCheckOfTheToken(MemoryStore):
    """Writes a transition though the card is somebody else's by now."""

    def put(self, card: Card, *, was: Card) -> bool:
        there = self.cards.get(card.lead_id)
        if there is None or there.state != was.state:
            return False
        self.cards[card.lead_id] = card
        return True


class NoCheckOfTheState(MemoryStore):
    """Writes a transition from a state that has passed."""

    def put(self, card: Card, *, was: Card) -> bool:
        self.cards[card.lead_id] = card
        return True


class TakesMoreThanItReturns(MemoryStore):
    """Holds two cards and returns one, as an IN subquery may."""

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        first = MemoryStore.claim_best(self, hold, offers, now)
        if first is not None and (second := self._head(offers[0][0], hold.agent, now)):
            self._hold(second, replace(hold, slot=2))
        return first


class SameTokenAgain(MemoryStore):
    """A token that recurs: a counter, or the agent's name."""

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        return MemoryStore.claim_best(self, replace(hold, token=UUID(int=hold.agent)), offers, now)


class ForgetsWhatIsDue(MemoryStore):
    """Ended claims never come back."""

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        return [c for c in MemoryStore.due(self, now, limit) if c.holder is None]


class SleepsForEver(MemoryStore):
    """A sleeper without a moment: a dead queue."""

    def put(self, card: Card, *, was: Card) -> bool:
        scheduled = card.state == "scheduled"
        return MemoryStore.put(self, replace(card, next_at=None) if scheduled else card, was=was)


class ForgetsWhoGaveItBack(MemoryStore):
    """Gives a card back to who has just released it."""

    def put(self, card: Card, *, was: Card) -> bool:
        return MemoryStore.put(
            self, replace(card, excluded_agent=None, excluded_until=None), was=was
        )


class FirstInFirstOut(MemoryStore):
    """Any ready card, not the best."""

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
    """Writes a transition whoever holds the card by now."""

    def put(self, card: Card, *, was: Card) -> bool:
        return self._put(card, was, "NULL::uuid" if statements.postgres() else "NULL", [None])


class DbRemovesWhatIsNotItsOwn(DbStore):
    """Closes a lead though somebody else holds it by now."""

    def remove(self, card: Card) -> bool:
        there = models.CardRow.objects.filter(pk=card.lead_id)
        return there._raw_delete(there.db) == 1


class DbPicksInItsOwnWay(DbStore):
    """Takes what its own `_claim` finds, by whatever rule it is asked."""

    def _picked(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        card = self._claim("claim_best", hold, now)
        return Picked(card) if card is not None else None


class DbReadsThenWrites(DbPicksInItsOwnWay):
    """Chooses a card without locking it, then holds it without looking again."""

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
    """Nobody takes back what is due."""

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        return []


IN_DATABASE: tuple[Callable[[], DbStore], ...] = (
    DbNoCheckOfTheToken,
    DbRemovesWhatIsNotItsOwn,
    DbNothingIsDue,
)
