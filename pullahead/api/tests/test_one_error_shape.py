"""Every failure under /api has one shape, whoever refused it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection

from pullahead.api.tests.callers import NOBODY, ApiAnswer, Caller
from pullahead.base.ids import new_key
from pullahead.team.models import Person

SETTLE = f"/api/v1/claims/{NOBODY}/settle"
LIST = "/api/v1/dispositions"
Asked = Callable[[Caller], ApiAnswer]
FAILURES: list[tuple[int, str, Asked]] = [
    (400, "not_json", lambda c: c.post(SETTLE, b"{")),
    (400, "not_json", lambda c: c.post(SETTLE, b"\xff\xfe")),
    (400, "not_json", lambda c: c.post(SETTLE, b'{"note": NaN}')),
    (400, "not_json", lambda c: c.post(SETTLE, b'{"note": "\\ud800"}')),
    (400, "not_json", lambda c: c.post(SETTLE, b'{"note": "a", "note": "b"}')),
    (400, "not_json", lambda c: c.post(SETTLE, b"[" * 100_000)),
    (400, "not_json", lambda c: c.post(SETTLE, b'{"note": ' + b"9" * 5_000 + b"}")),
    (400, "bad_request", lambda c: c.get(LIST, Host="other.example")),
    (401, "key_unknown", lambda c: Caller().post("/api/v1/pull")),
    (401, "key_unknown", lambda c: Caller(new_key()).post("/api/v1/pull")),
    (401, "key_unknown", lambda c: Caller().get(LIST, Authorization="Basic eDp5")),
    (404, "not_found", lambda c: c.get("/api/v1/leads/17")),
    (404, "not_found", lambda c: c.post("/api/v1/claims/{token}/extend")),
    (404, "not_found", lambda c: c.get("/api/v1/nothing/here")),
    (404, "not_found", lambda c: c.post("/api/v1/pull/more")),
    (404, "not_found", lambda c: c.post(f"/api/v1/claims/{NOBODY}/keep")),
    (404, "not_found", lambda c: c.get("/api/v1/")),
    (404, "not_found", lambda c: c.get("/api")),
    (404, "not_found", lambda c: c.get("/api/v2/leads")),
    (405, "method_not_allowed", lambda c: c.get(SETTLE)),
    (411, "length_required", lambda c: c.post(SETTLE, b"", **{"Transfer-Encoding": "chunked"})),
    (413, "too_large", lambda c: c.post(SETTLE, b" " * 1_000_001)),
    (422, "invalid", lambda c: c.post(SETTLE, b"")),
    (422, "invalid", lambda c: c.post(SETTLE, [1, 2])),
    (422, "invalid", lambda c: c.post(SETTLE, {"note": 1, "more": 2})),
]


@pytest.mark.parametrize(("status", "code", "asked"), FAILURES)
def test_a_failure_has_the_one_shape(ana: Caller, status: int, code: str, asked: Asked) -> None:
    got = asked(ana)

    assert got.status == status, got.text
    assert set(got.body) == {"code", "message", "errors"}
    assert got.body["code"] == code
    assert got.body["message"]
    assert all(set(error) == {"field", "code", "message"} for error in got.body["errors"])
    assert got.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in got.headers


def test_an_answer_is_no_page_and_whoever_signed_in_has_no_part_in_it(ana: Caller) -> None:
    signed_in = Caller(ana.key)
    signed_in.client.force_login(Person.objects.get(name="Ana"))
    answers = [signed_in.post("/api/v1/pull"), signed_in.get("/api/v1/dispositions")]

    assert [got.status for got in answers] == [200, 200]
    for got in answers:
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]
        assert (got.headers["X-Frame-Options"], "Set-Cookie" in got.headers) == ("DENY", False)
    signed_in.key = ""
    assert signed_in.post("/api/v1/pull").status == 401
    page = signed_in.get("/api/v1/docs")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_the_fields_at_fault_are_named(ana: Caller) -> None:
    got = ana.post(SETTLE, {"note": 1, "more": 2, "callback_at": "soon"})

    assert got.codes == {
        "disposition": "required",
        "note": "not_text",
        "more": "unknown_field",
        "callback_at": "not_a_time",
    }


def test_a_wrong_method_is_told_the_right_ones(ana: Caller) -> None:
    assert ana.get("/api/v1/pull").headers["Allow"] == "POST"


def test_a_missing_key_is_told_what_kind_to_send() -> None:
    assert Caller().post("/api/v1/pull").headers["WWW-Authenticate"] == "Bearer"


def _fails_with(error: Exception) -> Callable[..., Any]:
    def run(*args: object) -> Any:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (OperationalError("the server is gone"), 503, "unavailable"),
        (RuntimeError("a bug"), 500, "server_error"),
    ],
)
def test_a_breakdown_says_nothing_of_its_inside(
    ana: Caller, error: Exception, status: int, code: str
) -> None:
    with connection.execute_wrapper(_fails_with(error)):
        got = ana.post("/api/v1/pull")

    assert (got.status, got.body["code"]) == (status, code)
    assert str(error) not in got.text
