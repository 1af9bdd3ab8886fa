"""An outcome told over the API: kept once, corrected, and what it does to an open lead."""

from __future__ import annotations

from typing import Any

import pytest

from pullahead.api.answers import FORMER_NAMES
from pullahead.api.tests import callers
from pullahead.api.tests.callers import ApiAnswer, Caller
from pullahead.leads.models import Lead, SaleOutcome

AT = "2026-03-09T10:00:00-03:00"


@pytest.fixture
def lea(floor: None) -> Caller:
    """Their team leader."""
    return callers.agent("Lea", role="leader")


def tell(who: Caller, lead: str, verdict: str = "won", **fields: Any) -> ApiAnswer:
    return who.post(f"/api/v1/leads/{lead}/outcome", {"verdict": verdict} | fields)


def test_it_closes_an_open_lead_fenced_and_is_kept_once(web: Caller, ana: Caller) -> None:
    lead = callers.bring_in(web)
    token, _ = callers.pull(ana)

    first = tell(web, lead, value="1234.5", at=AT)
    again = tell(web, lead, value="1234.50", at="2026-03-09T13:00:00Z")

    assert (first.status, first.body["new"], first.body["closed"]) == (201, True, True)
    assert (first.body["value"], first.body["currency"]) == ("1234.50", "USD")
    assert (again.status, again.body["new"], again.body["closed"]) == (200, False, False)
    settled = ana.post(
        f"/api/v1/claims/{token}/settle", {"disposition": "no_answer", "note": "Nobody there"}
    )
    assert (settled.status, settled.body["code"]) == (409, "claim_lost")
    seen = ana.get(f"/api/v1/leads/{lead}").body
    assert (seen["state"], seen["closed_as"]) == ("closed", "Won")
    assert seen["sale_outcome"]["verdict"] == "won"
    assert {seen[new] == seen[old] for old, new in FORMER_NAMES.items()} == {True}
    assert "value" not in seen["sale_outcome"]
    assert "1,234.50" not in str(seen["timeline"])
    assert "Nobody there" in str(seen["timeline"]), "the note that came late is kept"


def test_a_correction_stands_and_what_it_corrects_stays(web: Caller, lea: Caller) -> None:
    lead = callers.bring_in(web)
    tell(web, lead, value="100", at=AT)

    corrected = tell(lea, lead, "lost")

    assert (corrected.status, corrected.body["closed"]) == (201, False), "it is closed already"
    assert tell(lea, lead, "lost").status == 200, "without a moment the same is the same"
    seen = lea.get(f"/api/v1/leads/{lead}").body
    assert (seen["sale_outcome"]["verdict"], "value" in seen["sale_outcome"]) == ("lost", False)
    story = [h["title"] for h in seen["timeline"] if h["kind"] == "outcome"]
    assert story == [
        "Corrected: Lost (through the API)",
        "Won, 100.00 USD, on 9 March 2026 (through the API)",
    ]
    assert SaleOutcome.objects.filter(lead_id=lead).count() == 2


def test_a_lead_whose_person_asked_again_since_stays_open(web: Caller) -> None:
    body = callers.lead_body()
    lead = web.post("/api/v1/leads", body).body["id"]
    assert web.post("/api/v1/leads", body | {"external_id": "2"}).body["outcome"] == "asked_again"

    told = tell(web, lead, at=AT)

    assert (told.status, told.body["closed"]) == (201, False)
    assert Lead.objects.get(pk=lead).closed_at is None
    assert tell(web, lead, "lost").body["closed"], "of this moment, it is about that wish too"
    assert Lead.objects.get(pk=lead).closed_as == "lost"


def test_who_may_not_and_what_cannot_be_is_refused(web: Caller, ana: Caller, lea: Caller) -> None:
    lead = callers.bring_in(web)
    elsewhere = callers.agent("Leo", role="leader", team="Elsewhere")
    assert tell(ana, lead).body["code"] == "leader_needed"
    assert tell(elsewhere, lead).status == 404
    assert tell(callers.source("fair"), lead).status == 404
    assert tell(lea, callers.NOBODY).status == 404
    assert tell(lea, "nonsense").status == 404
    for fields, code in (
        ({"verdict": "none"}, {"verdict": "unknown_verdict"}),
        ({"verdict": True}, {"verdict": "not_text"}),
        ({"value": 5}, {"value": "not_text"}),
        ({"value": "0.00"}, {"value": "not_an_amount"}),
        ({"at": "2026-03-09"}, {"at": "zone_missing"}),
        ({"at": "2099-03-09T10:00:00Z"}, {"at": "in_the_future"}),
        ({"who": "me"}, {"who": "unknown_field"}),
    ):
        refused = lea.post(f"/api/v1/leads/{lead}/outcome", {"verdict": "won"} | fields)
        assert (refused.status, refused.codes) == (422, code), refused.text
    assert not SaleOutcome.objects.exists()
    assert Lead.objects.get(pk=lead).closed_at is None
