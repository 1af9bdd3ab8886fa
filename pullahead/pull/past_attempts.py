"""Write calls of the past: history of a demo floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.base.transaction import require_transaction
from pullahead.pull import models


@dataclass(frozen=True, slots=True)
class PastCall:
    """One call of a claim."""

    lead_id: UUID
    claim: UUID
    agent: int
    address_id: int | None
    value: str
    at: datetime
    ended_at: datetime
    reached: bool
    outcome: str


def add_calls(rows: Sequence[PastCall]) -> None:
    """Append calls in one statement."""
    require_transaction()
    models.Attempt.objects.bulk_create(
        models.Attempt(
            lead_id=one.lead_id,
            claim_id=one.claim,
            agent_id=one.agent,
            address_id=one.address_id,
            value=one.value,
            at=one.at,
            reached=one.reached,
            outcome=one.outcome,
            ended_at=one.ended_at,
        )
        for one in rows
    )
