"""Write the columns of a claim on which the engine does not decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from pullahead.base.transaction import require_transaction
from pullahead.pull.models import ClaimRow


def set_messages(*, token: UUID, messages: Sequence[Mapping[str, str]]) -> None:
    """Replace the messages to the holder, and write no other column.

    The holder's own acts write the other columns at the same moment.
    """
    require_transaction()
    ClaimRow.objects.filter(pk=token).update(
        holder_messages=[dict(message) for message in messages]
    )


def set_draft(*, token: UUID, draft: str) -> None:
    """Store the unsaved note of a claim; an equal one is not written again."""
    require_transaction()
    ClaimRow.objects.filter(pk=token).exclude(draft=draft).update(draft=draft)


def answer_expired(*, token: UUID, reason: str, now: datetime) -> None:
    """Store the agent's answer about a claim that ended by itself, unless one is stored."""
    require_transaction()
    expired = Q(end="ended") | Q(end="", ends_at__lte=now)
    ClaimRow.objects.filter(expired, pk=token, release_reason="").update(release_reason=reason)
