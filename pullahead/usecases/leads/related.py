"""Leads that share a number or a mailbox: a household, a switchboard. Linked, never merged.

A viewer of a lead sees that others share its number, and their state: one call may concern any of
them. Their other details follow the rules of `detail`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.leads import queries as leads
from pullahead.leads.models import AddressKind, Lead
from pullahead.pull import models
from pullahead.pull import queries as pull_queries
from pullahead.team.models import Person
from pullahead.usecases.leads import detail
from pullahead.usecases.leads.search import visible

SHOWN = 8


@dataclass(frozen=True, slots=True)
class RelatedLead:
    """Another lead at a shared address."""

    id: UUID
    name: str
    by: str  # phone, email
    state: str  # as LeadDetail.state
    closed_as: str
    closed_at: datetime | None
    may_see: bool


@dataclass(frozen=True, slots=True)
class RelatedLeads:
    """The first related leads, open ones before closed ones, and the number of the rest."""

    shown: tuple[RelatedLead, ...]
    more: int = 0


def related_leads(*, lead_id: UUID, viewer: Person) -> RelatedLeads:
    """Return the leads that share an address with this one, without its person's earlier lead.

    Raise NotFound for a lead that this person may not see.
    """
    lead, _ = detail.visible_lead(lead_id, viewer)
    shared = leads.sharing(lead_id, list(leads.addresses(lead_id).values_list("value", flat=True)))
    shared.pop(lead.earlier_id or lead_id, None)
    rows = sorted(
        Lead.objects.select_related("source").filter(pk__in=shared),
        key=lambda row: (row.closed_at is not None, -row.asked_at.timestamp()),
    )
    shown = rows[:SHOWN]
    there = models.CardRow.objects.filter(pk__in=[row.pk for row in shown])
    cards = {card.lead_id: card for card in there}
    return RelatedLeads(_linked(shown, cards, shared, viewer), len(rows) - len(shown))


def _linked(
    rows: Sequence[Lead],
    cards: Mapping[UUID, models.CardRow],
    shared: Mapping[UUID, str],
    viewer: Person,
) -> tuple[RelatedLead, ...]:
    may_see = visible(viewer, rows, cards)
    labels = pull_queries.labels() if rows else {}
    return tuple(
        RelatedLead(
            id=row.pk,
            name=row.name,
            by=AddressKind.PHONE if shared[row.pk].startswith("+") else AddressKind.EMAIL,
            state=detail.state_of(cards.get(row.pk)),
            closed_as=labels.get(row.closed_as, row.closed_as),
            closed_at=row.closed_at,
            may_see=row.pk in may_see,
        )
        for row in rows
    )
