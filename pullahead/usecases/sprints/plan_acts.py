"""Acts on the buyer's plan: steps and objectives. Any team member may record what was heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.pipeline import finding_services
from pullahead.pipeline.rules import DealAct
from pullahead.sprints import plan_queries, plan_services
from pullahead.sprints.models import BuyerStep, Objective
from pullahead.sprints.plan_rules import BUYING_JOBS, OBJECTIVE_STATES, OPEN, STEP_STATES
from pullahead.sprints.plan_services import NewStep, PlanAct
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_code, clean_input
from pullahead.usecases.deals.access import ActContext, ActRequest, perform

NAME, WORDS, MEASURE = 120, 300, 200
STEPS_AT_MOST, OBJECTIVES_AT_MOST = 100, 50
DUE_WITHIN = timedelta(days=3 * 365)
HEARD_WITHIN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class StepInput:
    """Fields of a step as a person typed them; `contact` is the id of a contact in the deal."""

    name: str
    due: date | None = None
    contact: int | None = None
    needs: str = ""
    job: str = ""


def add_step(
    *,
    deal_id: UUID,
    by: Person,
    typed: StepInput,
    heard_at: datetime | None = None,
    first: bool = False,
) -> None:
    """Add a step of the buyer. It is a change that waits for an answer.

    `first`: the plan is new, as in an interview, so nothing changed.
    """

    def verb(context: ActContext) -> None:
        _open(context)
        if plan_queries.steps(deal_id).count() >= STEPS_AT_MOST:
            raise Conflict(_("This deal has 100 steps. Nothing was added."), code="too_many")
        fields = _step_fields(context, typed)
        plan_services.add_step(context.deal, NewStep(**fields), _act(context, heard_at, first))

    perform(ActRequest(deal_id, by), verb)


def change_step(
    *, deal_id: UUID, step_id: UUID, by: Person, typed: StepInput, heard_at: datetime | None = None
) -> None:
    """Change a step: name, date, owner, needs, buying job. Each change waits for an answer."""

    def verb(context: ActContext) -> None:
        _open(context)
        step = _step(deal_id, step_id)
        fields = _step_fields(context, typed, step)
        plan_services.change_step(step, fields, _act(context, heard_at))

    perform(ActRequest(deal_id, by), verb)


def move_step(
    *, deal_id: UUID, step_id: UUID, by: Person, place: int, heard_at: datetime | None = None
) -> None:
    """Move an open step to a place among the open ones, counted from 0."""

    def verb(context: ActContext) -> None:
        _open(context)
        step = _step(deal_id, step_id)
        if step.state != OPEN:
            raise Conflict(_("Only an open step can be moved. Reopen it first."), code="step_ended")
        plan_services.place_step(step, place, _act(context, heard_at))

    perform(ActRequest(deal_id, by), verb)


def end_step(
    *, deal_id: UUID, step_id: UUID, by: Person, state: str, heard_at: datetime | None = None
) -> None:
    """Mark a step as done or dropped, or open it again."""
    code = clean_code(state)
    if code not in STEP_STATES:
        raise wrong("state", "invalid", _("Choose open, done or dropped."))

    def verb(context: ActContext) -> None:
        _open(context)
        step = _step(deal_id, step_id)
        plan_services.change_step(step, {"state": code}, _act(context, heard_at))

    perform(ActRequest(deal_id, by), verb)


def add_objective(
    *,
    deal_id: UUID,
    by: Person,
    words: str,
    measure: str = "",
    heard_at: datetime | None = None,
    first: bool = False,
) -> None:
    """Add an objective in the buyer's words. `first` as in `add_step`."""
    said, how = _words(words), clean_input(measure)[:MEASURE]

    def verb(context: ActContext) -> None:
        _open(context)
        if plan_queries.objectives(deal_id).count() >= OBJECTIVES_AT_MOST:
            raise Conflict(_("This deal has 50 objectives. Nothing was added."), code="too_many")
        act = _act(context, heard_at, first)
        plan_services.add_objective(context.deal, words=said, measure=how, act=act)

    perform(ActRequest(deal_id, by), verb)


