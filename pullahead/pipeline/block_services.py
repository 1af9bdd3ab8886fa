"""Writes of blocks: what stops a deal, from when and until when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext

from pullahead.base.errors import Conflict
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.pipeline.ended_rows import end_rows
from pullahead.pipeline.models import Deal, DealBlock


def block(
    deal: Deal, *, cause: str, note: str, owner: int, review_at: datetime, now: datetime, actor: int
) -> DealBlock:
    """Open a block. Raise Conflict if one is open."""
    require_transaction()
    if DealBlock.objects.filter(deal=deal, ended_at=None).exists():
        said = gettext("This deal is already blocked. Unblock it first.")
        raise Conflict(said, code="blocked_already")
    made = DealBlock.objects.create(
        deal=deal, cause=cause, note=note, owner_id=owner, opened_at=now, review_at=review_at
    )
    data = {"cause": cause, "block": made.pk}
    record(
        JournalEvent.DEAL_BLOCKED,
        now=now,
        lead_id=deal.lead_id,
        deal_id=deal.pk,
        actor_id=actor,
        data=data,
    )
    return made


def unblock(deal: Deal, *, how: str, now: datetime, actor: int) -> list[int]:
    """End the open block and return its id; nothing where none is open."""
    return end_rows(
        deal,
        DealBlock.objects.filter(deal=deal, ended_at=None),
        {"ended_at": now, "how": how},
        JournalEvent.DEAL_UNBLOCKED,
        named="block",
        now=now,
        actor=actor,
    )


def block_again(ids: Collection[int]) -> None:
    """Open blocks again that a close ended: the undo of that close."""
    require_transaction()
    DealBlock.objects.filter(pk__in=ids).update(ended_at=None, how="")
