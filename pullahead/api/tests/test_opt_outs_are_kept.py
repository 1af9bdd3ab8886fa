"""The API offers no address that opted out, and keeps the opt-out of a body that it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from pullahead.api.tests.callers import Caller, bring_in, lead_body
from pullahead.base import clock
from pullahead.leads.models import Lead, OptOut


def test_a_pulled_lead_names_no_mailbox_that_opted_out(web: Caller, ana: Caller) -> None:
    OptOut.objects.create(kind="email", value="ana@example.com", at=clock.now())
    bring_in(web, email="ana@example.com")
    lead = ana.post("/api/v1/pull").body["lead"]

    assert lead["email"] == ""
    assert lead["phone"]
    reaches = {one["kind"]: (one["valid"], one["reason"]) for one in lead["addresses"]}
    assert reaches == {"phone": (True, ""), "email": (False, "opted_out_of_email")}


def barred() -> set[tuple[str, str]]:
    return set(OptOut.objects.values_list("kind", "value"))


FAULTS = [
    ({"name": "x" * 20_001}, "name"),
    ({"value": "9" * 20_001, "received_at": "31/31/2026"}, "value"),
    ({"email": "no mailbox", "unknown": 1}, "unknown"),
    ({"email": {"home": "ana@example.com"}}, "email"),
    ({"source": "another"}, "source"),
    ({"consent": {"text": "Call me.", "at": "soon"}}, "consent.at"),
    ({"attributes": {"do_not_call": "yes", "n": "x" * 20_001}}, "attributes.n"),
    ({"attributes": {"email opt out": "perhaps", "DNC": "1"}}, "email_opt_out"),
    ({"attributes": {"May call": "no"}, "unknown": "x"}, "unknown"),
    ({"attributes": {"do_not_call": True}, "unknown": "x"}, "unknown"),
    ({"do_not_call": True, "attributes": {}}, "do_not_call"),
]
# Faults of side fields; the lead is admitted with a note
SIDE_FAULTS = [
    {"value": "abc"},
    {"value": 12},
    {"received_at": "31/31/2026"},
    {"name": "x" * 201},
    {"attributes": {"do_not_call": "yes", "n": 1}},
    {"attributes": {"May call": "no"}, "value": "x"},
    {"attributes": {"do_not_call": True}},
]


@pytest.mark.parametrize(("fault", "field"), FAULTS)
def test_the_opt_out_of_a_refused_body_is_kept(
    web: Caller, fault: dict[str, Any], field: str
) -> None:
    body = lead_body(phone="+1 212 555 0177", attributes={"do_not_call": "yes"}) | fault
    got = web.post("/api/v1/leads", body)

    assert got.status == 422
    assert field in got.codes
    assert (
        "its opt-out was saved: +12125550177 is on the do-not-contact list" in got.body["message"]
    )
    assert barred() == {("phone", "+12125550177")}
    assert not Lead.objects.exists()


@pytest.mark.parametrize("fault", SIDE_FAULTS)
def test_the_opt_out_of_a_lead_with_notes_is_kept(web: Caller, fault: dict[str, Any]) -> None:
    body = lead_body(phone="+1 212 555 0177", attributes={"do_not_call": "yes"}) | fault

    assert web.post("/api/v1/leads", body).status == 201
    assert barred() == {("phone", "+12125550177")}
    assert Lead.objects.count() == 1


HALF_EMOJI = '"\\ud83d"'  # a note that was cut within a character


def test_the_opt_out_of_a_body_that_is_not_strict_json_is_kept(web: Caller, ana: Caller) -> None:
    lead = f'{{"phone": "+12125550177", "name": {HALF_EMOJI}, "do_not_call": "yes"}}'
    got = web.post("/api/v1/leads", lead.encode())
    assert (got.status, got.body["code"]) == (400, "not_json")
    assert "its opt-out was saved" in got.body["message"]

    bring_in(web, phone="+12125550178")
    token = ana.post("/api/v1/pull").body["claim"]["token"]
    settle = f'{{"disposition": "do_not_call", "note": {HALF_EMOJI}}}'
    got = ana.post(f"/api/v1/claims/{token}/settle", settle.encode())
    assert (got.status, got.body["code"]) == (400, "not_json")
    assert "The opt-out is saved" in got.body["message"]
    assert barred() == {("phone", "+12125550177"), ("phone", "+12125550178")}


def test_a_reused_idempotency_key_keeps_the_opt_out_too(web: Caller) -> None:
    key = {"Idempotency-Key": "k"}
    web.post("/api/v1/leads", lead_body(), **key)
    body = lead_body(phone="+12125550177", attributes={"dnc": "1"})
    got = web.post("/api/v1/leads", body, **key)

    assert (got.status, got.body["code"]) == (422, "idempotency_key_reused")
    assert barred() == {("phone", "+12125550177")}


def test_do_not_contact_in_a_refused_body_bars_phone_and_e_mail(web: Caller) -> None:
    numbers = ["+12125550177", "+1 212 555 0178"]
    body = lead_body(phone=numbers, email="Al@example.com", unknown="x", optedOut=1)
    assert web.post("/api/v1/leads", body).status == 422
    phones = {("phone", "+12125550177"), ("phone", "+12125550178")}
    assert barred() == phones | {("email", "al@example.com")}


@pytest.mark.parametrize(
    "body",
    [
        {"phone": "+12125550177", "unknown": "x"},
        {"phone": "+12125550177", "do_not_call": "perhaps"},
        {"phone": "12", "do_not_call": "yes"},
        {"phone": [["+12125550177"]], "do_not_call": "yes"},
        {"phone": "+12125550177", "do_not_call": {"yes": 1}, "attributes": [1]},
        {"phone": "+12125550177", "may_call": "yes", "unknown": "x"},
        [],
        "yes",
    ],
)
def test_a_refused_body_without_an_opt_out_bars_nothing(web: Caller, body: object) -> None:
    got = web.post("/api/v1/leads", body)
    assert got.status == 422
    assert "opt-out was saved" not in got.body["message"]
    assert not barred()


def test_only_the_key_of_a_source_can_opt_out_so(ana: Caller) -> None:
    body = lead_body(phone="+12125550177", unknown="x", do_not_call="yes")
    assert ana.post("/api/v1/leads", body).status in (403, 422)
    assert Caller("wrong").post("/api/v1/leads", body).status == 401
    assert not barred()
