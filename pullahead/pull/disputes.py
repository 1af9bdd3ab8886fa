"""Disputes: an agent's objection to a pull, with a reason.

A dispute does not change the order of leads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, F
from django.db.models.query import QuerySet

from pullahead.base.db.planned_queries import planned
from pullahead.base.transaction import require_transaction
from pullahead.pull import models

LATEST = 50


class DisputeReason(StrEnum):
    """Reasons for which an agent disputes a pull."""

    WRONG_PERSON = "wrong_person"
    WRONG_LANGUAGE = "wrong_language"
    ALREADY_CUSTOMER = "already_customer"
    BAD_NUMBER = "bad_number"
    NOT_WORTH_IT = "not_worth_it"


class DisputeCount(NamedTuple):
    """Disputes of one source, rule and reason."""

    source: str
    rule: str
    reason: str
    disputes: int


@dataclass(frozen=True, slots=True)
class DisputedPull:
    """A pull with its dispute."""

    at: datetime
    token: UUID
    lead_id: UUID
    name: str
    source: str
    agent: str
    rule: str
    reason: str


def store_dispute(*, token: UUID, reason: DisputeReason, now: datetime) -> None:
    """Store the dispute of a claim; a second one replaces the first."""
    require_transaction()
    models.Dispute.objects.update_or_create(
        claim_id=token, defaults={"reason": reason.value, "at": now}
    )


def delete_dispute(*, token: UUID) -> bool:
    """Delete the dispute of a claim. Return False where there is none."""
    require_transaction()
    return models.Dispute.objects.filter(claim_id=token).delete()[0] > 0


def reason_of(token: UUID) -> str:
    """Return the reason of a claim's dispute, or ""."""
    return next(iter(_reason(token)), "")


@planned
def _reason(token: UUID) -> QuerySet[models.Dispute, str]:
    return models.Dispute.objects.filter(claim_id=token).values_list("reason", flat=True)


def counts(*, since: datetime, team_id: int | None) -> Sequence[DisputeCount]:
    """Return the disputes since a moment by source, rule and reason, most frequent first.

    `team_id` limits them to the agents of one team.
    """
    rows = (
        _since(since, team_id)
        .values(source=F("claim__lead__source__name"), rule=F("claim__pull_reason"))
        .annotate(count=Count("claim"), why=F("reason"))
        .order_by("-count", "source", "rule", "why")
    )
    return [DisputeCount(r["source"], r["rule"], r["why"], r["count"]) for r in rows]


def latest(*, since: datetime, team_id: int | None) -> Sequence[DisputedPull]:
    """Return the latest disputes since a moment, newest first."""
    rows = _since(since, team_id).select_related("claim__lead__source", "claim__agent")
    return [
        DisputedPull(
            row.at,
            row.claim_id,
            row.claim.lead_id,
            row.claim.lead.name,
            row.claim.lead.source.name,
            row.claim.agent.name,
            row.claim.pull_reason,
            row.reason,
        )
        for row in rows.order_by("-at")[:LATEST]
    ]


def pulls(*, since: datetime, team_id: int | None) -> int:
    """Return the number of pulls since a moment, to compare the disputes with."""
    rows = models.ClaimRow.objects.filter(started_at__gte=since, ground="pull")
    return rows.filter(agent__team_id=team_id).count() if team_id else rows.count()


def _since(since: datetime, team_id: int | None) -> QuerySet[models.Dispute]:
    rows = models.Dispute.objects.filter(at__gte=since)
    return rows.filter(claim__agent__team_id=team_id) if team_id else rows
