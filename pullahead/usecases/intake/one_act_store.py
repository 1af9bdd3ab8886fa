"""Store of an import batch: one act for many leads."""

from __future__ import annotations

from pullahead.pull import rules
from pullahead.pull.store.database import DbStore


class OneActStore(DbStore):
    """The store for one transaction, which looks each lane up once: a file's leads share a few."""

    def __init__(self) -> None:
        self._known: dict[rules.Lane, rules.Lane] = {}

    def lane(self, lane: rules.Lane) -> rules.Lane:
        """Return the stored lane, cached until the transaction ends."""
        if lane not in self._known:
            self._known[lane] = super().lane(lane)
        return self._known[lane]
