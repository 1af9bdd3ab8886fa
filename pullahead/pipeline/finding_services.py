"""Writes of the contacts and findings of a deal. The caller has the deal's lock."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from pullahead.base.transaction import require_transaction
from pullahead.pipeline.models import Deal, DealContact, DealFinding


def contacts_of(deal_id: UUID) -> QuerySet[DealContact]:
    """Return the contacts of a deal; those who decide come first."""
    rows = DealContact.objects.filter(deal_id=deal_id).select_related("contact")
    return rows.order_by("-decides", "pk")


def findings_of(deal_id: UUID) -> QuerySet[DealFinding]:
    """Return the findings of a deal that apply, oldest first."""
    rows = DealFinding.objects.filter(deal_id=deal_id, withdrawn_at=None)
    return rows.select_related("contact", "by").order_by("pk")


def add_to_deal(
    deal: Deal, contact_id: UUID, *, decides: bool, sees: bool, now: datetime
) -> DealContact:
    """Add a contact to a deal."""
    require_transaction()
    sees_at = now if sees else None
    return DealContact.objects.create(
        deal=deal, contact_id=contact_id, decides=decides, sees_problem_at=sees_at, added_at=now
    )


def remove_from_deal(row: DealContact) -> None:
    """Remove a contact from a deal."""
    require_transaction()
    row.delete()


def mark(row: DealContact, *, decides: bool, sees: bool, now: datetime) -> None:
    """Change whether a contact decides, and whether they see the problem."""
    require_transaction()
    sees_at = (row.sees_problem_at or now) if sees else None
    DealContact.objects.filter(pk=row.pk).update(decides=decides, sees_problem_at=sees_at)


def add_finding(
    deal: Deal,
    *,
    kind: str,
    words: str,
    amount: Decimal | None,
    period: str,
    by: int,
    now: datetime,
) -> DealFinding:
    """Add a finding that no one of the customer has confirmed yet."""
    require_transaction()
    return DealFinding.objects.create(
        deal=deal, kind=kind, words=words, amount=amount, period=period, by_id=by, at=now
    )


def confirm(finding_id: int, *, contact_id: UUID, how: str, now: datetime) -> None:
    """Store who of the customer confirmed a finding, and how."""
    require_transaction()
    DealFinding.objects.filter(pk=finding_id).update(
        contact_id=contact_id, how=how, confirmed_at=now
    )


def withdraw(finding_id: int, *, now: datetime) -> None:
    """Withdraw a finding: it applies no more."""
    require_transaction()
    DealFinding.objects.filter(pk=finding_id).update(withdrawn_at=now)
