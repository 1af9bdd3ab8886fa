"""The agent's claim, or the last one that ended unanswered, for every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.base import clock
from pullahead.pull import models, rules
from pullahead.usecases.work.expired_claims import last_ended


@dataclass(frozen=True, slots=True)
class Holding:
    """A claim in short. `ended_at` is set where time ran out and no result is saved."""

    token: UUID
    name: str
    started_at: datetime
    ends_at: datetime
    calling: bool
    ended_at: datetime | None = None


def holding(agent_id: int) -> Holding | None:
    """Return the live claim; else the claim whose result the agent must still log."""
    now = clock.now()
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, holder_id=agent_id, slot=1)
    token = held.filter(next_at__gt=now).values_list("token", flat=True).first()
    if token is not None:
        claim = models.ClaimRow.objects.select_related("lead").get(pk=token)
        return _short(claim, None)
    over = last_ended(agent_id, now)
    return _short(over, over.ended_at or over.ends_at) if over is not None else None


def _short(claim: models.ClaimRow, ended_at: datetime | None) -> Holding:
    return Holding(
        token=claim.pk,
        name=claim.lead.name,
        started_at=claim.started_at,
        ends_at=claim.ends_at,
        calling=claim.calling_since is not None,
        ended_at=ended_at,
    )
