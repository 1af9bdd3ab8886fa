"""Writes and reads of concessions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.pipeline.models import Deal
from pullahead.sprints.models import Concession
from pullahead.team.models import DecisionRight


def concessions(deal_id: UUID) -> QuerySet[Concession]:
    """Return the concessions of a deal, newest first."""
    return Concession.objects.filter(deal_id=deal_id).select_related("by").order_by("-at", "-pk")


def grant_by_right(
    deal: Deal, *, right: DecisionRight, amount: Decimal, by: int, now: datetime
) -> Concession:
    """Grant within a right that the caller has locked."""
    require_transaction()
    made = Concession.objects.create(
        deal=deal, what=right.what, amount=amount, by_id=by, right=right, at=now
    )
    data = {"what": right.what, "amount": str(amount), "right": right.pk, "pod": right.pod_id}
    record(JournalEvent.RIGHT_GRANTED, now=now, deal_id=deal.pk, actor_id=by, data=data)
    return made


def granted_before(deal_id: UUID, what: str) -> bool:
    """Return whether a deal has a concession of this kind by right."""
    rows = Concession.objects.filter(deal_id=deal_id, what=what, right__isnull=False)
    return rows.exists()
