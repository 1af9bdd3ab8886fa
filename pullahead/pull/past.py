"""Write settled claims of the past with their attempts: history of a demo floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.base.transaction import require_transaction
from pullahead.pull import models


@dataclass(frozen=True, slots=True)
class PastClaim:
    """One claim that was settled after a call."""

    token: UUID
    lead_id: UUID
    agent_id: int
    round: int
    phone: str
    started_at: datetime
    ended_at: datetime
    disposition: str
    note: str
    reached: bool
    closes: bool  # the lead was closed by it


def add_past_claims(rows: Sequence[PastClaim]) -> None:
    """Add settled claims, each with one call."""
    require_transaction()
    models.ClaimRow.objects.bulk_create(
        models.ClaimRow(
            token=one.token,
            lead_id=one.lead_id,
            agent_id=one.agent_id,
            round=one.round,
            slot=1,
            started_at=one.started_at,
            ends_at=one.ended_at,
            ended_at=one.ended_at,
            end=models.ClaimRow.End.SETTLED,
            disposition=one.disposition,
            settled_as=one.disposition,
            note=one.note,
            next_step="closed" if one.closes else "round",
        )
        for one in rows
    )
    models.Attempt.objects.bulk_create(
        models.Attempt(
            lead_id=one.lead_id,
            claim_id=one.token,
            agent_id=one.agent_id,
            value=one.phone,
            at=one.started_at,
            reached=one.reached,
            outcome=one.disposition,
        )
        for one in rows
    )
