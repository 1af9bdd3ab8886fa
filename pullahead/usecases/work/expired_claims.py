"""Expired claims: the next pull first asks for their result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from pullahead.base import clock
from pullahead.base.db.planned_queries import planned
from pullahead.base.errors import NotFound
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull import claim_annotations, models
from pullahead.pull.rules import CALL_STOP
from pullahead.team import queries as team
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import CLAIM_NOT_FOUND
from pullahead.usecases.leads import detail
from pullahead.usecases.leads.detail import LeadDetail

ASKED_WITHIN = timedelta(hours=12)  # a later answer is unreliable
LOOKED_BACK = ASKED_WITHIN + 2 * CALL_STOP
NOTHING = "nothing_happened"


@dataclass(frozen=True, slots=True)
class ExpiredClaim:
    """An expired claim without a result."""

    token: UUID
    lead: LeadDetail
    ended_at: datetime
    draft: str
    can_settle: bool  # no one took the lead since


def unanswered(agent_id: int) -> ExpiredClaim | None:
    """Return this agent's latest claim, if it expired and has no result."""
    last = last_ended(agent_id, clock.now())
    if last is None:
        return None
    return ExpiredClaim(
        token=last.pk,
        lead=detail.lead_detail(lead_id=last.lead_id, viewer=team.person(agent_id)),
        ended_at=last.ended_at or last.ends_at,
        draft=last.draft,
        can_settle=_untouched(agent_id, last.pk),
    )


def last_ended(agent_id: int, now: datetime) -> models.ClaimRow | None:
    """Return the row of that claim, with its lead; None where no answer is due."""
    last = next(iter(_latest(agent_id, now - LOOKED_BACK)), None)
    if last is None:
        return None
    over = last.end == "ended" or (not last.end and last.ends_at <= now and last.slot == 1)
    ended_at = last.ended_at or last.ends_at
    if not over or last.late_note or last.release_reason or ended_at < now - ASKED_WITHIN:
        return None
    return last


@planned
def _latest(agent_id: int, since: datetime) -> QuerySet[models.ClaimRow, models.ClaimRow]:
    rows = models.ClaimRow.objects.select_related("lead")
    recent = rows.filter(agent_id=agent_id, started_at__gt=since)
    return recent.order_by(Coalesce("ended_at", "ends_at").desc(), "-started_at")[:1]


@retried
def _untouched(agent_id: int, token: UUID) -> bool:
    with write_transaction() as now:
        return ENGINE.untouched(agent_id, token, now)


@retried
def answer_nothing(*, agent_id: int, token: UUID) -> None:
    """Answer that nothing happened in that claim; the lead stays in the queue."""
    with write_transaction() as now:
        if not models.ClaimRow.objects.filter(pk=token, agent_id=agent_id).exists():
            raise NotFound(str(CLAIM_NOT_FOUND))
        claim_annotations.answer_expired(token=token, reason=NOTHING, now=now)
