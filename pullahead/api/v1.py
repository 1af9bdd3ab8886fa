"""The endpoints of version 1. No rules here: each reads what was sent and asks the desk."""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, NinjaAPI
from ninja.operation import Operation
from ninja.responses import Status
from pydantic import WithJsonSchema

from pullahead import __version__
from pullahead.api import errors, refusals
from pullahead.api.answers import (
    ChoiceOut,
    ColleagueOut,
    ConsentOut,
    ConsentsOut,
    ErrorAnswer,
    ExtendedOut,
    FieldFinding,
    HandedOut,
    LeadOut,
    LeadReceived,
    NothingOut,
    OutcomeOut,
    PulledOut,
    ReleasedOut,
    SettledOut,
    SourceLeadOut,
    TriedOut,
    WithdrawnOut,
    consent_out,
    consents_out,
    lead_out,
    outcome_out,
    pulled,
    settled,
    source_lead_out,
)
from pullahead.api.auth import Key, agent, key_of, source
from pullahead.api.docs import LocalSwagger
from pullahead.api.parser import StrictParser
from pullahead.api.schemas import (
    CODE_LENGTH,
    AttemptBody,
    ConsentBody,
    HandOverBody,
    LeadBody,
    OutcomeBody,
    ReleaseBody,
    SettleBody,
    WithdrawBody,
)
from pullahead.base.errors import FieldError, Invalid, NotFound
from pullahead.usecases.common.sanitize import clean_text
from pullahead.usecases.intake import receive
from pullahead.usecases.intake.lead_input import LeadIn, read_new_lead
from pullahead.usecases.leads import consent, detail, sale_outcome, source_view
from pullahead.usecases.settings.api_keys import PULL, READ, WRITE, SourceKey
from pullahead.usecases.work import attempts, claims, handover, settle_input
from pullahead.usecases.work import pull as pulling
from pullahead.usecases.work import settle as settling


class Version1(NinjaAPI):
    """ninja's API, with short names for the operations in its OpenAPI description."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The endpoint's own name, such as `settle`."""
        return operation.view_func.__name__


api = Version1(
    title="Pullahead API",
    version="1",
    description="Bring leads in; pull, settle, extend, release. Every key is sent as "
    "`Authorization: Bearer <key>`; every failure has the shape `{code, message, errors}`. "
    f"Pullahead {__version__}.",
    urls_namespace="v1",
    docs=LocalSwagger(),
    parser=StrictParser(),
)
errors.install(api)
refusals.install(api)

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
Id = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=r"^[ -~]*$",
        description="Your own name for this request: sent again with it, it is not done again.",
    ),
]
FAILURES = frozenset({400, 401, 403, 413, 422, 500, 503})
WITH_ID = FAILURES | {404}
WITH_TOKEN = WITH_ID | {409}


def opened_by(scope: str) -> dict[str, Any]:
    """Require a key with `scope` for an endpoint, and add that to its description."""
    return {"auth": Key(scope), "openapi_extra": {"x-scope": scope}}


@api.post(
    "/leads",
    **opened_by(WRITE),
    response={201: LeadReceived, 200: LeadReceived, FAILURES: ErrorAnswer},
    summary="Bring in a lead",
    tags=["leads"],
)
def receive_lead(
    request: HttpRequest,
    body: LeadBody,
    idempotency_key: IdempotencyKey = None,
) -> Status[dict[str, Any]]:
    """201 when the lead is new, 200 when its person asked again or the inquiry is here already.

    With an `Idempotency-Key` or an `external_id`, sending it again is safe.
    """
    key = source(request)
    lead = _lead_in(body, key)
    notes = [
        FieldFinding(field=note.field, code=note.code, message=note.message) for note in lead.notes
    ]
    if idempotency_key:
        status, answer = receive.receive_once(
            owner=f"source-key:{key.pk}",
            key=idempotency_key,
            body_hash=_hash(body),
            source_id=key.source_id,
            lead=lead,
        )
        return Status(status, {**answer, "notes": notes})
    got = receive.receive(source_id=key.source_id, lead=lead)
    status = 201 if got.outcome == "admitted" else 200
    return Status(status, {"id": got.lead_id, "outcome": got.outcome, "notes": notes})


@api.get(
    "/leads/{lead_id}",
    **opened_by(READ),
    response={200: LeadOut | SourceLeadOut, WITH_ID: ErrorAnswer},
    exclude_unset=True,
    summary="Read a lead",
    tags=["leads"],
)
def read_one_lead(request: HttpRequest, lead_id: Id) -> LeadOut | SourceLeadOut:
    """With an agent's key what that person may see, with a source's what it brought in."""
    key, known = key_of(request), _uuid(lead_id)
    if isinstance(key, SourceKey):
        return source_lead_out(source_view.source_lead(lead_id=known, source_id=key.source_id))
    story = detail.lead_detail(lead_id=known, viewer=key.person)
    return lead_out(story, money=key.person.is_leader)


