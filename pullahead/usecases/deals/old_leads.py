"""Leads that were qualified and closed before their team worked on deals: offered as deals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound, Problem, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads.models import Lead
from pullahead.pipeline import locks, queries, rules, services
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.pipeline.services import DealMove
from pullahead.pull import queries as pull_queries
from pullahead.team.models import Person
from pullahead.usecases.deals.access import flow_of
from pullahead.usecases.work.qualified import COMPANY, SETTLE_UNDONE, add_deal_of

AT_MOST = 200


@dataclass(frozen=True, slots=True)
class OldLead:
    """A closed lead that is offered as a deal."""

    id: UUID
    name: str
    company: str
    closed_at: datetime
    closed_as: str


@dataclass(frozen=True, slots=True)
class OldLeads:
    """The offered leads of a team, the latest first, and how many there are."""

    rows: tuple[OldLead, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DealsAdded:
    """Deals that were added of leads, and the reasons of refusals with their numbers."""

    deals: tuple[UUID, ...]
    refused: tuple[tuple[str, int], ...] = ()


def offered(*, viewer: Person) -> OldLeads:
    """Return the leads that a team lead can turn into deals. Raise NotFound for agents."""
    _leader(viewer)
    found = _offered(viewer.team_id)
    labels = pull_queries.labels()
    rows = found.order_by("-closed_at", "pk")[:AT_MOST]
    return OldLeads(
        rows=tuple(
            OldLead(
                one.pk,
                one.name,
                one.attributes.get(COMPANY, ""),
                one.closed_at,
                labels.get(one.closed_as, one.closed_as),
            )
            for one in rows
            if one.closed_at is not None
        ),
        total=found.count(),
    )


def number_offered(*, viewer: Person) -> int:
    """Count the offered leads, for the link on the page of imports; 0 for others."""
    if not viewer.is_leader or not queries.team_has_workflow(viewer.team_id):
        return 0
    return _offered(viewer.team_id).count()


def _leader(viewer: Person) -> WorkflowFacts:
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))
    return flow_of(viewer)


def _offered(team_id: int) -> QuerySet[Lead]:
    return queries.leads_without_deal(pull_queries.closed_leads_of(team_id), undone=SETTLE_UNDONE)


def add_deals(*, lead_ids: Sequence[UUID], by: Person) -> DealsAdded:
    """Add a ready deal of each lead, each in its own transaction; collect the refusals.

    Raise Invalid for no lead or more than AT_MOST, and NotFound for agents.
    """
    flow = _leader(by)
    chosen = list(dict.fromkeys(lead_ids))
    if not 0 < len(chosen) <= AT_MOST:
        said = _("Select 1 to {limit} leads. Nothing was changed.").format(limit=AT_MOST)
        raise wrong("lead", "nothing_selected", said)
    made, refused = [], Counter[str]()
    for lead_id in chosen:
        try:
            made.append(_add(lead_id, flow, by))
        except Problem as problem:
            refused[problem.message] += 1
    return DealsAdded(tuple(made), tuple(refused.most_common()))


@retried
def _add(lead_id: UUID, flow: WorkflowFacts, by: Person) -> UUID:
    def lock() -> None:
        locks.publish_lock()
        locks.lock_lead(lead_id)

    with write_transaction(lock=lock) as now:
        lead = _offered(by.team_id).filter(pk=lead_id).first()
        if lead is None:
            said = _("This lead is open, was not qualified, or has a deal.")
            raise Conflict(said, code="not_offered")
        return add_deal_of(lead, by.team_id, flow, now=now, actor=by.pk, token=None).pk


def undo(*, deal_ids: Sequence[UUID], by: Person) -> DealsAdded:
    """Discard deals that were added of leads and not worked on; the leads are offered again."""
    _leader(by)
    done, refused = [], Counter[str]()
    for deal_id in list(dict.fromkeys(deal_ids))[:AT_MOST]:
        try:
            _undo(deal_id, by)
            done.append(deal_id)
        except Problem as problem:
            refused[problem.message] += 1
    return DealsAdded(tuple(done), tuple(refused.most_common()))


@retried
def _undo(deal_id: UUID, by: Person) -> None:
    found = queries.deal(deal_id)
    if found is None or found.team_id != by.team_id or found.lead_id is None:
        raise NotFound(_("Deal not found."))
    lead_id = found.lead_id

    def lock() -> None:
        locks.publish_lock()
        locks.lock_lead(lead_id)

    with write_transaction(lock=lock) as now:
        deal = locks.lock_deal(deal_id)
        if deal.closed_at is not None or deal.seq > 1 or deal.claim_token is not None:
            said = _("The deal of this lead has changed since. Close or discard the deal first.")
            raise Conflict(said, code="moved_on")
        fields = {
            "closed_at": now,
            "closed_as": rules.DISCARDED,
            "reason": SETTLE_UNDONE,
            "next_at": None,
        }
        services.move(deal, DealMove("discard", fields, by.pk), now=now)
