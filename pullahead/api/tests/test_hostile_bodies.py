"""Whatever is sent, no server error: text of any kind, numbers of any size, nonsense for JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller, bring_in, pull

pytestmark = pytest.mark.wide

ODD = st.sampled_from(
    [
        "\x00",
        "\ud800",
        "\u202e\u2066",
        "\ufeff",
        "é" * 500,
        "9" * 5_000,
        "=cmd()",
        "' OR 1=1 --",
        "{0.__class__}",
        "{words}",
        "%s%n",
        "+",
        "00",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
    ]
)
TEXT = st.text() | ODD
NUMBERS = st.integers() | st.floats() | st.just(10**400) | st.just(-(2**63) - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def _bodies(*fields: str) -> st.SearchStrategy[Any]:
    """Objects of these fields with text or anything at all in them, and things that are none."""
    each = dict.fromkeys(fields, TEXT | VALUES)
    return st.fixed_dictionaries({}, optional=each) | VALUES


LEAD = _bodies("name", "phone", "email", "value", "received_at", "external_id", "attributes")
SETTLE = _bodies("disposition", "note", "callback_at", "extra")
CALM = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _sent(body: Any) -> bytes:
    return json.dumps(body).encode()


@CALM
@given(body=LEAD)
@example(body={"name": "\x00", "phone": "+12125550142", "attributes": {"\x00": "\x00"}})
@example(body={"phone": "+12125550142", "received_at": "0001-01-01T00:00:00+23:59"})
@example(body={"email": "a@" + "b." * 120 + "example"})
def test_a_lead_of_anything_is_taken_or_refused(web: Caller, body: Any) -> None:
    got = web.post("/api/v1/leads", _sent(body))
    assert got.status in {200, 201, 400, 422}, got.text


@CALM
@given(body=SETTLE)
@example(body={"disposition": "no_answer", "note": "\ufeff\u200b"})
@example(body={"disposition": "callback", "note": "x", "callback_at": "9999-12-31T23:59:59-23:59"})
def test_a_settle_of_anything_is_done_or_refused(web: Caller, ana: Caller, body: Any) -> None:
    held = ana.post("/api/v1/pull").body
    if not held["claim"]:
        bring_in(web)
        held = ana.post("/api/v1/pull").body
    got = ana.post(f"/api/v1/claims/{held['claim']['token']}/settle", _sent(body))
    assert got.status in {200, 400, 422}, got.text


@CALM
@given(body=_bodies("reason"))
def test_a_release_of_anything_is_done_or_refused(web: Caller, floor: None, body: Any) -> None:
    got = web.post("/api/v1/claims/x/release", _sent(body))
    assert got.status in {400, 403, 422}, got.text


@CALM
@given(raw=st.binary(max_size=200) | TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_bytes_of_any_kind_are_refused(ana: Caller, raw: bytes) -> None:
    got = ana.post("/api/v1/claims/x/settle", raw)
    assert got.status in {400, 404, 422}, got.text


@CALM
@given(token=st.text(max_size=60) | st.uuids().map(str))
def test_a_token_of_anything_is_nobodys(ana: Caller, token: str) -> None:
    path = "/api/v1/claims/" + token.encode("utf-8", "replace").hex()[:80] + "/extend"
    assert ana.post(path).status == 404


@pytest.mark.parametrize("token", ["%00", "%ff", "%2e%2e", "{token}", "0" * 36, "１" * 36])
def test_an_odd_token_is_nobodys(ana: Caller, token: str) -> None:
    assert ana.post(f"/api/v1/claims/{token}/extend").status == 404
    assert ana.get(f"/api/v1/leads/{token}").status == 404


@CALM
@given(key=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=100))
def test_a_key_of_anything_opens_nothing(floor: None, key: str) -> None:
    assert Caller(key).get("/api/v1/dispositions").status == 401


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "x" * 99]
)
def test_json_is_read_whatever_it_is_called(web: Caller, kind: str) -> None:
    """curl and urllib call it a form unless told otherwise."""
    got = web.client.post(
        "/api/v1/leads",
        _sent(callers.lead_body()),
        content_type=kind,
        headers={"Authorization": f"Bearer {web.key}"},
    )
    assert got.status_code == 201


def test_a_pull_with_a_body_is_a_pull(web: Caller, ana: Caller) -> None:
    bring_in(web)
    assert ana.post("/api/v1/pull", b"\x00 anything").status == 200
    assert pull(ana)
