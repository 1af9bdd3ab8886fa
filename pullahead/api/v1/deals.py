"""The endpoints of deals. A deal's ETag is its sequence; acts that move it need If-Match."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query
from ninja.responses import Status

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.deal_schemas import (
    DealActBody,
    DealBody,
    DealChangeBody,
    DealOut,
    DealRowOut,
    FieldOut,
    FlowTableOut,
    NextDealOut,
    NoticeOut,
    NoticesReadBody,
    NoticesReadOut,
    TransitionOut,
    WorkflowOut,
)
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import FAILURES, WITH_ID, Id, known_id, opened_by
from pullahead.api.v1.leads import IdempotencyKey
from pullahead.base.errors import Conflict, NotFound, Problem, wrong
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.deals import (
    acts,
    board,
    closing,
    edit,
    findings,
    flow_page,
    flow_view,
    notices,
    undo,
)
from pullahead.usecases.deals.deal_list import deal_list
from pullahead.usecases.deals.detail import DealDetail, deal_detail
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.deals.field_values import ShownField
from pullahead.usecases.settings.api_keys import PULL

router = EndpointRouter(tags=["deals"])
ACT_FAILURES = WITH_ID | {409, 412, 428}
IF_MATCH = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=40,
        pattern=r"^[ -~]*$",
        description="The ETag of the deal as you read it.",
    ),
]
Shown = Literal["open", "ready_late", "hold_over", "over_sle", "closed"]


@router.get(
    "/deals",
    **opened_by(PULL),
    response={200: list[DealRowOut], FAILURES: ErrorAnswer},
    summary="List deals",
)
def list_deals(
    request: HttpRequest,
    show: Annotated[
        Literal["open", "ready_late", "hold_over", "over_sle", "closed"], Query()
    ] = "open",
) -> list[DealRowOut]:
    """List at most 200 deals of your team, the earliest next date first."""
    found = deal_list(viewer=agent(request), which=show)
    plain = [name for name in DealRowOut.model_fields if name != "fields"]
    return [
        DealRowOut.model_validate(
            {name: getattr(one, name) for name in plain} | {"fields": _custom(one.fields)}
        )
        for one in found.rows
    ]


def _custom(fields: Sequence[ShownField]) -> dict[str, FieldOut]:
    """Return custom fields by code."""
    return {one.code: one.text if isinstance(one.value, Decimal) else one.value for one in fields}


@router.post(
    "/deals",
    **opened_by(PULL),
    response={201: DealOut, WITH_ID: ErrorAnswer},
    summary="Add a deal",
)
def add_deal(
    request: HttpRequest,
    response: HttpResponse,
    body: DealBody,
    idempotency_key: IdempotencyKey = None,
) -> Status[DealOut]:
    """Add a deal, ready for the first stage of your team's workflow.

    With an `Idempotency-Key`, sending it again is safe: the answer is the deal of then.
    """
    person = agent(request)
    made = edit.add(typed=_typed(body), by=person, key=idempotency_key or "")
    return Status(201, _deal(made, person, response))


@router.get(
    "/deals/{deal_id}",
    **opened_by(PULL),
    response={200: DealOut, WITH_ID: ErrorAnswer},
    summary="Read a deal",
)
def read_deal(request: HttpRequest, response: HttpResponse, deal_id: Id) -> DealOut:
    """Read a deal of your team. Its ETag guards your next act; `acts` lists the allowed acts."""
    person = agent(request)
    return _deal(known_id(deal_id), person, response)


@router.patch(
    "/deals/{deal_id}",
    **opened_by(PULL),
    response={200: DealOut, ACT_FAILURES: ErrorAnswer},
    summary="Change a deal",
)
def change_deal(
    request: HttpRequest,
    response: HttpResponse,
    deal_id: Id,
    body: DealChangeBody,
    if_match: IF_MATCH = None,
) -> DealOut:
    """Replace title, company, value, chance and next action.

    The next date and custom fields that are not sent stay as they are.
    """
    person, known = agent(request), known_id(deal_id)
    deal_detail(deal_id=known, viewer=person)
    seq = _seq(if_match)
    _guarded(lambda: edit.change(deal_id=known, typed=_typed(body), by=person, seq=seq))
    return _deal(known, person, response)


@router.post(
    "/deals/{deal_id}/{act}",
    **opened_by(PULL),
    response={200: DealOut, ACT_FAILURES: ErrorAnswer},
    summary="Act on a deal",
)
def act_on_deal(
    request: HttpRequest,
    response: HttpResponse,
    deal_id: Id,
    act: str,
    body: DealActBody,
    if_match: IF_MATCH = None,
) -> DealOut:
    """Act on a deal. Every act follows the order of the stages and the limits.

    `pull`, `finish`, `wait`, `resume`, `back`, `move`, `take`, `release`, `hand-over`, `win`,
    `lose`, `discard`, `reopen` and `undo` need If-Match; `block`, `unblock`, `signal`, `answer`,
    `fact`, `contact`, `mark`, `finding` and `confirm` do not.
    """
    person, known = agent(request), known_id(deal_id)
    deal_detail(deal_id=known, viewer=person)
    verb = ACTS.get(act)
    if verb is None:
        raise NotFound("Unknown act. Nothing was changed. Use one of the acts in docs/api.md.")
    given: dict[str, Any] = {"deal_id": known, "by": person}
    if act in MOVES:
        given["seq"] = _seq(if_match)
    _guarded(lambda: verb(body, given))
    return _deal(known, person, response)


@router.get(
    "/next-deal",
    **opened_by(PULL),
    response={200: NextDealOut, WITH_ID: ErrorAnswer},
    summary="What is next",
)
def next_deal(request: HttpRequest) -> NextDealOut:
    """Read your next work on deals, and its class from 0 (answer) to 4 (start)."""
    step = board.next_step(viewer=agent(request))
    if step is None:
        return NextDealOut(deal_id=None, act="", urgency=None)
    return NextDealOut(deal_id=step.card.id, act=step.act, urgency=step.urgency)


@router.get(
    "/notices",
    **opened_by(PULL),
    response={200: list[NoticeOut], FAILURES: ErrorAnswer},
    summary="List notices",
)
def list_notices(request: HttpRequest) -> list[NoticeOut]:
    """List your notices of deals, unread ones first."""
    rows = notices.notices_of(agent(request))
    return [NoticeOut.model_validate(one, from_attributes=True) for one in rows]


@router.post(
    "/notices/read",
    **opened_by(PULL),
    response={200: NoticesReadOut, FAILURES: ErrorAnswer},
    summary="Mark notices as read",
)
def read_notices(request: HttpRequest, body: NoticesReadBody) -> NoticesReadOut:
    """Mark notices as read; keys of notices that ended are passed over."""
    marked = notices.mark(viewer=agent(request), keys=body.keys or None)
    return NoticesReadOut(marked=marked)


@router.post(
    "/stages/{stage_id}/pull",
    **opened_by(PULL),
    response={200: DealOut, ACT_FAILURES: ErrorAnswer},
    summary="Pull the best deal into a stage",
)
def pull_into_stage(request: HttpRequest, response: HttpResponse, stage_id: int) -> DealOut:
    """Pull the first deal that the stage could pull; 409 `nothing_to_pull` without one."""
    person = agent(request)
    known = flow_view.pull_into(stage_id=stage_id, by=person)
    return _deal(known, person, response)


@router.get(
    "/workflow",
    **opened_by(PULL),
    response={200: WorkflowOut, WITH_ID: ErrorAnswer},
    summary="Read the workflow",
)
def read_workflow(request: HttpRequest) -> WorkflowOut:
    """List the stages of your team in order, with their limits and numbers of deals."""
    found = flow_view.workflow_view(viewer=agent(request))
    return WorkflowOut.model_validate(found, from_attributes=True)


@router.get(
    "/transitions",
    **opened_by(PULL),
    response={200: list[TransitionOut], WITH_ID: ErrorAnswer},
    summary="Export transitions",
)
def export_transitions(
    request: HttpRequest, after: Annotated[int, Query(ge=0, le=2**53)] = 0
) -> list[TransitionOut]:
    """List at most 1,000 transitions of your team's deals after the id `after`, in order."""
    rows = flow_view.transitions_after(viewer=agent(request), after=after)
    return [TransitionOut.model_validate(one, from_attributes=True) for one in rows]


