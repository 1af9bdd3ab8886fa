"""The agent's claim, or the last one that ended unanswered, for every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from pullahead.base import clock
from pullahead.base.db.planned_queries import planned
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
    live = [claim for token in _held(agent_id, now) if token for claim in _claim(token)]
    if live:
        return _short(live[0], None)
    over = last_ended(agent_id, now)
    return _short(over, over.ended_at or over.ends_at) if over is not None else None


def held_name(token: UUID) -> str:
    """Return the name of a claim's lead; "" for a lead without a name."""
    return next((claim.lead.name for claim in _claim(token)), "")


@planned
def _held(agent_id: int, now: datetime) -> QuerySet[models.CardRow, UUID | None]:
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, holder_id=agent_id, slot=1)
    return held.filter(next_at__gt=now).values_list("token", flat=True)


@planned
def _claim(token: UUID) -> QuerySet[models.ClaimRow, models.ClaimRow]:
    return models.ClaimRow.objects.filter(pk=token).select_related("lead")


def _short(claim: models.ClaimRow, ended_at: datetime | None) -> Holding:
    return Holding(
        token=claim.pk,
        name=claim.lead.name,
        started_at=claim.started_at,
        ends_at=claim.ends_at,
        calling=claim.calling_since is not None,
        ended_at=ended_at,
    )
