"""Endpoints of pods and concessions. Contributors read pods; they see no money."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Schema
from ninja.responses import Status
from pydantic import Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.schemas import Body
from pullahead.api.v1.common import FAILURES, WITH_ID, WITH_TOKEN, Id, known_id, opened_by
from pullahead.base.errors import wrong
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings.api_keys import PULL
from pullahead.usecases.sprints import concessions, pod_page, requests
from pullahead.usecases.sprints.pods import PodSettings

router = EndpointRouter(tags=["pods"])
PodId = Annotated[int, Path(ge=1, le=2**53)]


class PodMemberOut(Schema):
    """Member of a pod, with the share of their week."""

    person_id: int
    name: str
    share: int


class PodRightOut(Schema):
    """Right of a pod to grant without asking: percent of the price, or days."""

    what: str
    up_to: str


class PodReturnOut(Schema):
    """Return of a pod in a quarter."""

    year: int
    quarter: int
    n: int
    won: str
    hours: str
    net: str | None


class PodOut(Schema):
    """A pod."""

    id: int
    name: str
    kind: str
    team: str
    vision: str
    goal: str
    stand_up_days: str
    limit: int | None
    held: int
    members: list[PodMemberOut]
    rights: list[PodRightOut]


class PodPageOut(PodOut):
    """A pod with its return by quarter; empty for contributors."""

    open_deals: int
    returns: list[PodReturnOut]


class ConcessionBody(Body):
    """Concession to grant."""

    what: str = Field(max_length=9, description="`discount` (percent) or `free_days`.")
    amount: str = Field(max_length=8, description="Percent or days, as text.")
    pod: int | None = Field(
        None, ge=1, le=2**53, description="Shared pod to ask. Default: none; grant it by right."
    )
    why: str = Field("", max_length=300, description="Reason for the pod that is asked.")
    seen: str = Field(
        "", max_length=8, description="The right as you read it; a lowered one is refused."
    )


class ConcessionOut(Schema):
    """Something granted to the buyer, or asked of a shared pod."""

    id: UUID
    what: str
    amount: str
    by: str
    at: datetime
    state: str
    pod: str


@router.get(
    "/pods",
    **opened_by(PULL, contributors=True),
    response={200: list[PodOut], FAILURES: ErrorAnswer},
    summary="List pods",
)
def list_pods(request: HttpRequest) -> list[PodOut]:
    """List the pods that you work in, or lead."""
    return [PodOut(**_pod(one)) for one in pod_page.pods_seen(viewer=agent(request))]


@router.get(
    "/pods/{pod_id}",
    **opened_by(PULL, contributors=True),
    response={200: PodPageOut, WITH_ID: ErrorAnswer},
    summary="Read a pod",
)
def read_pod(request: HttpRequest, pod_id: PodId) -> PodPageOut:
    """Read a pod with its members, rights, limit and return by quarter."""
    found = pod_page.pod_page(pod_id=pod_id, viewer=agent(request))
    returns = [
        PodReturnOut(
            year=one.year,
            quarter=one.quarter,
            n=one.n,
            won=str(one.won),
            hours=str(one.hours),
            net=str(one.net) if one.net is not None else None,
        )
        for one in found.returns
    ]
    return PodPageOut(**_pod(found.pod), open_deals=found.open_deals, returns=returns)


@router.post(
    "/deals/{deal_id}/concessions",
    **opened_by(PULL),
    response={201: list[ConcessionOut], WITH_TOKEN: ErrorAnswer},
    summary="Grant a concession",
)
def grant_concession(
    request: HttpRequest, deal_id: Id, body: ConcessionBody
) -> Status[list[ConcessionOut]]:
    """Grant within the right of the deal's pod, or ask a shared pod. 409 if it must be asked."""
    person, known = agent(request), known_id(deal_id)
    if body.pod is not None:
        requests.ask(
            deal_id=known,
            by=person,
            what=body.what,
            amount=_number(body.amount, "amount"),
            pod_id=body.pod,
            why=body.why,
        )
        return Status(201, _concessions(known, person))
    concessions.grant(
        deal_id=known,
        by=person,
        what=body.what,
        amount=_number(body.amount, "amount"),
        seen=_number(body.seen, "seen") if body.seen else None,
    )
    return Status(201, _concessions(known, person))


def _concessions(deal_id: UUID, viewer: Person) -> list[ConcessionOut]:
    rows = concessions.concessions_of(deal_id=deal_id, viewer=viewer).rows
    return [
        ConcessionOut(
            id=one.id,
            what=one.what,
            amount=str(one.amount),
            by=one.by,
            at=one.at,
            state=one.state,
            pod=one.pod,
        )
        for one in rows
    ]


def _pod(one: PodSettings) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind,
        "team": one.team,
        "vision": one.vision,
        "goal": one.goal,
        "stand_up_days": one.stand_up_days,
        "limit": one.limit,
        "held": one.held,
        "members": [
            PodMemberOut(person_id=m.person_id, name=m.name, share=m.share) for m in one.members
        ],
        "rights": [PodRightOut(what=w, up_to=str(up_to)) for w, up_to in one.rights.items()],
    }


def _number(text: str, field: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise wrong(field, "invalid", "Send a number as text, such as “5”.") from None