@router.get(
    "/flow/{chart}",
    **opened_by(PULL),
    response={200: FlowTableOut, WITH_ID: ErrorAnswer},
    summary="Read the figures of a chart",
)
def read_flow(request: HttpRequest, chart: str) -> FlowTableOut:
    """`cumulative`, `cycle`, `aging`, `throughput` or `wip` of your team, for the last 84 days."""
    found = flow_page.flow_view(viewer=agent(request)).table(chart)
    rows = [[str(cell) for cell in row] for row in found.rows]
    return FlowTableOut(title=found.title, columns=list(found.columns), rows=rows)


def _deal(deal_id: UUID, viewer: Person, response: HttpResponse) -> DealOut:
    deal: DealDetail = deal_detail(deal_id=deal_id, viewer=viewer)
    response["ETag"] = f'"{deal.seq}"'
    own = {"acts", "contacts", "findings", "fields"}
    plain = {name: getattr(deal, name) for name in DealOut.model_fields if name not in own}
    beside = {
        "contacts": [asdict(one) for one in deal.people.contacts],
        "findings": [asdict(one) for one in deal.people.findings],
        "fields": _custom(deal.fields),
    }
    return DealOut.model_validate({**plain, **beside, "acts": sorted(deal.acts)})


def _seq(if_match: str | None) -> int:
    """Return the sequence that If-Match names. Raise Problem 428 without one, 412 for another."""
    if if_match is None:
        raise Problem(
            "Send the deal's ETag as If-Match, so that no change of others is lost. Nothing was "
            "changed.",
            code="if_match_required",
            status=428,
        )
    named = if_match.strip().removeprefix("W/").strip('"')
    if not (named.isascii() and named.isdigit() and len(named) < 10):
        raise _not_matched()
    return int(named)


