"""Endpoints for the work of an agent: pull, claims, colleagues, dispositions."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse

from pullahead.api.answers import (
    ChoiceOut,
    ColleagueOut,
    ErrorAnswer,
    ExtendedOut,
    HandedOut,
    NothingOut,
    PulledOut,
    ReleasedOut,
    SettledOut,
    TriedOut,
    pulled,
    settled,
)
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.schemas import (
    CODE_LENGTH,
    AttemptBody,
    HandOverBody,
    ReleaseBody,
    SettleBody,
)
from pullahead.api.v1.common import FAILURES, WITH_TOKEN, Id, known_id, opened_by
from pullahead.usecases.common.sanitize import clean_text
from pullahead.usecases.settings.api_keys import PULL
from pullahead.usecases.work import attempts, claims, handover, settle_input
from pullahead.usecases.work import pull as pulling
from pullahead.usecases.work import settle as settling

router = EndpointRouter()


@router.post(
    "/pull",
    **opened_by(PULL),
    response={200: PulledOut | NothingOut, FAILURES: ErrorAnswer},
    summary="Pull the best lead",
    tags=["work"],
)
def pull(request: HttpRequest) -> HttpResponse:
    """Pull the best lead for the agent, with a claim; or return the reasons why there is none.

    An agent with a claim gets the same claim again, so a lost answer costs nothing.
    """
    person = agent(request)
    return pulled(pulling.next_lead(agent_id=person.pk), money=person.is_leader)


@router.post(
    "/claims/{token}/settle",
    **opened_by(PULL),
    response={200: SettledOut, WITH_TOKEN: ErrorAnswer},
    summary="Settle a claim",
    tags=["work"],
)
def settle(request: HttpRequest, token: Id, body: SettleBody) -> HttpResponse:
    """End the claim with a disposition and a note, which earns the next pull.

    The same body again gets the same answer; another body is refused (`body_differs`).
    """
    person, known = agent(request), known_id(token)
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


@router.post(
    "/claims/{token}/attempts",
    **opened_by(PULL),
    response={200: TriedOut, WITH_TOKEN: ErrorAnswer},
    summary="Log an attempt",
    tags=["work"],
)
def attempt(request: HttpRequest, token: Id, body: AttemptBody) -> TriedOut:
    """Log a call or message to one address; the calling rules are checked now. Nothing is sent.

    A call extends the claim up to two hours from its start.
    """
    person, known = agent(request), known_id(token)
    tried = attempts.try_on(
        agent_id=person.pk,
        token=known,
        address_id=body.address_id,
        channel=clean_text(body.channel, CODE_LENGTH),
        redial=body.redial,
    )
    return TriedOut(link=tried.link, ends_at=tried.ends_at)


@router.post(
    "/claims/{token}/hand-over",
    **opened_by(PULL),
    response={200: HandedOut, WITH_TOKEN | {429}: ErrorAnswer},
    summary="Hand a claim over",
    tags=["work"],
)
def hand_over(request: HttpRequest, token: Id, body: HandOverBody) -> HandedOut:
    """Hand the lead over live to a free colleague. If released, it returns to you."""
    person, known = agent(request), known_id(token)
    name = handover.hand_over(agent_id=person.pk, token=known, to=body.to, brief=body.brief)
    return HandedOut(name=name)


@router.get(
    "/colleagues",
    **opened_by(PULL),
    response={200: list[ColleagueOut], FAILURES: ErrorAnswer},
    summary="List colleagues",
    tags=["work"],
)
def colleagues(request: HttpRequest) -> list[ColleagueOut]:
    """List all other active users, by name."""
    return [
        ColleagueOut(id=one.id, name=one.name, free=one.free)
        for one in handover.colleagues(agent(request).pk)
    ]


@router.post(
    "/claims/{token}/extend",
    **opened_by(PULL),
    response={200: ExtendedOut, WITH_TOKEN: ErrorAnswer},
    summary="Extend a claim",
    tags=["work"],
)
def extend(request: HttpRequest, token: Id) -> ExtendedOut:
    """Extend the claim: it ends five minutes from now, at most 30 minutes after its start."""
    person, known = agent(request), known_id(token)
    return ExtendedOut(ends_at=claims.extend(agent_id=person.pk, token=known))


@router.post(
    "/claims/{token}/release",
    **opened_by(PULL),
    response={200: ReleasedOut, WITH_TOKEN | {429}: ErrorAnswer},
    summary="Release a claim",
    tags=["work"],
)
def release(request: HttpRequest, token: Id, body: ReleaseBody) -> ReleasedOut:
    """Release the lead without a disposition, with a reason. Another agent gets it."""
    person, known = agent(request), known_id(token)
    claims.release(
        agent_id=person.pk,
        token=known,
        reason=body.reason,
        language=body.language,
        note=body.note,
    )
    return ReleasedOut(released=True)


@router.get(
    "/dispositions",
    **opened_by(PULL),
    response={200: list[ChoiceOut], FAILURES: ErrorAnswer},
    summary="List dispositions",
    tags=["work"],
)
def dispositions(request: HttpRequest) -> list[ChoiceOut]:
    """List the dispositions in order; the kind is `final`, `next`, `nurture` or `callback`."""
    agent(request)
    return [
        ChoiceOut.model_validate(
            {
                "code": one.code,
                "label": one.label,
                "kind": one.kind,
                "dated": one.dated,
                "bad_number": one.bad_number,
            }
        )
        for one in pulling.choices()
    ]
