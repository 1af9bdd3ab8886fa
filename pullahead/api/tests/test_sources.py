"""Sources over the API: results, spend, terms, and the answer of a full source."""

from __future__ import annotations

from typing import Any

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller
from pullahead.leads.models import Address, OptOut, Source, Spend
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
    told = mia.get("/api/v1/sources").body["sources"][0]
    assert (told["leads"], told["refused"], told["returned"], told["duplicates"]) == (1, 2, 0, 0)


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


def test_a_bad_number_is_returned_and_credited(mia: Caller, form: Caller) -> None:
    at = f"/api/v1/sources/{Source.objects.get().pk}"
    mia.post(f"{at}/terms", {"price": "24.00", "return_days": 3})
    lead = callers.bring_in(form)
    assert mia.post(f"{at}/returns", {"lead_ids": [lead]}).body["code"] == "nothing_to_return"
    Address.objects.filter(kind="email").delete()
    robin = callers.agent("Robin")
    token, _ = callers.pull(robin)
    said = {"disposition": "disconnected", "note": "The number is dead"}
    assert robin.post(f"/api/v1/claims/{token}/settle", said).status == 200

    got = mia.get(f"{at}/returns").body
    assert (got["days"], [one["lead_id"] for one in got["candidates"]]) == (3, [lead])
    assert mia.post(f"{at}/returns", {"lead_ids": [lead]}).body == {"returned": 1}
    (row,) = mia.get(f"{at}/returns").body["returned"]
    credited = mia.post(f"{at}/returns/{row['id']}", {"act": "credit"}).body
    assert (credited["claimed"], credited["credited"]) == ("24.00", "24.00")
    assert mia.post(f"{at}/returns/{row['id']}", {"act": "take_back"}).status == 409


@pytest.mark.parametrize(
    "body", [{}, {"lead_ids": ["x"]}, {"lead_ids": [""], "a": 1}, {"act": "x"}]
)
def test_wrong_returns_are_refused(mia: Caller, form: Caller, body: dict[str, Any]) -> None:
    at = f"/api/v1/sources/{Source.objects.get().pk}/returns"
    assert mia.post(at, body).status in {404, 422}
    assert mia.post(f"{at}/{10**30}", body).status in {404, 422}


def test_the_plan_and_campaigns_are_read_and_caps_are_set(mia: Caller, form: Caller) -> None:
    source_id = Source.objects.get().pk
    callers.bring_in(form, attributes={"utm_campaign": "Fall"})
    assert mia.get("/api/v1/campaigns?days=7").body["campaigns"][0]["campaign"] == "Fall"
    assert mia.get("/api/v1/campaigns?days=8").status == 404
    plan = mia.get("/api/v1/buying-plan").body
    assert (plan["load"], plan["over_bought"]) == (None, False)

    line = {"source_id": source_id, "cap_day": 7}
    assert mia.post("/api/v1/buying-plan/caps", {"caps": [line, line]}).status == 422
    assert mia.post("/api/v1/buying-plan/caps", {"caps": [line | {"cap_day": -1}]}).status == 422
    assert mia.post("/api/v1/buying-plan/caps", {"caps": [line]}).body["sources"] == 1
    assert Source.objects.get().cap_day == 7


def test_spoilage_is_read_by_cause(mia: Caller, form: Caller) -> None:
    callers.bring_in(form)
    got = mia.get("/api/v1/spoilage?days=30").body
    (line,) = got["sources"]
    assert (line["source"], line["ready"]) == ("web form", 1)
    assert line["loss_per_minute"] > 0
    assert mia.get("/api/v1/spoilage?days=8").status == 404