def _not_matched() -> Problem:
    return Problem(
        "The deal was changed since you read it. Nothing was changed; read it again.",
        code="if_match_failed",
        status=412,
    )


def _guarded(act: Callable[[], None]) -> None:
    try:
        act()
    except Conflict as problem:
        if problem.code == "moved_on":
            raise _not_matched() from problem
        raise


def _typed(body: DealBody) -> DealInput:
    return DealInput(
        title=body.title,
        company=body.company,
        value=_money(body.value),
        chance=body.chance,
        next_action=body.next_action,
        next_on=_day(body.next_on, "next_on"),
        custom=body.fields,
    )


def _money(text: str | None) -> Decimal | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,2})?", text, re.ASCII):
        raise wrong("value", "not_an_amount", "Send a number as text, such as “1200.50”.")
    return Decimal(text)


def _day(text: str | None, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = "Send a day such as “2026-05-04”."
        raise wrong(field, "not_a_time", said) from None


Verb = Callable[[DealActBody, dict[str, Any]], None]
ACTS: Mapping[str, Verb] = {
    "pull": lambda b, g: acts.pull(**g, reason=b.reason, override=b.override, said=b.said),
    "finish": lambda b, g: acts.finish(**g),
    "wait": lambda b, g: acts.wait(**g, until=_day(b.until, "until")),
    "resume": lambda b, g: acts.resume(**g),
    "back": lambda b, g: acts.back(**g, to=b.to or 0, reason=b.reason, override=b.override),
    "move": lambda b, g: acts.move_to(**g, to=b.to or 0, reason=b.reason, override=b.override),
    "take": lambda b, g: acts.take(**g, override=b.override),
    "release": lambda b, g: acts.release(**g),
    "hand-over": lambda b, g: acts.hand_over(**g, to=b.to or 0, override=b.override),
    "win": lambda b, g: closing.win(**g, value=_money(b.value), said=b.said, reason=b.reason),
    "lose": lambda b, g: closing.lose(**g, reason=b.reason, note=b.note),
    "discard": lambda b, g: closing.discard(**g, reason=b.reason, note=b.note),
    "reopen": lambda b, g: closing.reopen(**g, override=b.override),
    "undo": lambda b, g: undo.undo(**g),
    "block": lambda b, g: edit.block(
        **g, cause=b.cause, note=b.note, review_on=_day(b.until, "until")
    ),
    "unblock": lambda b, g: edit.unblock(**g, how=b.how),
    "signal": lambda b, g: edit.signal(**g, kind=b.kind, words=b.words),
    "answer": lambda b, g: edit.answer(**g, text=b.text, next_on=_day(b.until, "until")),
    "fact": lambda b, g: edit.fact(**g, item=b.item or 0, words=b.words),
    "contact": lambda b, g: findings.add_contact(
        **g, name=b.name, role=b.role, decides=b.decides, sees=b.sees
    ),
    "mark": lambda b, g: findings.mark_contact(
        **g, contact=b.contact or 0, decides=b.decides, sees=b.sees
    ),
    "finding": lambda b, g: findings.add_finding(
        **g, kind=b.kind, words=b.words, amount=_money(b.value), period=b.period
    ),
    "confirm": lambda b, g: findings.confirm_finding(
        **g, finding=b.finding or 0, contact=b.contact or 0, how=b.how
    ),
}
BESIDE = {"block", "unblock", "signal", "answer", "fact", "contact", "mark", "finding", "confirm"}
MOVES = frozenset(ACTS) - BESIDE
