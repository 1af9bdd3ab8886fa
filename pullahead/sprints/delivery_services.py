"""Writes of offers and fits."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.sprints.models import Fit, Objective, Offer


def add_offer(*, by: int, now: datetime, **fields: Any) -> Offer:
    """Add an offer."""
    require_transaction()
    made = Offer.objects.create(**fields)
    _note(made.pk, by, now)
    return made


def change_offer(offer: Offer, *, by: int, now: datetime, **fields: Any) -> None:
    """Change an offer, or retire it."""
    require_transaction()
    Offer.objects.filter(pk=offer.pk).update(**fields)
    _note(offer.pk, by, now)


def _note(offer_id: UUID, by: int, now: datetime) -> None:
    record(JournalEvent.OFFER_CHANGED, now=now, actor_id=by, data={"offer": str(offer_id)})


def set_fit(objective: Objective, offer: Offer, *, by: int, now: datetime, **fields: Any) -> Fit:
    """Store whether an offer meets an objective. The caller has the deal's lock."""
    require_transaction()
    made, _created = Fit.objects.update_or_create(objective=objective, offer=offer, defaults=fields)
    data = {"objective": str(objective.pk), "offer": str(offer.pk), "fit": made.fit}
    record(JournalEvent.FIT_CHANGED, now=now, deal_id=objective.deal_id, actor_id=by, data=data)
    return made
