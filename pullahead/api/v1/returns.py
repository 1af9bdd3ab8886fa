"""Endpoints of returns to vendors, for marketing and administrators."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import WITH_ID, Id, known_id, opened_by
from pullahead.usecases.intake import returns
from pullahead.usecases.intake.returns import ReturnsView
from pullahead.usecases.settings.api_keys import SOURCES_READ, SOURCES_WRITE

router = EndpointRouter()
LEADS_AT_MOST = 500


class ReturnsBody(Schema):
    """Leads to return to their vendor."""

    model_config = ConfigDict(extra="forbid")
    lead_ids: list[Id] = Field(
        max_length=LEADS_AT_MOST, description="Candidates; others are left out."
    )


class ReturnActBody(Schema):
    """Act on one return."""

    model_config = ConfigDict(extra="forbid")
    act: Literal["credit", "remove_credit", "take_back"] = Field(
        description="Record or remove the vendor's credit, or take the return back."
    )


class ReturnsMade(Schema):
    """Number of leads that were returned."""

    returned: int


class CandidateOut(Schema):
    """Lead that may be returned, and the attempts on it."""

    lead_id: str
    external_id: str
    arrived_at: str
    return_by: str
    reason: str
    price: str
    attempts: list[str]


class ReturnOut(Schema):
    """Lead that was returned."""

    id: int
    external_id: str
    arrived_at: str
    reason: str
    price: str
    credit: str | None


class ReturnsOut(Schema):
    """Returns of one source."""

    days: int
    candidates: list[CandidateOut]
    returned: list[ReturnOut]
    claimed: str
    credited: str


@router.get(
    "/sources/{source_id}/returns",
    **opened_by(SOURCES_READ),
    response={200: ReturnsOut, WITH_ID: ErrorAnswer},
    summary="Read the candidates and the returns of a source",
    tags=["sources"],
)
def list_returns(request: HttpRequest, source_id: int) -> ReturnsOut:
    """The latest 500 returns, and every lead that may be returned now."""
    return _out(returns.returns_of(source_id=source_id, viewer=agent(request)))


@router.post(
    "/sources/{source_id}/returns",
    **opened_by(SOURCES_WRITE),
    response={200: ReturnsMade, WITH_ID | {409}: ErrorAnswer},
    summary="Return leads to their vendor",
    tags=["sources"],
)
def return_leads(request: HttpRequest, source_id: int, body: ReturnsBody) -> ReturnsMade:
    """A lead is returned once, so sending it again is safe."""
    ids = {known_id(text) for text in body.lead_ids}
    count = returns.return_leads(source_id=source_id, lead_ids=ids, by=agent(request))
    return ReturnsMade(returned=count)


@router.post(
    "/sources/{source_id}/returns/{return_id}",
    **opened_by(SOURCES_WRITE),
    response={200: ReturnsOut, WITH_ID | {409}: ErrorAnswer},
    summary="Record or remove a credit, or take a return back",
    tags=["sources"],
)
def act_on_return(
    request: HttpRequest, source_id: int, return_id: int, body: ReturnActBody
) -> ReturnsOut:
    """The answer has the returns of the source after the act."""
    by = agent(request)
    if body.act == "take_back":
        returns.take_back(source_id=source_id, return_id=return_id, by=by)
    else:
        returns.set_credit(
            source_id=source_id, return_id=return_id, credited=body.act == "credit", by=by
        )
    return _out(returns.returns_of(source_id=source_id, viewer=by))


def _out(found: ReturnsView) -> ReturnsOut:
    return ReturnsOut(
        days=found.days,
        candidates=[
            CandidateOut(
                lead_id=str(one.lead_id),
                external_id=one.external_id,
                arrived_at=one.arrived_at.isoformat(timespec="seconds"),
                return_by=one.until.isoformat(timespec="seconds"),
                reason=one.reason.value,
                price=f"{one.price:.2f}",
                attempts=[str(attempt) for attempt in one.evidence],
            )
            for one in found.candidates
        ],
        returned=[
            ReturnOut(
                id=one.id,
                external_id=one.external_id,
                arrived_at=one.arrived_at.isoformat(timespec="seconds"),
                reason=one.reason,
                price=f"{one.price:.2f}",
                credit=None if one.credit is None else f"{one.credit:.2f}",
            )
            for one in found.returned
        ],
        claimed=f"{found.claimed:.2f}",
        credited=f"{found.credited:.2f}",
    )
