"""Write closed leads of the past with their inquiry and sale: history of a demo floor.

Intake admits a lead now. Months of history are therefore written as rows, in a few statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Address, Inquiry, Lead, SaleOutcome, SaleVerdict, Source


@dataclass(frozen=True, slots=True)
class PastLead:
    """One closed lead."""

    id: UUID
    source_id: int
    name: str
    phone: str
    bad_number: bool
    attributes: dict[str, str]
    at: datetime
    closed_at: datetime
    closed_as: str
    value: Decimal | None = None  # of the sale


def add_past(rows: Sequence[PastLead], *, currency: str) -> None:
    """Add closed leads; those with a value were won."""
    require_transaction()
    costs = dict(Source.objects.values_list("id", "cost"))
    Lead.objects.bulk_create(_lead(one) for one in rows)
    Address.objects.bulk_create(
        Address(
            lead_id=one.id,
            kind="phone",
            value=one.phone,
            valid=not one.bad_number,
            reason=one.closed_as if one.bad_number else "",
        )
        for one in rows
    )
    Inquiry.objects.bulk_create(_inquiry(one, costs.get(one.source_id)) for one in rows)
    won = [one for one in rows if one.value is not None]
    SaleOutcome.objects.bulk_create(_sale(one, currency) for one in won)


def _lead(one: PastLead) -> Lead:
    return Lead(
        id=one.id,
        source_id=one.source_id,
        name=one.name,
        attributes=one.attributes,
        admitted_at=one.at,
        asked_at=one.at,
        closed_at=one.closed_at,
        closed_as=one.closed_as,
    )


def _inquiry(one: PastLead, cost: Decimal | None) -> Inquiry:
    return Inquiry(
        lead_id=one.id,
        source_id=one.source_id,
        row_hash=one.id.hex,
        external_id=f"past-{one.id.hex[-12:]}",
        cost=cost,
        attributes=one.attributes,
        asked_at=one.at,
        admitted_at=one.at,
    )


def _sale(one: PastLead, currency: str) -> SaleOutcome:
    return SaleOutcome(
        lead_id=one.id,
        verdict=SaleVerdict.WON,
        value=one.value,
        currency=currency,
        at=one.closed_at,
        kept_at=one.closed_at,
        how=SaleOutcome.How.AGENT,
    )
