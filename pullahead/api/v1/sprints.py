"""The endpoints of items, sprints, the stand-up and reallocations."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import dateformat
from ninja.responses import Status

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.sprint_schemas import (
    AnswerBody,
    ChangeOut,
    FreeHandsOut,
    ItemActBody,
    ItemBody,
    ItemChangeBody,
    ItemOut,
    PersonWeekOut,
    PodOrderOut,
    ReallocationBody,
    SavedOut,
    SprintOut,
    StandUpLineOut,
    StandUpOut,
)
from pullahead.api.v1.common import WITH_ID, WITH_TOKEN, Id, known_id, opened_by
from pullahead.base.errors import NotFound, wrong
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings.api_keys import PULL
from pullahead.usecases.sprints import answering, items, pages, reallocating, taking
from pullahead.usecases.sprints.item_page import item_page
from pullahead.usecases.sprints.reading import ItemRow

router = EndpointRouter(tags=["sprints"])
ANSWERS: dict[Any, Any] = {200: ItemOut, WITH_TOKEN: ErrorAnswer}


@router.get(
    "/pods/{pod_id}/order",
    **opened_by(PULL, contributors=True),
    response={200: PodOrderOut, WITH_ID: ErrorAnswer},
    summary="Read the order of a pod's items",
)
def read_order(request: HttpRequest, pod_id: int) -> PodOrderOut:
    """List the items of the backlog and the sprint, best first, each with the reason."""
    page = pages.order_page(pod_id=pod_id, viewer=agent(request))
    rows = [item_out(one, page.today) for one in page.items]
    return PodOrderOut(pod_id=pod_id, name=page.pod.name, items=rows)


@router.get(
    "/pods/{pod_id}/sprint",
    **opened_by(PULL, contributors=True),
    response={200: SprintOut, WITH_ID: ErrorAnswer},
    summary="Read the sprint of the week",
)
def read_sprint(request: HttpRequest, pod_id: int) -> SprintOut:
    """Read the backlog, and each person's hours and items of the present week."""
    page = pages.sprint_page(pod_id=pod_id, viewer=agent(request))
    return SprintOut(
        pod_id=pod_id,
        id=page.sprint_id,
        starts=page.starts,
        backlog=[item_out(one, page.today) for one in page.backlog],
        people=[
            PersonWeekOut(
                person_id=one.person_id,
                name=one.name,
                hours=one.hours,
                taken=one.taken,
                items=[item_out(row, page.today) for row in one.items],
            )
            for one in page.people
        ],
    )


@router.get(
    "/pods/{pod_id}/standup",
    **opened_by(PULL, contributors=True),
    response={200: StandUpOut, WITH_ID: ErrorAnswer},
    summary="Read the stand-up",
)
def read_stand_up(request: HttpRequest, pod_id: int) -> StandUpOut:
    """List the exceptions of a pod, from the close, and who has free hours."""
    page = pages.stand_up_page(pod_id=pod_id, viewer=agent(request))
    return StandUpOut(
        pod_id=pod_id,
        lines=[
            StandUpLineOut(
                kind=one.code,
                deal_id=one.deal_id,
                item_id=one.item.id if one.item is not None else None,
                promise_id=one.promise.id if one.promise is not None else None,
                change=ChangeOut.model_validate(one.change, from_attributes=True)
                if one.change is not None
                else None,
                since=one.since,
            )
            for one in page.lines
        ],
        free=[
            FreeHandsOut(
                person_id=one.person_id,
                name=one.name,
                hours=one.hours,
                item_id=one.item.id if one.item is not None else None,
            )
            for one in page.free
        ],
    )


@router.post(
    "/items",
    **opened_by(PULL),
    response={201: ItemOut, WITH_TOKEN: ErrorAnswer},
    summary="Add an item",
)
def add_item(request: HttpRequest, body: ItemBody) -> Status[ItemOut]:
    """Add an item of a deal to the backlog of a pod."""
    person = agent(request)
    typed = items.ItemInput(
        body.what,
        body.size,
        body.kind,
        step_id=typed_id(body.step_id, "step_id"),
        objective_id=typed_id(body.objective_id, "objective_id"),
        skill=body.skill,
        urgent=body.urgent,
    )
    made = items.add(deal_id=known_id(body.deal_id), by=person, typed=typed, pod_id=body.pod_id)
    return Status(201, _read(made, person))


@router.patch(
    "/items/{item_id}",
    **opened_by(PULL, contributors=True),
    response=ANSWERS,
    summary="Change an item",
)
def change_item(request: HttpRequest, item_id: Id, body: ItemChangeBody) -> ItemOut:
    """Correct the hours left, the step or objective that it serves, or its urgent mark."""
    person, known = agent(request), known_id(item_id)
    if body.left is not None:
        items.left(item_id=known, by=person, hours=_hours(body.left))
    named = {"step_id": body.step_id, "objective_id": body.objective_id}
    served = {name: typed_id(text, name) for name, text in named.items() if text is not None}
    if served:
        items.serve(item_id=known, by=person, served=served)
    if body.urgent is not None:
        items.mark_urgent(item_id=known, by=person, on=body.urgent)
    return _read(known, person)


