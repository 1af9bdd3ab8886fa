"""Endpoints for the consents of a lead."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.responses import Status

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import key_of
from pullahead.api.consent_answers import (
    ConsentOut,
    ConsentsOut,
    WithdrawnOut,
    consent_out,
    consents_out,
)
from pullahead.api.routers import EndpointRouter
from pullahead.api.schemas import (
    ConsentBody,
    WithdrawBody,
)
from pullahead.api.v1.common import WITH_ID, WITH_TOKEN, Id, known_id, opened_by
from pullahead.usecases.leads import consent
from pullahead.usecases.settings.api_keys import READ, WRITE, SourceAccess

router = EndpointRouter()


@router.get(
    "/leads/{lead_id}/consents",
    **opened_by(READ),
    response={200: list[ConsentOut], WITH_ID: ErrorAnswer},
    summary="Read a lead's consents",
    tags=["leads"],
)
def read_consents(request: HttpRequest, lead_id: Id) -> list[ConsentOut]:
    """List the stored consents of a lead, latest first.

    A source's key gets the consents that came from that source. The key of a team lead or an
    administrator also gets active consents of the lead's addresses that came with other leads.
    """
    key, known = key_of(request), known_id(lead_id)
    if isinstance(key, SourceAccess):
        rows = consent.consents_for_source(lead_id=known, key=key)
    else:
        rows = consent.consents_for_person(lead_id=known, viewer=key.person)
    return [consent_out(one) for one in rows]


@router.post(
    "/leads/{lead_id}/consents",
    **opened_by(WRITE),
    response={201: ConsentsOut, 200: ConsentsOut, WITH_TOKEN: ErrorAnswer},
    summary="Record a consent",
    tags=["leads"],
)
def record_consent(request: HttpRequest, lead_id: Id, body: ConsentBody) -> Status[ConsentsOut]:
    """Record consent: 201 if it is new, 200 if it was already stored. Keys as for an outcome.

    Consent allows calls to a number on a do-not-call list, and overrides nothing else.
    """
    key, known = key_of(request), known_id(lead_id)
    given = consent.ConsentGiven(body.channel, body.text, body.url or "", body.at, body.address)
    if isinstance(key, SourceAccess):
        kept = consent.recorded_by_source(lead_id=known, given=given, key=key)
    else:
        kept = consent.recorded_by_person(lead_id=known, given=given, by=key.person)
    return Status(201 if kept.new else 200, consents_out(kept))


@router.post(
    "/leads/{lead_id}/consents/withdraw",
    **opened_by(WRITE),
    response={200: WithdrawnOut, WITH_ID: ErrorAnswer},
    summary="Withdraw consent",
    tags=["leads"],
)
def withdraw_consent(request: HttpRequest, lead_id: Id, body: WithdrawBody) -> WithdrawnOut:
    """Withdraw consent: from now on no consent of these addresses is active, for any lead.

    After this answer no call is allowed by it, even during a claim.
    """
    key, known = key_of(request), known_id(lead_id)
    if isinstance(key, SourceAccess):
        ended = consent.withdrawn_by_source(
            lead_id=known, reason=body.reason, address=body.address, key=key
        )
    else:
        ended = consent.withdrawn_by_person(
            lead_id=known, reason=body.reason, address=body.address, by=key.person
        )
    return WithdrawnOut(withdrawn=ended)
