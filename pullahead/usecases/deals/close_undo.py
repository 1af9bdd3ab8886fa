"""Store what a close of a deal ended, and put it back for the undo of the close."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pullahead.conversations import services as promises
from pullahead.conversations.services import VoidPromise
from pullahead.pipeline.models import Deal
from pullahead.sprints import item_services, restoring


def stored(voided: Collection[VoidPromise], changes: Collection[UUID]) -> dict[str, list[Any]]:
    """Return the promises and changes that a close ended, as JSON stores them."""
    return {
        "promises": [{"id": str(one.id), "next_at": one.next_at.isoformat()} for one in voided],
        "changes": [str(one) for one in changes],
    }


def put_back(deal: Deal, before: Mapping[str, Any], *, now: datetime, by: int) -> None:
    """Revive the promises that a close ended, then its items, and open its changes again.

    Items are locked before promises. An item enters its sprint after its promise lives again.
    """
    items = before.get("items", [])
    item_services.lock_items([UUID(one["item"]) for one in items])
    voided = [
        VoidPromise(UUID(one["id"]), datetime.fromisoformat(one["next_at"]))
        for one in before.get("promises", [])
    ]
    promises.revive_promises(voided, now=now, by=by)
    restoring.restore_items(deal, items, now=now, by=by)
    item_services.open_changes_again([UUID(one) for one in before.get("changes", [])])
