"""Results of a team today: figures of the wallboard, and the feed of outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.db.models.query import QuerySet

from pullahead.pull import models, rules
from pullahead.pull import queries as pull_queries

FEED_LENGTH = 12
WON = "won"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A saved result: who, which lead, which outcome, when."""

    token: UUID
    agent_id: int
    agent: str
    lead_id: UUID
    lead: str
    outcome: str
    at: datetime
    reached: bool


@dataclass(frozen=True, slots=True)
class TeamDay:
    """Results of a team today, and its overdue callbacks now."""

    settled: Mapping[int, int]  # by person
    attempts: int  # results that count as an attempt
    contacts: int
    wins: int
    callbacks_overdue: int
    feed: tuple[FeedEntry, ...]


def team_day(ids: Sequence[int], since: datetime, now: datetime) -> TeamDay:
    """Return the results of these people since the start of the day."""
    reached, tried = pull_queries.reaching_codes(), pull_queries.tried_codes()
    rows = models.ClaimRow.objects.filter(
        agent_id__in=ids,
        end=models.ClaimRow.End.SETTLED,
        # the index is by start, and a claim ends within its hard stop
        started_at__gte=since - rules.HARD_STOP,
        ended_at__gte=since,
    )
    counted = rows.order_by().values_list("agent_id", "disposition").annotate(n=Count("token"))
    settled: dict[int, int] = {}
    attempts = contacts = wins = 0
    for agent_id, code, count in counted:
        settled[agent_id] = settled.get(agent_id, 0) + count
        attempts += count if code in tried else 0
        contacts += count if code in reached else 0
        wins += count if code == WON else 0
    overdue = models.CardRow.objects.filter(
        owner_id__in=ids, due_at__lt=now - rules.GRACE, stage=""
    )
    return TeamDay(settled, attempts, contacts, wins, overdue.count(), _feed(rows, reached))


def _feed(rows: QuerySet[models.ClaimRow], reached: set[str]) -> tuple[FeedEntry, ...]:
    labels = pull_queries.labels()
    latest = rows.select_related("agent", "lead").order_by("-ended_at")[:FEED_LENGTH]
    return tuple(
        FeedEntry(
            token=row.token,
            agent_id=row.agent_id,
            agent=row.agent.name,
            lead_id=row.lead_id,
            lead=row.lead.name,
            outcome=labels.get(row.disposition, row.disposition),
            at=row.ended_at,
            reached=row.disposition in reached,
        )
        for row in latest
        if row.ended_at is not None
    )
