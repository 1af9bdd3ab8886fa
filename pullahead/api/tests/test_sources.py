"""Sources over the API: results, spend, terms, and the answer of a full source."""

from __future__ import annotations

from typing import Any

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller
from pullahead.leads.models import OptOut, Source, Spend
from pullahead.usecases.settings import spend


@pytest.fixture
def mia(db: None) -> Caller:
    callers.lay_floor()
    return callers.agent("Mia", role="marketer")


@pytest.fixture
def form(mia: Caller) -> Caller:
    return callers.source("web form")


def line(**fields: Any) -> dict[str, Any]:
    return {"day": f"{spend.today()}", "source": "web form", "amount": "90.00"} | fields


def test_spend_and_leads_make_the_cost_of_a_lead(mia: Caller, form: Caller) -> None:
    for _ in range(2):
        callers.bring_in(form)
        assert mia.post("/api/v1/spend", {"rows": [line()]}).body == {"rows": 1}

    row = mia.get("/api/v1/sources?days=7").body["sources"][0]

    assert (row["name"], row["leads"]) == ("web form", 2)
    assert (row["cost"], row["cost_per_lead"]) == ("90.00", "45.00")
    assert (row["cost_per_contact"], row["value"], row["roi"]) == (None, "0.00", "-1.00")


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": ""},
        {"amount": "x"},
        {"amount": "NaN"},
        {"amount": "-1"},
        {"amount": "1e999999"},
        {"amount": "1e-999999"},
        {"day": "today"},
        {"day": "2026-13-01"},
        {"day": "9999-12-31"},
        {"source": "nobody"},
        {"source": "\0"},
        {"more": 1},
    ],
)
def test_wrong_spend_saves_nothing(mia: Caller, form: Caller, fields: dict[str, Any]) -> None:
    got = mia.post("/api/v1/spend", {"rows": [line(), line(campaign="B") | fields]})
    assert got.status == 422, got.text
    assert not Spend.objects.exists()


def test_a_full_source_answers_429_and_when_to_send_again(mia: Caller, form: Caller) -> None:
    source_id = Source.objects.get().pk
    terms = mia.post(f"/api/v1/sources/{source_id}/terms", {"cap_day": 1, "price": "4.50"})
    assert (terms.body["cap_day"], terms.body["price"]) == (1, "4.50")
    body = callers.lead_body(external_id="form-1")
    assert form.post("/api/v1/leads", body).status == 201

    got = form.post("/api/v1/leads", callers.lead_body())

    assert (got.status, got.body["code"]) == (429, "source_full")
    assert 0 < int(got.headers["Retry-After"]) <= 86_400
    assert form.post("/api/v1/leads", body).status == 200
    again = form.post("/api/v1/leads", callers.lead_body(), **{"Idempotency-Key": "k"})
    assert again.status == 429


def test_a_paused_source_still_keeps_an_opt_out(mia: Caller, form: Caller) -> None:
    source_id = Source.objects.get().pk
    mia.post(f"/api/v1/sources/{source_id}/terms", {"paused": True})
    sent = callers.lead_body(attributes={"do_not_call": "yes"})

    got = form.post("/api/v1/leads", sent)

    assert (got.status, got.body["code"]) == (429, "source_paused")
    assert "opt-out was saved" in got.body["message"]
    assert OptOut.objects.exists()


@pytest.mark.parametrize(
    "body",
    [{"cap_day": -1}, {"cap_day": 10**40}, {"cap_day": "x"}, {"price": "x"}, {"margin": "101"}],
)
def test_wrong_terms_change_nothing(mia: Caller, form: Caller, body: dict[str, Any]) -> None:
    before = Source.objects.values().get()
    got = mia.post(f"/api/v1/sources/{before['id']}/terms", body)
    assert got.status == 422, got.text
    assert Source.objects.values().get() == before


@pytest.mark.parametrize("path", ["sources/0", "sources/99", f"sources/{10**30}"])
def test_an_unknown_source_is_not_found(mia: Caller, path: str) -> None:
    assert mia.post(f"/api/v1/{path}/terms", {}).status == 404


@pytest.mark.parametrize("days", ["0", "31", f"{10**40}"])
def test_an_unknown_period_is_not_found(mia: Caller, days: str) -> None:
    assert mia.get(f"/api/v1/sources?days={days}").status == 404
