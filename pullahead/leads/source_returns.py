"""Writes of returns to vendors and of their credits."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pullahead.base.transaction import require_transaction
from pullahead.leads.models import ReturnedLead


def add_return(
    *,
    lead_id: UUID,
    source_id: int,
    reason: str,
    external_id: str,
    arrived_at: datetime,
    price: Decimal,
    now: datetime,
    actor_id: int | None,
) -> bool:
    """Return a lead to its vendor. Return False if it is returned already."""
    require_transaction()
    _row, made = ReturnedLead.objects.get_or_create(
        lead_id=lead_id,
        defaults={
            "source_id": source_id,
            "reason": reason,
            "external_id": external_id,
            "arrived_at": arrived_at,
            "price": price,
            "returned_at": now,
            "returned_by": actor_id,
        },
    )
    return made


def remove_return(*, return_id: int) -> bool:
    """Take a return back. Return False if it is gone or credited."""
    require_transaction()
    return ReturnedLead.objects.filter(pk=return_id, credited_at=None).delete()[0] == 1


def set_credit(*, return_id: int, credit: Decimal | None, now: datetime) -> bool:
    """Record the credit of a return, None to remove it. Return False if the return is gone."""
    require_transaction()
    at = None if credit is None else now
    found = ReturnedLead.objects.filter(pk=return_id)
    return found.update(credit=credit, credited_at=at) == 1
