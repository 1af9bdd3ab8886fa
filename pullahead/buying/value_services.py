"""Reads and writes of value networks. The caller of a write has the deal's lock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from pullahead.base.transaction import require_transaction
from pullahead.buying import services
from pullahead.buying.models import Deliverable, ValueRole
from pullahead.conversations.models import Promise
from pullahead.pipeline.models import Deal


def roles_of(deal_id: UUID) -> list[ValueRole]:
    """Return the roles of a deal's value network, in the order in which they were added."""
    return list(ValueRole.objects.filter(deal=deal_id).order_by("pk"))


def deliverables_of(deal_id: UUID) -> list[Deliverable]:
    """Return the deliverables of a deal by number, ended ones too."""
    rows = Deliverable.objects.filter(deal=deal_id).select_related("giver", "receiver", "promise")
    return list(rows.order_by("n"))


def promises_of(deal_id: UUID, most: int = 100) -> list[Promise]:
    """Return the promises of a deal, latest first."""
    return list(Promise.objects.filter(deal=deal_id).order_by("-pk")[:most])


def add_role(deal: Deal, name: str, side: str, member: int | None = None) -> ValueRole:
    """Add a role to the value network."""
    require_transaction()
    filled = services.member(member) if member is not None else None
    return ValueRole.objects.create(deal=deal, name=name, side=side, member=filled)


def next_number(deal: Deal) -> int:
    """Return the number of the next deliverable."""
    last = Deliverable.objects.filter(deal=deal).aggregate(last=Max("n"))["last"]
    return (last or 0) + 1


def add_deliverable(deal: Deal, n: int, fields: dict[str, Any]) -> Deliverable:
    """Add a deliverable with its number."""
    require_transaction()
    return Deliverable.objects.create(deal=deal, n=n, **fields)


def change_deliverable(deal: Deal, n: int, fields: dict[str, Any]) -> None:
    """Write fields of a deliverable."""
    require_transaction()
    Deliverable.objects.filter(deal=deal, n=n).update(**fields)


def end_deliverable(deal: Deal, n: int, at: datetime | None) -> None:
    """Store when a deliverable ended; None: it has not ended."""
    change_deliverable(deal, n, {"ended_at": at})


def remove_role(role: int) -> None:
    """Delete a role without deliverables."""
    require_transaction()
    ValueRole.objects.filter(pk=role).delete()
