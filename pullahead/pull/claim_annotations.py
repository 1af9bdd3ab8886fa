"""Write the columns of a claim on which the engine does not decide."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from pullahead.base.transaction import require_transaction
from pullahead.pull.models import ClaimRow, HolderMessageRow


def add_message(*, token: UUID, by_id: int, text: str, now: datetime) -> None:
    """Add a message to the holder of a claim."""
    require_transaction()
    HolderMessageRow.objects.create(claim_id=token, by_id=by_id, at=now, text=text)


def move_messages(*, token: UUID, to: UUID) -> None:
    """Move the messages of a claim whose settle was undone to the agent's new claim, if any."""
    require_transaction()
    if ClaimRow.objects.filter(pk=to).exists():
        HolderMessageRow.objects.filter(claim_id=token).update(claim_id=to)


def set_draft(*, token: UUID, draft: str) -> None:
    """Store the unsaved note of a claim; an equal one is not written again."""
    require_transaction()
    ClaimRow.objects.filter(pk=token).exclude(draft=draft).update(draft=draft)


def answer_expired(*, token: UUID, reason: str, now: datetime) -> None:
    """Store the agent's answer about a claim that ended by itself, unless one is stored."""
    require_transaction()
    expired = Q(end="ended") | Q(end="", ends_at__lte=now)
    ClaimRow.objects.filter(expired, pk=token, release_reason="").update(release_reason=reason)
