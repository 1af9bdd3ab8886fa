"""Steps of the buyer that lines of a pad add, move or drop. Each is a change to answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pullahead.conversations.models import Conversation
from pullahead.sprints import plan_queries, plan_services
from pullahead.sprints.plan_rules import DROPPED, OPEN
from pullahead.sprints.plan_services import NewStep, PlanAct
from pullahead.usecases.deals.access import ActContext

NAME, STEPS_AT_MOST = 120, 100


def open_steps(deal_id: UUID) -> tuple[str, ...]:
    """Return the names of the open steps, which `~` and `-` match by their beginning."""
    return tuple(one.name for one in plan_queries.steps(deal_id) if one.state == OPEN)


def add(context: ActContext, talk: Conversation, name: str, due: date | None) -> None:
    """Add a step; a deal that has 100 keeps the line in the text alone."""
    if not name or plan_queries.steps(context.deal.pk).count() >= STEPS_AT_MOST:
        return
    plan_services.add_step(context.deal, NewStep(name[:NAME], due), _act(context, talk))


def move(context: ActContext, talk: Conversation, name: str, due: date | None) -> None:
    """Give an open step its new date."""
    _change(context, talk, name, due=due)


def drop(context: ActContext, talk: Conversation, name: str) -> None:
    """Drop an open step. Its items stay, and ask to be kept or dropped."""
    _change(context, talk, name, state=DROPPED)


def _change(context: ActContext, talk: Conversation, name: str, **fields: object) -> None:
    rows = [one for one in plan_queries.steps(context.deal.pk) if one.state == OPEN]
    found = next((one for one in rows if one.name == name), None)
    if found is not None:
        plan_services.change_step(found, fields, _act(context, talk))


def _act(context: ActContext, talk: Conversation) -> PlanAct:
    heard: datetime = min(talk.held_at, context.now)
    return PlanAct(context.by.pk, context.now, heard, conversation=talk.pk)
