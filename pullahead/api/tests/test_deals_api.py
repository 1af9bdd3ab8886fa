"""Deals over the API: ETag and If-Match, acts, limits, the next deal, the workflow, the export."""

from __future__ import annotations

from typing import Any

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import ApiAnswer, Caller
from pullahead.pipeline.models import Deal, FlowLimit, Stage, Transition
from pullahead.team.models import Person
from pullahead.usecases.deals import fields, workflow
from pullahead.usecases.deals.fields import TypedField
from pullahead.usecases.settings import users

pytestmark = pytest.mark.slow
DEALS = "/api/v1/deals"
WHY = "They asked us to go on."


@pytest.fixture
def ana(db: None) -> Caller:
    callers.lay_floor()
    made = callers.agent("Ana")
    admin = users.add_person(name="Ida", role="admin", team="Elsewhere")[0]
    workflow.publish_standard(team_id=Person.objects.get(name="Ana").team_id, by=admin)
    return made


def added(ana: Caller, title: str = "Hotel Lindner") -> ApiAnswer:
    got = ana.post(DEALS, {"title": title, "value": "1200.50"})
    assert got.status == 201, got.text
    return got


def act(who: Caller, deal: ApiAnswer, name: str, **body: Any) -> ApiAnswer:
    """Act on a deal as it is now."""
    seq = Deal.objects.get(pk=deal.body["id"]).seq
    return who.post(f"{DEALS}/{deal.body['id']}/{name}", body, **{"If-Match": f'"{seq}"'})


def test_a_deal_is_added_read_changed_and_pulled(ana: Caller) -> None:
    made = added(ana)
    assert made.body["value"] == "1200.50"
    assert made.headers["ETag"] == '"1"'
    path = f"{DEALS}/{made.body['id']}"
    assert ana.get(path).body["title"] == "Hotel Lindner"
    raw = b'{"title": "Hotel Lindner, two houses", "chance": 40}'
    got = ana.send("PATCH", path, raw, **{"If-Match": '"1"'})
    assert (got.status, got.body["title"]) == (200, "Hotel Lindner, two houses")
    got = act(ana, made, "pull")
    assert (got.status, got.body["stage"], got.body["half"]) == (200, "Identify", "doing")
    assert got.headers["ETag"] == '"2"'


def test_an_act_needs_the_etag_and_a_stale_one_changes_nothing(ana: Caller) -> None:
    made = added(ana)
    path = f"{DEALS}/{made.body['id']}/pull"
    assert (ana.post(path, {}).status, ana.post(path, {}).body["code"]) == (
        428,
        "if_match_required",
    )
    for wrong in ('"7"', "x", '""', "*"):
        got = ana.post(path, {}, **{"If-Match": wrong})
        assert (got.status, got.body["code"]) == (412, "if_match_failed"), wrong
    assert Transition.objects.count() == 1


def test_a_full_stage_answers_409_with_what_to_finish(ana: Caller) -> None:
    FlowLimit.objects.filter(stage__position=0).update(size=1)
    first, second = added(ana, "First"), added(ana, "Second")
    assert act(ana, first, "pull").status == 200
    got = act(ana, second, "pull")
    assert (got.status, got.body["code"]) == (409, "limit_reached")
    assert "First" in got.body["message"]


def test_no_stage_is_set_freely(ana: Caller) -> None:
    made = added(ana)
    last = Stage.objects.order_by("-position")[0].pk
    got = act(ana, made, "move", to=last)
    assert (got.status, got.body["code"]) == (409, "stage_skipped")
    got = ana.send("PATCH", f"{DEALS}/{made.body['id']}", b'{"title": "x", "stage": 3}')
    assert (got.status, got.codes) == (422, {"stage": "unknown_field"})


def test_signals_and_answers_need_no_etag(ana: Caller) -> None:
    made = added(ana)
    path = f"{DEALS}/{made.body['id']}"
    assert ana.post(f"{path}/signal", {"kind": "asked", "words": "When?"}).status == 200
    assert ana.get("/api/v1/next-deal").body["act"] == "answer"
    assert ana.post(f"{path}/answer", {"text": "In May", "until": "soon"}).codes == {
        "until": "not_a_time"
    }
    assert ana.post(f"{path}/answer", {"text": "In May"}).status == 200
    assert ana.get("/api/v1/next-deal").body["act"] == "pull"


def test_a_stage_pulls_its_best_deal_or_says_that_there_is_none(ana: Caller) -> None:
    first = Stage.objects.get(position=0).pk
    got = ana.post(f"/api/v1/stages/{first}/pull")
    assert (got.status, got.body["code"]) == (409, "nothing_to_pull")
    made = added(ana)
    got = ana.post(f"/api/v1/stages/{first}/pull")
    assert (got.status, got.body["id"]) == (200, made.body["id"])
    assert ana.post("/api/v1/stages/999999/pull").status == 404


def test_the_workflow_and_the_transitions_are_read(ana: Caller) -> None:
    made = added(ana)
    act(ana, made, "pull")
    flow = ana.get("/api/v1/workflow").body
    assert flow["stages"][0]["name"] == "Identify"
    assert flow["stages"][0]["held"] == 1
    rows = ana.get("/api/v1/transitions").body
    assert [one["kind"] for one in rows] == ["add", "pull"]
    assert [one["kind"] for one in ana.get(f"/api/v1/transitions?after={rows[0]['id']}").body] == [
        "pull"
    ]


