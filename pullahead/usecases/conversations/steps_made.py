"""Steps of the buyer that lines of a pad add, move or drop. Each is a change to answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pullahead.conversations.models import Conversation
from pullahead.sprints import plan_queries, plan_services
from pullahead.sprints.plan_rules import DROPPED, OPEN
from pullahead.sprints.plan_services import NewStep, PlanAct
from pullahead.usecases.conversations.talk_changes import StepChange
from pullahead.usecases.deals.access import ActContext

NAME, STEPS_AT_MOST = 120, 100


def open_steps(deal_id: UUID) -> tuple[str, ...]:
    """Return the names of the open steps, which `~` and `-` match by their beginning."""
    return tuple(one.name for one in plan_queries.steps(deal_id) if one.state == OPEN)


def add(context: ActContext, talk: Conversation, name: str, due: date | None) -> StepChange | None:
    """Add a step; a deal that has 100 keeps the line in the text alone."""
    if not name or plan_queries.steps(context.deal.pk).count() >= STEPS_AT_MOST:
        return None
    new = NewStep(name[:NAME], due)
    made = plan_services.add_step(context.deal, new, _act(context, talk))
    return StepChange(str(made.pk), "state", DROPPED, OPEN)


def move(context: ActContext, talk: Conversation, name: str, due: date | None) -> StepChange | None:
    """Give an open step its new date."""
    return _change(context, talk, name, "due", due)


def drop(context: ActContext, talk: Conversation, name: str) -> StepChange | None:
    """Drop an open step. Its items stay, and ask to be kept or dropped."""
    return _change(context, talk, name, "state", DROPPED)


def undo(context: ActContext, change: StepChange) -> None:
    """Put a step back, unless it was changed since. An added step is dropped."""
    rows = plan_queries.steps(context.deal.pk)
    found = next((one for one in rows if str(one.pk) == change.step), None)
    if found is None or _plain(getattr(found, change.field)) != change.now:
        return
    was: object = change.was
    if change.field == "due":
        was = date.fromisoformat(change.was) if change.was else None
    plan_services.change_step(found, {change.field: was}, PlanAct(context.by.pk, context.now))


def _plain(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else str(value) if value else None


def _change(
    context: ActContext, talk: Conversation, name: str, field: str, new: object
) -> StepChange | None:
    rows = [one for one in plan_queries.steps(context.deal.pk) if one.state == OPEN]
    found = next((one for one in rows if one.name == name), None)
    if found is None:
        return None
    was = _plain(getattr(found, field))
    plan_services.change_step(found, {field: new}, _act(context, talk))
    return StepChange(str(found.pk), field, was, _plain(new))


def _act(context: ActContext, talk: Conversation) -> PlanAct:
    heard: datetime = min(talk.held_at, context.now)
    return PlanAct(context.by.pk, context.now, heard, conversation=talk.pk)
