"""Writes of the signals of customers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import ProtectedError

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.pipeline.ended_rows import end_rows
from pullahead.pipeline.models import (
    Deal,
    DealSignal,
)


def add_signal(
    deal: Deal,
    *,
    kind: str,
    words: str,
    alarm_at: datetime | None,
    now: datetime,
    actor: int | None,
    source: str = "",
    external_id: str = "",
) -> DealSignal:
    """Add a signal of the customer."""
    require_transaction()
    made = DealSignal.objects.create(
        deal=deal,
        kind=kind,
        words=words,
        at=now,
        by_id=actor,
        alarm_at=alarm_at,
        source=source,
        external_id=external_id,
    )
    data = {"signal": made.pk, "kind": kind}
    record(
        JournalEvent.SIGNAL_RECEIVED,
        now=now,
        lead_id=deal.lead_id,
        deal_id=deal.pk,
        actor_id=actor,
        data=data,
    )
    return made


def answer_signals(
    deal: Deal, *, ids: Collection[int] | None, answer: str, now: datetime, actor: int
) -> list[int]:
    """Answer unanswered signals of a deal (all without `ids`), and return those answered."""
    rows = DealSignal.objects.filter(deal=deal, alarm_at__isnull=False, answered_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return end_rows(
        deal,
        rows,
        {"answered_at": now, "answered_by_id": actor, "answer": answer},
        JournalEvent.SIGNAL_ANSWERED,
        named="signal",
        now=now,
        actor=actor,
    )


def open_signals_of(promise_ids: Collection[UUID]) -> dict[int, str]:
    """Return the unanswered signals that requests of the buyer made, each with its promise."""
    rows = DealSignal.objects.filter(source="promise", answered_at=None)
    rows = rows.filter(external_id__in=list(map(str, promise_ids)))
    return dict(rows.values_list("pk", "external_id"))


def remove_signals(ids: Collection[int]) -> bool:
    """Delete signals that are undone; False if a move of the deal rests on one."""
    require_transaction()
    try:
        DealSignal.objects.filter(pk__in=ids).delete()
    except ProtectedError:
        return False
    return True


def unanswer(ids: Collection[int]) -> None:
    """Take answers back that a close gave: the undo of that close."""
    require_transaction()
    DealSignal.objects.filter(pk__in=ids).update(answered_at=None, answered_by_id=None, answer="")
