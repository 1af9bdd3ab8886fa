"""Queues of a push policy: the leads that each person has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from pullahead.pull.rules import Card, CardState


class PushQueues:
    """The leads of each person; queue 0 has those that wait for a batch."""

    def __init__(self) -> None:
        self._of: dict[int, set[UUID]] = {}

    def of(self, owner: int) -> list[UUID]:
        """Return the leads of a queue, in the order of their ids."""
        return sorted(self._of.get(owner, ()))

    def add(self, lead_id: UUID, owner: int) -> None:
        """Add a lead to a queue."""
        self._of.setdefault(owner, set()).add(lead_id)

    def drop(self, lead_id: UUID, owner: int) -> None:
        """Take a lead from a queue, if it is in it."""
        self._of.get(owner, set()).discard(lead_id)

    def ready(self, owners: Collection[int], cards: Mapping[UUID, Card]) -> int:
        """Count the ready leads in the queues of these people."""
        leads = (lead_id for owner in owners for lead_id in self._of.get(owner, ()))
        return sum(cards[lead_id].state is CardState.READY for lead_id in leads)
