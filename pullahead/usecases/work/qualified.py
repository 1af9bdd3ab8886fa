"""From lead to deal: *qualified* closes the lead and adds a deal where the team has a workflow.

Elsewhere *qualified* sets a callback. All of it happens in the transaction of the settle.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict
from pullahead.leads import queries as leads
from pullahead.leads.models import Lead
from pullahead.pipeline import locks, queries, rules, services
from pullahead.pipeline.models import Deal
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.pipeline.services import DealMove, NewDeal
from pullahead.pull import queries as pull_queries
from pullahead.pull.cadence import Disposition, DispositionKind
from pullahead.pull.store.port import Claim
from pullahead.team import queries as team_queries
from pullahead.team import services as team_write
from pullahead.team.models import Team
from pullahead.usecases.leads.open_deals import raise_deal
from pullahead.usecases.work.call_script import QUALIFIED as QUALIFIED

COMPANY = "company"
SETTLE_UNDONE = "settle_undone"


def becomes_deal(lead_id: UUID) -> bool:
    """Return whether the team of an open lead has a published workflow."""
    team = pull_queries.team_of_card(lead_id)
    return team is not None and queries.team_has_workflow(team)


def final_where_deals_are(chosen: Disposition | None, lead_id: UUID) -> Disposition | None:
    """Return *qualified* as a final disposition where it makes a deal; others unchanged."""
    if chosen is None or chosen.code != QUALIFIED or not becomes_deal(lead_id):
        return chosen
    return replace(chosen, kind=DispositionKind.FINAL)


def make_deal(claim: Claim, team_id: int, now: datetime) -> UUID | None:
    """Add the deal of a lead that was qualified, with the answers to the call script.

    The lead's value is not copied, because agents do not see it. A lead with an open deal raises
    that deal instead. Return None without a workflow.
    """
    flow, lead = queries.workflow_of_team(team_id), leads.lead(claim.lead_id)
    if flow is None or lead is None:
        return None
    if raise_deal(lead, now=now, words=claim.note, actor=claim.agent):
        there = queries.open_deal_of_lead(lead.pk)
        return there.pk if there else None
    deal = add_deal_of(lead, team_id, flow, now=now, actor=claim.agent, token=claim.token)
    return deal.pk


def add_deal_of(
    lead: Lead,
    team_id: int,
    flow: WorkflowFacts,
    *,
    now: datetime,
    actor: int,
    token: UUID | None,
) -> Deal:
    """Add the ready deal of a locked lead, with the answers to the call script."""
    team = Team.objects.get(pk=team_id)
    company = lead.attributes.get(COMPANY, "").strip()
    new = NewDeal(
        title=(lead.name.strip() or company or _("No name"))[:200],
        company=company[:200],
        team=team_id,
        pod=team_write.default_pod(team=team).pk,
        workflow=flow.id,
        entry=flow.stages[0].pk,
        next_at=rules.default_next(team_queries.calendar(team_id), now),
        lead_id=lead.pk,
        claim_token=token,
    )
    deal = services.add_deal(new, now=now, actor=actor)
    for question, words in pull_queries.guide_answers(lead.pk).items():
        services.add_fact(deal, words=words, now=now, actor=actor, item=None, question=question)
    return deal


def take_deal_back(token: UUID, *, now: datetime, actor: int | None) -> None:
    """Discard the deal that a settle made, when the settle is undone or corrected.

    Raise Conflict where the deal was worked on since. The caller has the publish lock.
    """
    found = queries.deal_of_claim(token)
    deal = locks.lock_deal_of_lead(found.lead_id, found.pk) if found and found.lead_id else None
    if deal is None:
        return
    if deal.closed_at is not None or deal.seq > 1:
        raise Conflict(
            _("The deal of this lead has changed since. Close or discard the deal first."),
            code="moved_on",
        )
    fields = {
        "closed_at": now,
        "closed_as": rules.DISCARDED,
        "reason": SETTLE_UNDONE,
        "next_at": None,
    }
    services.move(deal, DealMove("discard", fields, actor), now=now)


def deal_of(token: UUID) -> UUID | None:
    """Return the deal that the settle of a claim made."""
    found = queries.deal_of_claim(token)
    return found.pk if found is not None else None


def lock_publish(code: str) -> None:
    """Take the publish lock of deals first, for an act that adds or discards a deal."""
    if code == QUALIFIED:
        locks.publish_lock()
