"""Webhook endpoints over the API: an administrator's key adds, changes and switches them."""

from __future__ import annotations

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller
from pullahead.outbox.models import OutboxMessage
from pullahead.usecases.settings import api_keys

BODY = {"label": "CRM", "url": "https://crm.example.com/hook", "events": ["lead.received"]}


@pytest.fixture
def ada(db: None) -> Caller:
    callers.lay_floor()
    return callers.agent("Ada", role="admin")


def test_an_endpoint_is_added_changed_switched_and_its_messages_are_listed(ada: Caller) -> None:
    made = ada.post("/api/v1/webhooks", BODY)
    assert made.status == 201
    assert made.body["secret"].startswith("whsec_")
    one = f"/api/v1/webhooks/{made.body['id']}"
    assert made.body["secret"] not in ada.get("/api/v1/webhooks").text
    callers.bring_in(callers.source("web form"))
    (message,) = ada.get(f"{one}/messages").body["messages"]
    assert (message["type"], message["state"]) == ("lead.received", "waiting")
    again = ada.post(f"/api/v1/webhook-messages/{message['id']}/resend")
    assert (again.status, again.body["code"]) == (409, "message_waits")
    assert ada.post(f"{one}/secret").body["secret"] != made.body["secret"]
    assert ada.post(one, BODY | {"events": ["lead.closed"]}).body["events"] == ["lead.closed"]
    assert ada.post(f"{one}/switch/off").body["disabled_at"]
    callers.bring_in(callers.source("fair"))
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"url": "http://crm.example.com"}, "url_not_https"),
        ({"url": "https://"}, "url_invalid"),
        ({"events": ["person.password"]}, "unknown_event"),
        ({"events": []}, "required"),
        ({"label": ""}, "out_of_range"),
    ],
)
def test_a_wrong_endpoint_is_refused(ada: Caller, fields: dict[str, object], code: str) -> None:
    got = ada.post("/api/v1/webhooks", BODY | fields)
    assert (got.status, got.body["code"]) == (422, code)


def test_a_leader_and_a_source_have_no_webhooks(ada: Caller) -> None:
    for who in (
        callers.agent("Lea", role="leader"),
        Caller(api_keys.make_source_key(source="web form", scopes=["webhooks", "leads:write"])),
    ):
        got = who.get("/api/v1/webhooks")
        assert (got.status, got.body["code"]) == (403, "role_not_allowed")
