"""Endpoints for leads and their sale outcomes."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header
from ninja.responses import Status

from pullahead.api.answers import (
    ErrorAnswer,
    FieldFinding,
    LeadOut,
    LeadReceived,
    OutcomeOut,
    SourceLeadOut,
    lead_out,
    outcome_out,
    source_lead_out,
)
from pullahead.api.auth import key_of, source
from pullahead.api.routers import EndpointRouter
from pullahead.api.schemas import (
    LeadBody,
    OutcomeBody,
)
from pullahead.api.v1.common import FAILURES, WITH_ID, Id, known_id, opened_by
from pullahead.base.errors import FieldError, Invalid
from pullahead.usecases.intake import receive
from pullahead.usecases.intake.lead_input import LeadIn, read_new_lead
from pullahead.usecases.leads import detail, sale_outcome, source_view
from pullahead.usecases.settings.api_keys import READ, WRITE, SourceAccess

router = EndpointRouter()
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=r"^[ -~]*$",
        description="Your own id of this request. A repeated request is not performed again.",
    ),
]


@router.post(
    "/leads",
    **opened_by(WRITE),
    response={201: LeadReceived, 200: LeadReceived, FAILURES | {429}: ErrorAnswer},
    summary="Receive a lead",
    tags=["leads"],
)
def receive_lead(
    request: HttpRequest,
    body: LeadBody,
    idempotency_key: IdempotencyKey = None,
) -> Status[dict[str, Any]]:
    """Add a lead: 201 if it is new, 200 if its person inquires again or the inquiry is known.

    With an `Idempotency-Key` or an `external_id`, sending it again is safe.
    A source that is paused or full answers 429 with `Retry-After`.
    """
    key = source(request)
    lead = _lead_in(body, key)
    notes = [
        FieldFinding(field=note.field, code=note.code, message=note.message) for note in lead.notes
    ]
    if idempotency_key:
        status, answer = receive.receive_once(
            owner=f"source-key:{key.id}",
            key=idempotency_key,
            body_hash=_hash(body),
            source_id=key.source_id,
            lead=lead,
        )
        return Status(status, {**answer, "notes": notes})
    got = receive.receive(source_id=key.source_id, lead=lead)
    status = 201 if got.outcome == "admitted" else 200
    return Status(status, {"id": got.lead_id, "outcome": got.outcome, "notes": notes})


@router.get(
    "/leads/{lead_id}",
    **opened_by(READ),
    response={200: LeadOut | SourceLeadOut, WITH_ID: ErrorAnswer},
    exclude_unset=True,
    summary="Read a lead",
    tags=["leads"],
)
def read_one_lead(request: HttpRequest, lead_id: Id) -> LeadOut | SourceLeadOut:
    """Read a lead: with an agent's key as that person sees it, with a source's key what it sent."""
    key, known = key_of(request), known_id(lead_id)
    if isinstance(key, SourceAccess):
        return source_lead_out(source_view.source_lead(lead_id=known, source_id=key.source_id))
    story = detail.lead_detail(lead_id=known, viewer=key.person)
    return lead_out(story, money=key.person.is_leader)


@router.post(
    "/leads/{lead_id}/outcome",
    **opened_by(WRITE),
    response={201: OutcomeOut, 200: OutcomeOut, WITH_ID: ErrorAnswer},
    summary="Record a sale outcome",
    tags=["leads"],
)
def tell_outcome(request: HttpRequest, lead_id: Id, body: OutcomeBody) -> Status[OutcomeOut]:
    """Record a sale outcome: 201 if it is new, 200 if it was already stored.

    The outcome closes an open lead. A source's key works for the leads that it added first, the key
    of a team lead or an administrator for the leads that they may see. Another verdict, value or
    time corrects the earlier outcome.
    """
    key, known = key_of(request), known_id(lead_id)
    fact = sale_outcome.OutcomeReport(
        body.verdict, Decimal(body.value) if body.value else None, body.at
    )
    if isinstance(key, SourceAccess):
        kept = sale_outcome.reported_by_source(lead_id=known, fact=fact, key=key)
    else:
        kept = sale_outcome.reported_by_person(lead_id=known, fact=fact, by=key.person)
    return Status(201 if kept.new else 200, outcome_out(kept))


def _lead_in(body: LeadBody, key: SourceAccess) -> LeadIn:
    """Read the body as a lead. Raise Invalid with every wrong field."""
    if body.source is not None and body.source != key.source_name:
        message = "The key fixes the source of its leads. Leave “source” out, or use its own key."
        finding = FieldError("source", "source_fixed", message)
        raise Invalid(f"{message} Nothing was saved.", code="source_fixed", errors=[finding])
    sent = body.model_dump(exclude={"attributes", "source", "consent"}, exclude_none=True)
    return read_new_lead(sent, attributes=_attributes(body))


def _attributes(body: LeadBody) -> dict[str, str]:
    """Attributes with the consent first, in the form that a file has."""
    if (agreed := body.consent) is None:
        return _texts(body)
    told = {
        "consent": "yes",
        "consent_text": agreed.text,
        "consent_channel": agreed.channel or "",
        "consent_url": agreed.url or "",
        "consent_at": agreed.at.isoformat() if agreed.at else "",
    }
    rest = {name: text for name, text in _texts(body).items() if name not in told}
    return {name: text for name, text in told.items() if text} | rest


def _texts(body: LeadBody) -> dict[str, str]:
    """Attributes that say something; null is the same as left out."""
    return {name: text for name, text in (body.attributes or {}).items() if text is not None}


def _hash(body: LeadBody) -> str:
    """Hash a body without regard to the order of fields, to recognize a retry."""
    text = json.dumps(body.model_dump(mode="json", exclude_none=True), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