@api.post(
    "/leads/{lead_id}/outcome",
    **opened_by(WRITE),
    response={201: OutcomeOut, 200: OutcomeOut, WITH_ID: ErrorAnswer},
    summary="Say what a lead came to",
    tags=["leads"],
)
def tell_outcome(request: HttpRequest, lead_id: Id, body: OutcomeBody) -> Status[OutcomeOut]:
    """201 when it is kept, 200 when it stood already. It closes a lead that is open.

    With a source's key of the leads that it brought in, with the key of a team leader or an
    administrator of those that they may see. Another verdict, value or moment corrects what stood.
    """
    key, known = key_of(request), _uuid(lead_id)
    fact = sale_outcome.OutcomeReport(
        body.verdict, Decimal(body.value) if body.value else None, body.at
    )
    if isinstance(key, SourceKey):
        kept = sale_outcome.reported_by_source(lead_id=known, fact=fact, key=key)
    else:
        kept = sale_outcome.reported_by_person(lead_id=known, fact=fact, by=key.person)
    return Status(201 if kept.new else 200, outcome_out(kept))


@api.get(
    "/leads/{lead_id}/consents",
    **opened_by(READ),
    response={200: list[ConsentOut], WITH_ID: ErrorAnswer},
    summary="Read a lead's consents",
    tags=["leads"],
)
def read_consents(request: HttpRequest, lead_id: Id) -> list[ConsentOut]:
    """All that is kept, latest first; with a source's key what came from that source.

    With the key of a team leader or an administrator also what stands at its addresses for other
    leads.
    """
    key, known = key_of(request), _uuid(lead_id)
    if isinstance(key, SourceKey):
        rows = consent.consents_for_source(lead_id=known, key=key)
    else:
        rows = consent.consents_for_person(lead_id=known, viewer=key.person)
    return [consent_out(one) for one in rows]


@api.post(
    "/leads/{lead_id}/consents",
    **opened_by(WRITE),
    response={201: ConsentsOut, 200: ConsentsOut, WITH_TOKEN: ErrorAnswer},
    summary="Record a consent",
    tags=["leads"],
)
def record_consent(request: HttpRequest, lead_id: Id, body: ConsentBody) -> Status[ConsentsOut]:
    """201 when it is kept, 200 when it stood already. Whose key: as for an outcome.

    It lets a number on a do-not-call list be called, and passes nothing else.
    """
    key, known = key_of(request), _uuid(lead_id)
    given = consent.ConsentGiven(body.channel, body.text, body.url or "", body.at, body.address)
    if isinstance(key, SourceKey):
        kept = consent.recorded_by_source(lead_id=known, given=given, key=key)
    else:
        kept = consent.recorded_by_person(lead_id=known, given=given, by=key.person)
    return Status(201 if kept.new else 200, consents_out(kept))


@api.post(
    "/leads/{lead_id}/consents/withdraw",
    **opened_by(WRITE),
    response={200: WithdrawnOut, WITH_ID: ErrorAnswer},
    summary="Withdraw consent",
    tags=["leads"],
)
def withdraw_consent(request: HttpRequest, lead_id: Id, body: WithdrawBody) -> WithdrawnOut:
    """They took it back: from now on none counts at these addresses, for any lead.

    Once this has answered, no call is let through for it, also not of a lead in hand.
    """
    key, known = key_of(request), _uuid(lead_id)
    if isinstance(key, SourceKey):
        ended = consent.withdrawn_by_source(
            lead_id=known, reason=body.reason, address=body.address, key=key
        )
    else:
        ended = consent.withdrawn_by_person(
            lead_id=known, reason=body.reason, address=body.address, by=key.person
        )
    return WithdrawnOut(withdrawn=ended)


@api.post(
    "/pull",
    **opened_by(PULL),
    response={200: PulledOut | NothingOut, FAILURES: ErrorAnswer},
    summary="Pull the best lead",
    tags=["work"],
)
def pull(request: HttpRequest) -> HttpResponse:
    """The best lead for you now, with a claim; or why there is none, and when to ask again.

    With a claim in hand, the same claim again: a lost answer costs nothing.
    """
    person = agent(request)
    return pulled(pulling.next_lead(agent_id=person.pk), money=person.is_leader)