def change_objective(
    *,
    deal_id: UUID,
    objective_id: UUID,
    by: Person,
    words: str,
    measure: str = "",
    state: str = OPEN,
    heard_at: datetime | None = None,
) -> None:
    """Change an objective: words, how it is measured, open, met or dropped."""
    said, how, code = _words(words), clean_input(measure)[:MEASURE], clean_code(state)
    if code not in OBJECTIVE_STATES:
        raise wrong("state", "invalid", _("Choose open, met or dropped."))

    def verb(context: ActContext) -> None:
        _open(context)
        found = objective_of(deal_id, objective_id)
        fields = {"words": said, "measure": how, "state": code}
        plan_services.change_objective(found, fields, _act(context, heard_at))

    perform(ActRequest(deal_id, by), verb)


def objective_of(deal_id: UUID, objective_id: UUID) -> Objective:
    """Return an objective of a deal. Raise NotFound."""
    found = plan_queries.objective(deal_id, objective_id)
    if found is None:
        raise NotFound(_("Objective not found. Reload the page."))
    return found


def on_open_deal(deal_id: UUID, by: Person, verb: Callable[[ActContext], None]) -> None:
    """Run an act on a deal that is open, behind its lock."""

    def guarded(context: ActContext) -> None:
        _open(context)
        verb(context)

    perform(ActRequest(deal_id, by), guarded)


def _open(context: ActContext) -> None:
    """Raise Conflict for a closed deal."""
    if context.deal.closed_at is not None:
        context.need(DealAct.LOSE)


def _act(context: ActContext, heard_at: datetime | None, first: bool = False) -> PlanAct:
    if first:
        return PlanAct(context.by.pk, context.now)
    return PlanAct(context.by.pk, context.now, checked_heard(context, heard_at))


def checked_heard(context: ActContext, heard_at: datetime | None) -> datetime:
    """Return when the customer said it: now, or a moment of the last 60 days. Raise Invalid."""
    heard = heard_at or context.now
    if not context.now - HEARD_WITHIN <= heard <= context.now:
        said = _("Enter a time in the last 60 days, when the customer said it.")
        raise wrong("heard_at", "date_barred", said)
    return heard


def _step(deal_id: UUID, step_id: UUID) -> BuyerStep:
    found = plan_queries.step(deal_id, step_id)
    if found is None:
        raise NotFound(_("Step not found. Reload the page."))
    return found


def _words(words: str) -> str:
    said = clean_input(words)[:WORDS]
    if not said:
        raise wrong("words", "answer_required", _("Enter the objective in their words."))
    return said


def _step_fields(
    context: ActContext, typed: StepInput, step: BuyerStep | None = None
) -> dict[str, Any]:
    name, job = clean_input(typed.name), clean_code(typed.job)
    if not name or len(name) > NAME:
        raise wrong("name", "invalid", _("Enter the step in 1 to 120 characters."))
    if job and job not in BUYING_JOBS:
        raise wrong("job", "invalid", _("Choose a buying job from the list."))
    today = context.calendar.local_day(context.now)
    same = step is not None and step.due == typed.due
    if typed.due is not None and not same and not today <= typed.due <= today + DUE_WITHIN:
        raise wrong("due", "date_barred", _("Enter a day between today and three years from now."))
    contact = None
    if typed.contact:
        row = finding_services.contacts_of(context.deal.pk).filter(pk=typed.contact).first()
        if row is None or row.contact.forgotten_at is not None:
            raise wrong("contact", "unknown_contact", _("Choose a contact of the customer."))
        contact = row.contact_id
    return {
        "name": name,
        "due": typed.due,
        "contact_id": contact,
        "needs": clean_input(typed.needs)[:WORDS],
        "job": job,
    }