def test_deals_are_listed_by_kind(ana: Caller) -> None:
    made = added(ana)
    assert [one["id"] for one in ana.get(DEALS).body] == [made.body["id"]]
    assert act(ana, made, "discard", reason="did_nothing").status == 200
    assert ana.get(DEALS).body == []
    assert [one["closed_as"] for one in ana.get(f"{DEALS}?show=closed").body] == ["discarded"]
    assert ana.get(f"{DEALS}?show=all").status == 422


@pytest.mark.parametrize(
    "body",
    [
        {"title": ""},
        {"title": "x" * 500},
        {"title": "x", "value": "1e9"},
        {"title": "x", "value": "99999999999999"},
        {"title": "x", "next_on": "2026-02-30"},
        {"title": "x", "chance": 101},
        {"title": "\x00"},
        {"title": "x", "next_on": "9999-12-31"},
    ],
)
def test_a_wrong_body_adds_no_deal(ana: Caller, body: dict[str, Any]) -> None:
    assert ana.post(DEALS, body).status == 422
    assert not Deal.objects.exists()


def test_without_a_workflow_there_are_no_deals(db: None) -> None:
    callers.lay_floor()
    eve = callers.agent("Eve", team="Elsewhere")
    assert eve.get(DEALS).body == []
    for path in ("/api/v1/workflow", "/api/v1/next-deal", "/api/v1/transitions"):
        assert eve.get(path).status == 404
    assert eve.post(DEALS, {"title": "x"}).status == 404


def test_deals_of_another_team_do_not_exist(ana: Caller) -> None:
    made = added(ana)
    eve = callers.agent("Eve", team="Elsewhere")
    path = f"{DEALS}/{made.body['id']}"
    assert eve.get(path).status == 404
    assert eve.post(f"{path}/signal", {"kind": "came"}).status == 404
    assert eve.post(f"{path}/pull", {}, **{"If-Match": '"1"'}).status == 404
    assert ana.post(f"{DEALS}/{callers.NOBODY}/pull", {}).status == 404
    assert ana.post(f"{path}/fly", {}).status == 404


def test_a_repeated_request_with_its_key_adds_one_deal(ana: Caller) -> None:
    first, again = (
        ana.post(DEALS, {"title": "Hotel Lindner"}, **{"Idempotency-Key": "order 7"})
        for _ in range(2)
    )
    other = ana.post(DEALS, {"title": "Hotel Lindner"}, **{"Idempotency-Key": "order 8"})
    assert (first.status, again.status) == (201, 201)
    assert again.body["id"] == first.body["id"] != other.body["id"]
    assert Deal.objects.count() == 2


def test_contacts_and_findings_are_in_the_answer(ana: Caller) -> None:
    path = f"{DEALS}/{added(ana).body['id']}"
    ana.post(f"{path}/contact", {"name": "Ines", "decides": True})
    got = ana.post(f"{path}/finding", {"kind": "problem", "words": "Loss", "value": "120000"})
    contact, finding = got.body["contacts"][0]["id"], got.body["findings"][0]["id"]
    got = ana.post(f"{path}/confirm", {"finding": finding, "contact": contact, "how": "measured"})
    assert (got.status, got.body["findings"][0]["confirmed_by"]) == (200, "Ines")
    assert ana.post(f"{path}/mark", {"contact": 2**40}).status == 404


def test_custom_fields_are_described_written_and_read(ana: Caller) -> None:
    person = Person.objects.select_related("team").get(name="Ana")
    ida = Person.objects.get(name="Ida")
    for one in (TypedField("Rooms", "number"), TypedField("Region", "choice", ("North",))):
        fields.add_field(team_id=person.team_id, typed=one, by=ida)
    described = ana.get("/api/v1/workflow").body["fields"]
    assert [(one["code"], one["kind"], one["options"]) for one in described] == [
        ("rooms", "number", []),
        ("region", "choice", ["North"]),
    ]
    got = ana.post(DEALS, {"title": "Hotel", "fields": {"rooms": 40.5, "region": "north"}})
    assert got.body["fields"] == {"rooms": "40.5", "region": "North"}
    path = f"{DEALS}/{got.body['id']}"
    raw = b'{"title": "Hotel", "fields": {"region": null}}'
    assert ana.send("PATCH", path, raw, **{"If-Match": "1"}).body["fields"]["rooms"] == "40.5"
    assert ana.get(DEALS).body[0]["fields"] == {"rooms": "40.5", "region": None}
    for wrong, code in (({"rooms": "x"}, "field_value"), ({"beds": 1}, "unknown_field")):
        got = ana.post(DEALS, {"title": "Hotel", "fields": wrong})
        assert (got.status, got.body["code"]) == (422, code)


def test_notices_are_listed_and_marked_as_read(ana: Caller) -> None:
    made = added(ana)
    act(ana, made, "signal", kind="asked", words="When?")
    (notice,) = ana.get("/api/v1/notices").body
    assert (notice["kind"], notice["deal"], notice["read"]) == ("signal", made.body["id"], False)
    assert ana.post("/api/v1/notices/read", {"keys": [notice["key"], "x"]}).body == {"marked": 1}
    assert ana.get("/api/v1/notices").body[0]["read"] is True