@api.post(
    "/claims/{token}/settle",
    **opened_by(PULL),
    response={200: SettledOut, WITH_TOKEN: ErrorAnswer},
    summary="Settle a claim",
    tags=["work"],
)
def settle(request: HttpRequest, token: Id, body: SettleBody) -> HttpResponse:
    """End the claim with a disposition and a note, which earns the next pull.

    The same body again gives the same answer; another body is refused (`body_differs`).
    """
    person, known = agent(request), _uuid(token)
    word = settle_input.SettleInput(
        disposition=clean_text(body.disposition, CODE_LENGTH),
        note=body.note,
        callback_at=body.callback_at,
        callback_for=body.callback_for,
        amount=Decimal(body.amount) if body.amount else None,
        dialled=body.dialled,
        answers=body.answers,
    )
    return settled(settling.settle(agent_id=person.pk, token=known, word=word))


@api.post(
    "/claims/{token}/attempts",
    **opened_by(PULL),
    response={200: TriedOut, WITH_TOKEN: ErrorAnswer},
    summary="Log an attempt",
    tags=["work"],
)
def attempt(request: HttpRequest, token: Id, body: AttemptBody) -> TriedOut:
    """A call or message on one address, checked against the law at this moment; nothing is sent.

    A call keeps the claim for up to two hours from its start.
    """
    person, known = agent(request), _uuid(token)
    tried = attempts.try_on(
        agent_id=person.pk,
        token=known,
        address_id=body.address_id,
        channel=clean_text(body.channel, CODE_LENGTH),
        redial=body.redial,
    )
    return TriedOut(link=tried.link, ends_at=tried.ends_at)


@api.post(
    "/claims/{token}/hand-over",
    **opened_by(PULL),
    response={200: HandedOut, WITH_TOKEN | {429}: ErrorAnswer},
    summary="Hand a claim over",
    tags=["work"],
)
def hand_over(request: HttpRequest, token: Id, body: HandOverBody) -> HandedOut:
    """Live, into the hands of a colleague who is free; it comes back if they let it go."""
    person, known = agent(request), _uuid(token)
    name = handover.hand_over(agent_id=person.pk, token=known, to=body.to, brief=body.brief)
    return HandedOut(name=name)


@api.get(
    "/colleagues",
    **opened_by(PULL),
    response={200: list[ColleagueOut], FAILURES: ErrorAnswer},
    summary="Who else works here",
    tags=["work"],
)
def colleagues(request: HttpRequest) -> list[ColleagueOut]:
    """Everybody else, by name: a lead can be handed over to them, or promised for them."""
    return [
        ColleagueOut(id=one.id, name=one.name, free=one.free)
        for one in handover.colleagues(agent(request).pk)
    ]


@api.post(
    "/claims/{token}/extend",
    **opened_by(PULL),
    response={200: ExtendedOut, WITH_TOKEN: ErrorAnswer},
    summary="Extend a claim",
    tags=["work"],
)
def extend(request: HttpRequest, token: Id) -> ExtendedOut:
    """Still at it: the claim ends five minutes from now, at most 30 minutes after its start."""
    person, known = agent(request), _uuid(token)
    return ExtendedOut(ends_at=claims.extend(agent_id=person.pk, token=known))


@api.post(
    "/claims/{token}/release",
    **opened_by(PULL),
    response={200: ReleasedOut, WITH_TOKEN | {429}: ErrorAnswer},
    summary="Release a claim",
    tags=["work"],
)
def release(request: HttpRequest, token: Id, body: ReleaseBody) -> ReleasedOut:
    """Give the lead back unsettled, with a reason; somebody else gets it."""
    person, known = agent(request), _uuid(token)
    claims.release(
        agent_id=person.pk,
        token=known,
        reason=body.reason,
        language=body.language,
        note=body.note,
    )
    return ReleasedOut(released=True)


@api.get(
    "/dispositions",
    **opened_by(PULL),
    response={200: list[ChoiceOut], FAILURES: ErrorAnswer},
    summary="What a claim can be settled with",
    tags=["work"],
)
def dispositions(request: HttpRequest) -> list[ChoiceOut]:
    """The organisation's list, in its order: kind `final`, `next` or `callback`."""
    agent(request)
    return [
        ChoiceOut.model_validate(
            {
                "code": one.code,
                "label": one.label,
                "kind": one.kind,
                "bad_number": one.bad_number,
            }
        )
        for one in pulling.choices()
    ]


def _uuid(text: str) -> UUID:
    """The id in an address; what is no id is nobody's, so NotFound."""
    if not _UUID.fullmatch(text):
        raise NotFound("There is nothing with such an id. Check it.")
    return UUID(text)


def _lead_in(body: LeadBody, key: SourceKey) -> LeadIn:
    """The body as a lead; Invalid names every field that stands in the way."""
    if body.source is not None and body.source != key.source.name:
        message = "The key fixes the source of its leads. Leave “source” out, or use its own key."
        finding = FieldError("source", "source_fixed", message)
        raise Invalid(f"{message} Nothing was kept.", code="source_fixed", errors=[finding])
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
