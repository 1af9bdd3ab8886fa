"""The agent's upcoming work: their callbacks, and the leads that they settled last.

Both come from the engine's own cards, so the page shows exactly what a pull will return.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.query import QuerySet

from pullahead.base import clock
from pullahead.leads.models import Lead
from pullahead.pull import models, plan_queries
from pullahead.pull import queries as pull_queries
from pullahead.pull.rules import CardState
from pullahead.team.models import Person

SHOWN = 100
LOOKED_AT = 500  # the agent's latest claims that are searched for returning leads


@dataclass(frozen=True, slots=True)
class UpcomingCallback:
    """A callback of the agent."""

    lead_id: UUID
    name: str
    due_at: datetime
    mine_from: datetime  # the moment from which a pull returns it
    due: bool  # a pull returns it now
    open_at: datetime | None  # when calling rules allow it, if later than due


@dataclass(frozen=True, slots=True)
class NurturedLead:
    """A lead that the agent had contact with and that a pull returns to them first."""

    lead_id: UUID
    name: str
    touch_at: datetime
    mine_until: datetime | None  # the end of the agent's two working hours
    touch: int
    touches: int
    stage: str  # label


@dataclass(frozen=True, slots=True)
class ReturningLead:
    """A lead that the agent settled last, which returns to any agent who pulls then."""

    lead_id: UUID
    name: str
    at: datetime
    round: int
    disposition: str  # label
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class Upcoming:
    """All upcoming work, the soonest first."""

    callbacks: tuple[UpcomingCallback, ...]
    callbacks_total: int
    nurtured: tuple[NurturedLead, ...]
    nurtured_total: int
    returning: tuple[ReturningLead, ...]
    returning_total: int


def upcoming(*, viewer: Person) -> Upcoming:
    """Return this agent's callbacks by due time, and the leads that will return."""
    now = clock.now()
    owned = models.CardRow.objects.filter(owner_id=viewer.pk)
    mine, nurtured = owned.filter(due_at__isnull=False), owned.filter(due_at__isnull=True)
    returning = _returning(viewer, now)
    callbacks, contacts = _callbacks(mine, now), _nurtured(nurtured)
    return Upcoming(
        callbacks=callbacks,
        callbacks_total=mine.count() if len(callbacks) == SHOWN else len(callbacks),
        nurtured=contacts,
        nurtured_total=nurtured.count() if len(contacts) == SHOWN else len(contacts),
        returning=_rows(returning[:SHOWN]),
        returning_total=returning.count(),
    )


def _callbacks(mine: QuerySet[models.CardRow], now: datetime) -> tuple[UpcomingCallback, ...]:
    hours, rows = pull_queries.hours(), []
    for card in mine.select_related("lead", "lane").order_by("due_at", "lead_id")[:SHOWN]:
        due_at, windows = card.due_at or now, card.lane.windows if card.lane else ""
        opens = hours.callback_next_open(windows, max(due_at, now)) if windows else None
        rows.append(
            UpcomingCallback(
                lead_id=card.lead_id,
                name=card.lead.name,
                due_at=due_at,
                mine_from=card.owner_at or due_at,
                due=card.owner_at is not None and card.owner_at <= now,
                open_at=opens if opens and opens > max(due_at, now) else None,
            )
        )
    return tuple(rows)


def _nurtured(cards: QuerySet[models.CardRow]) -> tuple[NurturedLead, ...]:
    found = list(cards.select_related("lead").order_by("touch_at", "lead_id")[:SHOWN])
    if not found:
        return ()
    labels, plans = pull_queries.labels(), plan_queries.nurture_plans()
    return tuple(
        NurturedLead(
            lead_id=card.lead_id,
            name=card.lead.name,
            touch_at=card.touch_at,
            mine_until=card.next_at,
            touch=card.round,
            touches=max(
                len(plan_queries.nurture_plan(card.lead.source_id, card.stage, plans)), card.round
            ),
            stage=labels.get(card.stage, card.stage),
        )
        for card in found
        if card.touch_at is not None
    )


def _returning(viewer: Person, now: datetime) -> QuerySet[models.CardRow]:
    claims = models.ClaimRow.objects.filter(agent_id=viewer.pk, end="settled")
    lately = claims.order_by("-started_at").values_list("lead_id", flat=True)[:LOOKED_AT]
    latest = models.ClaimRow.objects.filter(lead_id=OuterRef("lead_id")).order_by("-started_at")
    scheduled = models.CardRow.objects.filter(
        lead_id__in=set(lately), state=CardState.SCHEDULED, owner__isnull=True, next_at__gt=now
    )
    last = scheduled.annotate(last_by=Subquery(latest.values("agent_id")[:1]))
    return last.filter(last_by=viewer.pk).order_by("next_at", "lead_id")


def _rows(cards: QuerySet[models.CardRow]) -> tuple[ReturningLead, ...]:
    names = dict(Lead.objects.filter(pk__in=[c.lead_id for c in cards]).values_list("pk", "name"))
    labels = pull_queries.labels()
    claims = models.ClaimRow.objects.filter(lead_id__in=list(names), end="settled")
    settled = {claim.lead_id: claim for claim in claims.order_by("started_at")}
    return tuple(
        ReturningLead(
            lead_id=card.lead_id,
            name=names[card.lead_id],
            at=card.next_at,
            round=card.round,
            disposition=labels.get(claim.disposition, claim.disposition),
            settled_at=claim.ended_at or claim.started_at,
        )
        for card in cards
        if card.next_at is not None and (claim := settled.get(card.lead_id)) is not None
    )
