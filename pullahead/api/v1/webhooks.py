"""Endpoints of webhooks, for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import FAILURES, WITH_ID, WITH_TOKEN, opened_by
from pullahead.usecases.settings import endpoints
from pullahead.usecases.settings.api_keys import WEBHOOKS
from pullahead.usecases.settings.endpoints import EndpointInput, EndpointView

router = EndpointRouter(tags=["webhooks"])
SCOPED = opened_by(WEBHOOKS)


class WebhookBody(Schema):
    """A webhook endpoint."""

    model_config = ConfigDict(extra="forbid")
    label: str = Field(max_length=200, description="Name in the list.")
    url: str = Field(max_length=500, description="Address that begins with https://.")
    events: list[str] = Field(max_length=100, description="Kinds of journal events.")


class WebhookChangeBody(WebhookBody):
    """A webhook endpoint with all its values: each replaces the one before."""


class WebhookOut(Schema):
    """A webhook endpoint; `failures` counts those in a row."""

    id: int
    label: str
    url: str
    events: list[str]
    disabled_at: datetime | None
    failures: int
    waiting: int
    failed: int


class WebhooksOut(Schema):
    """All endpoints, live ones first."""

    webhooks: list[WebhookOut]


class WebhookMade(Schema):
    """The endpoint's id and its signing secret, which no later answer contains."""

    id: int
    secret: str


class WebhookMessageOut(Schema):
    """A message with its last attempt."""

    id: int
    type: str
    state: str
    made_at: datetime
    next_at: datetime | None
    failures: int
    status: int | None
    failure: str


class WebhookMessagesOut(Schema):
    """The newest messages of an endpoint."""

    messages: list[WebhookMessageOut]


@router.get(
    "/webhooks",
    **SCOPED,
    response={200: WebhooksOut, FAILURES: ErrorAnswer},
    summary="List the webhook endpoints",
)
def list_webhooks(request: HttpRequest) -> WebhooksOut:
    """All endpoints, without their secrets."""
    rows = endpoints.list_endpoints(viewer=agent(request))
    return WebhooksOut(webhooks=[_out(one) for one in rows])


@router.post(
    "/webhooks",
    **SCOPED,
    response={201: WebhookMade, FAILURES | {409}: ErrorAnswer},
    summary="Add a webhook endpoint",
)
def add_webhook(request: HttpRequest, body: WebhookBody) -> Status[WebhookMade]:
    """The answer has the signing secret, for the only time."""
    made, secret = endpoints.add_endpoint(typed=_typed(body), by=agent(request))
    return Status(201, WebhookMade(id=made, secret=secret))


@router.post(
    "/webhooks/{endpoint_id}",
    **SCOPED,
    response={200: WebhookOut, WITH_ID: ErrorAnswer},
    summary="Change a webhook endpoint",
)
def change_webhook(request: HttpRequest, endpoint_id: int, body: WebhookChangeBody) -> WebhookOut:
    """Replace name, address and events."""
    by = agent(request)
    endpoints.change_endpoint(endpoint_id=endpoint_id, typed=_typed(body), by=by)
    return _out(endpoints.endpoint(endpoint_id=endpoint_id, viewer=by))


@router.post(
    "/webhooks/{endpoint_id}/secret",
    **SCOPED,
    response={200: WebhookMade, WITH_ID: ErrorAnswer},
    summary="Replace the signing secret",
)
def rotate_webhook_secret(request: HttpRequest, endpoint_id: int) -> WebhookMade:
    """Both secrets sign for 24 hours."""
    secret = endpoints.rotate_secret(endpoint_id=endpoint_id, by=agent(request))
    return WebhookMade(id=endpoint_id, secret=secret)


@router.post(
    "/webhooks/{endpoint_id}/switch/{state}",
    **SCOPED,
    response={200: WebhookOut, WITH_ID: ErrorAnswer},
    summary="Enable or disable a webhook endpoint",
)
def switch_webhook(
    request: HttpRequest, endpoint_id: int, state: Literal["on", "off"]
) -> WebhookOut:
    """A disabled endpoint gets no new event."""
    by = agent(request)
    endpoints.set_enabled(endpoint_id=endpoint_id, enabled=state == "on", by=by)
    return _out(endpoints.endpoint(endpoint_id=endpoint_id, viewer=by))


@router.get(
    "/webhooks/{endpoint_id}/messages",
    **SCOPED,
    response={200: WebhookMessagesOut, WITH_ID: ErrorAnswer},
    summary="List the newest messages of an endpoint",
)
def list_webhook_messages(request: HttpRequest, endpoint_id: int) -> WebhookMessagesOut:
    """At most 50, the newest first."""
    by = agent(request)
    endpoints.endpoint(endpoint_id=endpoint_id, viewer=by)
    rows = endpoints.messages(viewer=by, endpoint_id=endpoint_id)
    found = [
        WebhookMessageOut(
            id=row.id,
            type=row.kind,
            state=row.state,
            made_at=row.made_at,
            next_at=row.next_at,
            failures=row.failures,
            status=row.status,
            failure=row.failure,
        )
        for row in rows
    ]
    return WebhookMessagesOut(messages=found)


@router.post(
    "/webhook-messages/{message_id}/resend",
    **SCOPED,
    response={204: None, WITH_TOKEN: ErrorAnswer},
    summary="Send a message again",
)
def resend_webhook_message(request: HttpRequest, message_id: int) -> Status[None]:
    """A sent or failed message is sent again with its id."""
    endpoints.resend(message_id=message_id, by=agent(request))
    return Status(204, None)


def _typed(body: WebhookBody) -> EndpointInput:
    return EndpointInput(label=body.label, url=body.url, events=body.events)


def _out(one: EndpointView) -> WebhookOut:
    return WebhookOut(
        id=one.id,
        label=one.label,
        url=one.url,
        events=list(one.events),
        disabled_at=one.disabled_at,
        failures=one.failures,
        waiting=one.waiting,
        failed=one.failed,
    )
