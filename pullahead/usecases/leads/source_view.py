"""A lead as its source may see it: what the source sent, and whether the lead is closed.

A source never sees who works on the lead, its notes, or its value to the organization.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound
from pullahead.leads.models import AddressKind, Lead


@dataclass(frozen=True, slots=True)
class SourceLead:
    """A lead for its own source."""

    id: UUID
    name: str
    phone: str
    email: str
    value: Decimal | None
    attributes: Mapping[str, str]
    state: str  # open, closed
    asked_at: datetime
    admitted_at: datetime
    closed_at: datetime | None
    closed_as: str


def source_lead(*, lead_id: UUID, source_id: int) -> SourceLead:
    """Return a lead that this source brought in first. Raise NotFound for others."""
    lead = Lead.objects.filter(pk=lead_id, source_id=source_id).first()
    if lead is None:
        raise NotFound(_("This source has no lead with this ID. Check the ID."))
    best: dict[str, str] = {}
    for address in lead.addresses.order_by("-valid", "position", "pk"):
        best.setdefault(address.kind, address.value)
    return SourceLead(
        id=lead.pk,
        name=lead.name,
        phone=best.get(AddressKind.PHONE, ""),
        email=best.get(AddressKind.EMAIL, ""),
        value=lead.value,
        attributes=lead.attributes,
        state="closed" if lead.closed_at else "open",
        asked_at=lead.asked_at,
        admitted_at=lead.admitted_at,
        closed_at=lead.closed_at,
        closed_as=lead.closed_as,
    )