@router.post(
    "/items/{item_id}/{act}",
    **opened_by(PULL, contributors=True),
    response=ANSWERS,
    summary="Act on an item",
)
def act_on_item(request: HttpRequest, item_id: Id, act: str, body: ItemActBody) -> ItemOut:
    """`take`, `ask`, `decline`, `partner`, `done`, `date`, `drop`, `block` or `unblock` an item."""
    person, known = agent(request), known_id(item_id)
    verb = ACTS.get(act)
    if verb is None:
        raise NotFound("Unknown act. Nothing was changed. Use one of the acts in docs/api.md.")
    verb(body, {"item_id": known, "by": person})
    return _read(known, person)


@router.post(
    "/reallocations",
    **opened_by(PULL, contributors=True),
    response={200: SavedOut, WITH_TOKEN: ErrorAnswer},
    summary="Reallocate a person",
)
def reallocate(request: HttpRequest, body: ReallocationBody) -> SavedOut:
    """Move yourself from one item to another, or ask a colleague to."""
    typed = reallocating.MoveInput(
        body.reason, typed_day(body.new_date, "new_date"), body.revoke, body.over_reason
    )
    reallocating.reallocate(
        from_id=known_id(body.from_id),
        to_id=known_id(body.to_id),
        person_id=body.person_id,
        by=agent(request),
        typed=typed,
    )
    return SavedOut()


@router.post(
    "/reallocations/{row_id}/agree",
    **opened_by(PULL, contributors=True),
    response={200: SavedOut, WITH_TOKEN: ErrorAnswer},
    summary="Agree to a reallocation",
)
def agree_to_reallocation(request: HttpRequest, row_id: Id) -> SavedOut:
    """Agree to a colleague's request; the rank is checked again, and the work moves."""
    reallocating.agree(row_id=known_id(row_id), by=agent(request))
    return SavedOut()


@router.post(
    "/changes/{change_id}/answer",
    **opened_by(PULL),
    response={200: SavedOut, WITH_TOKEN: ErrorAnswer},
    summary="Answer a change of the buyer",
)
def answer_change(request: HttpRequest, change_id: Id, body: AnswerBody) -> SavedOut:
    """Answer that the plan stays as it is. *Changed* follows from the first act on an item."""
    if body.answer != "stands":
        raise wrong("answer", "invalid", "Send the answer “stands”, or act on an item.")
    answering.plan_stands(change_id=known_id(change_id), by=agent(request))
    return SavedOut()


def _read(item_id: UUID, viewer: Person) -> ItemOut:
    page = item_page(item_id=item_id, viewer=viewer)
    return item_out(page.row, page.today)


def item_out(row: ItemRow, today: date) -> ItemOut:
    """Return an item as the endpoints answer it."""
    names = {one.name for one in fields(ItemRow)} & set(ItemOut.model_fields)
    due = dateformat.format(row.step_due, "j M") if row.step_due is not None else ""
    cost = f"{row.cost:,.0f}" if row.cost is not None else ""
    reason = str(row.reason(today=today, cost=cost, due=due))
    plain = {name: getattr(row, name) for name in names}
    return ItemOut.model_validate(
        {**plain, "reason": reason, "day_cost": row.cost, "urgent": row.urgent}
    )


def typed_id(text: str | None, field: str) -> UUID | None:
    """Return an id in a body; None for a blank one. Raise Invalid."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise wrong(field, "invalid", "Send an id of the deal's step or objective.") from None


def _hours(text: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text, re.ASCII):
        raise wrong("left", "not_an_amount", "Send hours as text, such as “2.5”.")
    return Decimal(text)


def typed_day(text: str | None, field: str) -> date | None:
    """Return a day in a body; None for a blank one. Raise Invalid."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong(field, "not_a_time", "Send a day such as “2026-05-04”.") from None


def _date(body: ItemActBody, given: dict[str, Any]) -> None:
    on = typed_day(body.until, "until")
    if on is None:
        raise wrong("until", "date_barred", "Send a day such as “2026-05-04”.")
    items.new_date(**given, on=on, reason=body.reason)


Verb = Callable[[ItemActBody, dict[str, Any]], None]
ACTS: Mapping[str, Verb] = {
    "take": lambda b, g: taking.take(**g, over_reason=b.over_reason),
    "ask": lambda b, g: taking.ask(**g, person_id=b.person_id or 0),
    "decline": lambda b, g: taking.decline(**g),
    "partner": lambda b, g: taking.partner_takes(
        **g, contact_id=known_id(b.contact_id or ""), words=b.words
    ),
    "done": lambda b, g: items.done(**g, words=b.words),
    "date": _date,
    "drop": lambda b, g: items.drop(**g, reason=b.reason),
    "block": lambda b, g: items.block(**g, why=b.why),
    "unblock": lambda b, g: items.unblock(**g),
}
