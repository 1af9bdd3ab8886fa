"""The endpoints of cycles, moments of truth, scenarios, value networks and what was learned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.cycle_schemas import (
    CycleActBody,
    CyclesOut,
    LearntOut,
    ValueBody,
    ValueOut,
)
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import WITH_ID, Id, known_id, opened_by
from pullahead.base.errors import NotFound, wrong
from pullahead.usecases.buying import plan, value
from pullahead.usecases.buying.learnt import learnt
from pullahead.usecases.buying.plan_page import deal_plan
from pullahead.usecases.buying.value_page import value_network
from pullahead.usecases.settings.api_keys import PULL

router = EndpointRouter(tags=["buying groups"])
WITH_STATE = WITH_ID | {409}


@router.get(
    "/learnt",
    **opened_by(PULL),
    response={200: list[LearntOut], WITH_ID: ErrorAnswer},
    summary="Find what was learned",
)
def find_learnt(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=100, description="At least two characters, or none.")] = "",
) -> list[LearntOut]:
    """Find words of customers and adjust lines in the deals that you may see, latest first."""
    found = learnt(viewer=agent(request), query=q)
    return [LearntOut.model_validate(one, from_attributes=True) for one in found]


@router.get(
    "/deals/{deal_id}/cycles",
    **opened_by(PULL),
    response={200: CyclesOut, WITH_ID: ErrorAnswer},
    summary="Read the cycles of a deal",
)
def read_cycles(request: HttpRequest, deal_id: Id) -> CyclesOut:
    """Read the job to be done, willingness, buying jobs, scenarios, cycles and moments."""
    found = deal_plan(deal_id=known_id(deal_id), viewer=agent(request))
    return CyclesOut.model_validate(found, from_attributes=True)


@router.post(
    "/deals/{deal_id}/cycles/{act}",
    **opened_by(PULL),
    response={200: CyclesOut, WITH_STATE: ErrorAnswer},
    summary="Act on the cycles of a deal",
)
def act_on_cycles(request: HttpRequest, deal_id: Id, act: str, body: CycleActBody) -> CyclesOut:
    """Do one act: frame, job, scenario, state, sign, seen, open, step, close, moment, judge."""
    known, person = known_id(deal_id), agent(request)
    deal_plan(deal_id=known, viewer=person)
    verb = ACTS.get(act)
    if verb is None:
        raise NotFound("There is no such act on cycles.")
    verb(body, {"deal_id": known, "by": person})
    return CyclesOut.model_validate(deal_plan(deal_id=known, viewer=person), from_attributes=True)


def _row(body: CycleActBody) -> int:
    if body.row is None:
        raise wrong("row", "missing", "Send the id of the row.")
    return body.row


def _moment(body: CycleActBody, given: Mapping[str, Any]) -> None:
    if body.at is None or body.at.tzinfo is None:
        raise wrong("at", "not_a_time", "Send a time with its zone.")
    plan.plan_moment(**given, at=body.at, expected=body.words, members=body.members)


def _judge(body: CycleActBody, given: Mapping[str, Any]) -> None:
    plan.judge_moment(
        **given,
        moment=_row(body),
        actual=body.words,
        judged=body.code,
        conversation=body.conversation,
    )


ACTS: Mapping[str, Callable[[CycleActBody, Mapping[str, Any]], object]] = {
    "frame": lambda b, g: plan.set_frame(**g, words=b.words),
    "job": lambda b, g: plan.mark_job(**g, job=b.code, mark=b.mark),
    "scenario": lambda b, g: plan.add_scenario(**g, text=b.words),
    "state": lambda b, g: plan.set_scenario(**g, scenario=_row(b), state=b.code),
    "sign": lambda b, g: plan.add_sign(**g, scenario=_row(b), text=b.words),
    "seen": lambda b, g: plan.see_sign(**g, sign=_row(b), seen=b.seen),
    "open": lambda b, g: plan.open_cycle(**g, mode=b.code),
    "step": lambda b, g: plan.write_step(**g, step=b.code, words=b.words),
    "close": lambda b, g: plan.close_cycle(**g),
    "moment": _moment,
    "judge": _judge,
}


@router.get(
    "/deals/{deal_id}/value",
    **opened_by(PULL),
    response={200: ValueOut, WITH_ID: ErrorAnswer},
    summary="Read the value network of a deal",
)
def read_value(request: HttpRequest, deal_id: Id) -> ValueOut:
    """Read roles and deliverables, and the measures of exchange."""
    found = value_network(deal_id=known_id(deal_id), viewer=agent(request))
    return ValueOut.model_validate(found, from_attributes=True)


@router.post(
    "/deals/{deal_id}/value",
    **opened_by(PULL),
    response={200: ValueOut, WITH_STATE: ErrorAnswer},
    summary="Save deliverables of a value network",
)
def save_value(request: HttpRequest, deal_id: Id, body: ValueBody) -> ValueOut:
    """Save deliverables, all or none. One with a known number is changed; roles go by name."""
    known, person = known_id(deal_id), agent(request)
    lines = [
        {
            "number": "" if one.number is None else str(one.number),
            "from": one.giver,
            "to": one.receiver,
            "what": one.what,
            "kind": one.kind,
            "rating": "" if one.rating is None else str(one.rating),
            "triggers": one.triggers,
            "how": one.how,
            "cost": one.cost,
        }
        for one in body.deliverables
    ]
    value.save_lines(deal_id=known, by=person, lines=list(enumerate(lines, 1)))
    return ValueOut.model_validate(
        value_network(deal_id=known, viewer=person), from_attributes=True
    )
