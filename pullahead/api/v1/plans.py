"""Endpoints of the buyer's plan: steps, objectives and fits of a deal."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja.responses import Status

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.plan_schemas import (
    DealPlanOut,
    FitBody,
    FitOut,
    ObjectiveBody,
    ObjectiveChangeBody,
    ObjectiveOut,
    OfferOut,
    PlanChangeOut,
    StepBody,
    StepChangeBody,
    StepOut,
)
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import WITH_ID, WITH_TOKEN, Id, known_id, opened_by
from pullahead.base.errors import wrong
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings.api_keys import PULL
from pullahead.usecases.sprints import delivery, plan_acts
from pullahead.usecases.sprints.delivery import ObjectiveView
from pullahead.usecases.sprints.plan import deal_plan
from pullahead.usecases.sprints.plan_acts import StepInput

router = EndpointRouter(tags=["plan"])
ADDED: dict[Any, Any] = {201: DealPlanOut, WITH_TOKEN: ErrorAnswer}
SAVED: dict[Any, Any] = {200: DealPlanOut, WITH_TOKEN: ErrorAnswer}


@router.get(
    "/deals/{deal_id}/plan",
    **opened_by(PULL),
    response={200: DealPlanOut, WITH_ID: ErrorAnswer},
    summary="Read the plan of a deal",
)
def read_plan(request: HttpRequest, deal_id: Id) -> DealPlanOut:
    """Read the buyer's steps and objectives, the Delivery, and the changes with their answers."""
    return _plan(known_id(deal_id), agent(request))


@router.post(
    "/deals/{deal_id}/steps", **opened_by(PULL), response=ADDED, summary="Add a buyer's step"
)
def add_step(request: HttpRequest, deal_id: Id, body: StepBody) -> Status[DealPlanOut]:
    """Add a step of the buyer. It is a change that waits for an answer."""
    person, known = agent(request), known_id(deal_id)
    plan_acts.add_step(deal_id=known, by=person, typed=_step(body), heard_at=body.heard_at)
    return Status(201, _plan(known, person))


@router.put(
    "/deals/{deal_id}/steps/{step_id}",
    **opened_by(PULL),
    response=SAVED,
    summary="Change a buyer's step",
)
def put_step(request: HttpRequest, deal_id: Id, step_id: Id, body: StepChangeBody) -> DealPlanOut:
    """Replace the fields of a step; `state` and `place` too, if they are sent."""
    person, known = agent(request), known_id(deal_id)
    given: dict[str, Any] = {
        "deal_id": known,
        "step_id": known_id(step_id),
        "by": person,
        "heard_at": body.heard_at,
    }
    plan_acts.change_step(**given, typed=_step(body))
    if body.state is not None:
        plan_acts.end_step(**given, state=body.state)
    if body.place is not None:
        plan_acts.move_step(**given, place=body.place)
    return _plan(known, person)


@router.post(
    "/deals/{deal_id}/objectives", **opened_by(PULL), response=ADDED, summary="Add an objective"
)
def add_objective(request: HttpRequest, deal_id: Id, body: ObjectiveBody) -> Status[DealPlanOut]:
    """Add an objective in the buyer's words."""
    person, known = agent(request), known_id(deal_id)
    plan_acts.add_objective(
        deal_id=known, by=person, words=body.words, measure=body.measure, heard_at=body.heard_at
    )
    return Status(201, _plan(known, person))


@router.put(
    "/deals/{deal_id}/objectives/{objective_id}",
    **opened_by(PULL),
    response=SAVED,
    summary="Change an objective",
)
def put_objective(
    request: HttpRequest, deal_id: Id, objective_id: Id, body: ObjectiveChangeBody
) -> DealPlanOut:
    """Replace the fields of an objective."""
    person, known = agent(request), known_id(deal_id)
    plan_acts.change_objective(
        deal_id=known,
        objective_id=known_id(objective_id),
        by=person,
        words=body.words,
        measure=body.measure,
        state=body.state,
        heard_at=body.heard_at,
    )
    return _plan(known, person)


@router.put("/deals/{deal_id}/fits", **opened_by(PULL), response=SAVED, summary="Rate a fit")
def put_fit(request: HttpRequest, deal_id: Id, body: FitBody) -> DealPlanOut:
    """Store whether an offer meets an objective. Sending it again changes nothing."""
    person, known = agent(request), known_id(deal_id)
    delivery.set_fit(
        deal_id=known,
        by=person,
        objective_id=known_id(body.objective_id),
        offer_id=known_id(body.offer_id),
        fit=body.fit,
        gap=body.gap,
        proof=known_id(body.proof) if body.proof else None,
    )
    return _plan(known, person)


def _step(body: StepBody) -> StepInput:
    due = None
    if body.due:
        try:
            due = date.fromisoformat(body.due)
        except ValueError:
            raise wrong("due", "not_a_time", "Send a day such as “2026-05-04”.") from None
    return StepInput(body.name, due, body.contact, body.needs, body.job)


def _plan(deal_id: UUID, viewer: Person) -> DealPlanOut:
    found = deal_plan(deal_id=deal_id, viewer=viewer)
    return DealPlanOut(
        deal_id=found.deal_id,
        steps=[StepOut.model_validate(one, from_attributes=True) for one in found.steps],
        ended=[StepOut.model_validate(one, from_attributes=True) for one in found.ended],
        objectives=[_objective(one) for one in found.delivery.objectives],
        offers=[
            OfferOut.model_validate(one, from_attributes=True) for one in found.delivery.offers
        ],
        proven=found.delivery.proven,
        total=found.delivery.total,
        hours_done=found.delivery.hours.part,
        hours=found.delivery.hours.total,
        changes=[PlanChangeOut.model_validate(one, from_attributes=True) for one in found.changes],
        history=[PlanChangeOut.model_validate(one, from_attributes=True) for one in found.history],
    )


def _objective(one: ObjectiveView) -> ObjectiveOut:
    return ObjectiveOut(
        id=one.id,
        words=one.words,
        measure=one.measure,
        state=one.state,
        proven=one.proven,
        fits=[
            FitOut(
                offer_id=cell.offer.id,
                fit=cell.fit,
                gap=cell.gap,
                proof=cell.proof,
                proven=cell.proven,
            )
            for cell in one.cells
        ],
    )
