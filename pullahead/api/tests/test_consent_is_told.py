"""Consent over the API: with a lead, of a lead that is here, and taken back."""

from __future__ import annotations

from typing import Any

from pullahead.api.tests import callers
from pullahead.api.tests.callers import ApiAnswer, Caller
from pullahead.base.models import Journal
from pullahead.leads.models import Consent, SourceKey

AT = "2026-03-09T10:00:00-03:00"
SAID = {"channel": "form", "text": "You may call me.", "url": "https://example.com/q", "at": AT}


def tell(who: Caller, lead: str, **fields: Any) -> ApiAnswer:
    return who.post(f"/api/v1/leads/{lead}/consents", SAID | fields)


def test_it_comes_with_a_lead(web: Caller) -> None:
    body = callers.lead_body(consent=SAID, attributes={"colour": "red", "consent": "no"})
    first = web.post("/api/v1/leads", body, **{"Idempotency-Key": "one"})
    again = web.post("/api/v1/leads", body, **{"Idempotency-Key": "one"})
    assert (first.status, again.body["id"]) == (201, first.body["id"])
    kept = Consent.objects.get()
    assert (kept.text, kept.url, kept.channel) == (SAID["text"], SAID["url"], "form")
    assert (str(kept.lead_id), kept.given_at.isoformat()) == (
        first.body["id"],
        "2026-03-09T13:00:00+00:00",
    )
    for wrong, code in (
        ({"consent": True}, {"consent": "not_an_object"}),
        ({"consent": {}}, {"consent.text": "required"}),
        ({"consent": {"text": "x", "channel": "smoke"}}, {"consent.channel": "unknown_channel"}),
        ({"consent": {"text": "x", "at": "2026-03-09"}}, {"consent.at": "zone_missing"}),
        ({"consent": {"text": "x" * 2001}}, {"consent.text": "too_long"}),
    ):
        refused = web.post("/api/v1/leads", callers.lead_body(**wrong))
        assert (refused.status, refused.codes) == (422, code), refused.text


def test_a_source_and_a_leader_tell_it_once_and_take_it_back(web: Caller) -> None:
    lea, lead = callers.agent("Lea", role="leader"), callers.bring_in(web)
    first, again = tell(web, lead), tell(lea, lead)
    assert (first.status, first.body["new"]) == (201, True)
    assert (again.status, again.body) == (200, first.body | {"new": False})
    assert first.body["consents"][0] | {"id": 0, "address": ""} == {
        "id": 0,
        "address": "",
        "channel": "form",
        "given_at": "2026-03-09T13:00:00Z",
        "withdrawn_at": None,
        "text": SAID["text"],
        "url": SAID["url"],
    }
    assert "Consent recorded through the API" in str(lea.get(f"/api/v1/leads/{lead}").body)
    path = f"/api/v1/leads/{lead}/consents/withdraw"
    listed = f"/api/v1/leads/{lead}/consents"
    assert web.get(listed).body == lea.get(listed).body == first.body["consents"]
    for who, count in ((lea, 1), (web, 0)):
        got = who.post(path, {"reason": "Asked by mail"})
        assert (got.status, got.body) == (200, {"withdrawn": count})
    tell(lea, lead, text="Lea heard it")
    (old,), seen = web.get(listed).body, lea.get(listed).body
    assert (old["withdrawn_at"] is None, {one["text"] for one in seen}) == (
        False,
        {SAID["text"], "Lea heard it"},
    )
    assert Consent.objects.get(actor_id=None).withdrawn_for == "Asked by mail"
    given = Journal.objects.get(kind="consent.given", actor_id=None)
    assert (given.actor_id, given.data["key"]) == (None, SourceKey.objects.get().pk)


def test_who_may_not_and_what_cannot_be_is_refused(web: Caller, ana: Caller) -> None:
    lead = callers.bring_in(web)
    elsewhere = callers.agent("Leo", role="leader", team="Elsewhere")
    assert tell(ana, lead).body["code"] == "leader_needed"
    for who in (elsewhere, callers.source("fair")):
        assert tell(who, lead).status == 404
        assert who.post(f"/api/v1/leads/{lead}/consents/withdraw", {"reason": "x"}).status == 404
    assert tell(web, "nonsense").status == tell(web, callers.NOBODY).status == 404
    for fields, code in (
        ({"channel": "smoke"}, {"channel": "unknown_channel"}),
        ({"text": "  "}, {"text": "evidence_required"}),
        ({"address": "+1 512 555 0199"}, {"address": "unknown_address"}),
        ({"at": "2099-03-09T10:00:00Z"}, {"at": "in_the_future"}),
        ({"colour": "red"}, {"colour": "unknown_field"}),
    ):
        refused = tell(web, lead, **fields)
        assert (refused.status, refused.codes) == (422, code), refused.text
    assert not Consent.objects.exists()
