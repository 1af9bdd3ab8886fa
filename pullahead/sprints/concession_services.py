"""Writes and reads of concessions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.conversations.rules import REQUESTED
from pullahead.pipeline.models import Deal
from pullahead.sprints.models import Concession
from pullahead.team.models import DecisionRight


def concessions(deal_id: UUID) -> QuerySet[Concession]:
    """Return the concessions of a deal, newest first."""
    rows = Concession.objects.filter(deal_id=deal_id)
    named = ("by", "promise__performer_pod", "promise__performer_person")
    return rows.select_related(*named).order_by("-at", "-pk")


def asked_of(pod_id: int) -> QuerySet[Concession]:
    """Return the concessions that a pod is asked for and has not answered, oldest first."""
    rows = Concession.objects.filter(promise__performer_pod_id=pod_id, promise__state=REQUESTED)
    return rows.select_related("by", "deal", "promise").order_by("at", "pk")


def by_promise(promise_id: UUID) -> Concession | None:
    """Return the concession that a promise asks for."""
    rows = Concession.objects.filter(promise_id=promise_id)
    return rows.select_related("deal", "promise").first()


def ask(
    deal: Deal, *, what: str, amount: Decimal, promise_id: UUID, by: int, now: datetime
) -> None:
    """Store a concession that another pod is asked for."""
    require_transaction()
    Concession.objects.create(
        deal=deal, what=what, amount=amount, by_id=by, promise_id=promise_id, at=now
    )


def note_granted(one: Concession, *, pod_id: int, by: int, now: datetime) -> None:
    """Record that another pod granted a concession."""
    data = {"what": one.what, "amount": str(one.amount), "pod": pod_id}
    data["promise"] = str(one.promise_id)
    record(JournalEvent.RIGHT_GRANTED, now=now, deal_id=one.deal_id, actor_id=by, data=data)


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
