"""Each key opens its scopes, its kind, its own leads and claims. Part of everyday work.

The widest table (each endpoint on each seat) is in tests/access; these are its protections, each
seen to turn a test red when it is taken away.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import ApiAnswer, Caller
from pullahead.api.v1 import api
from pullahead.base.ids import new_key
from pullahead.leads.models import Address, Lead
from pullahead.pull.models import ClaimRow
from pullahead.team.models import AgentKey, Person
from pullahead.usecases.settings import api_keys, users

DEALS = "/api/v1/deals"
LEADS, CLAIMS = "/api/v1/leads", "/api/v1/claims/{token}"
PERSON = "/api/v1/people/{person_id}"
ONE = LEADS + "/{lead_id}"
Endpoint = tuple[str, str]
SETTLE = {"disposition": "no_answer", "note": "Rang out"}
CONSENT = {"channel": "form", "text": "You may call me."}
# endpoint → the scope that opens it, the kind of key that it is for, and what is sent
ENDPOINTS: dict[Endpoint, tuple[str, str, Any]] = {
    ("POST", LEADS): ("leads:write", "source", {"name": "Eve", "email": "eve@example.com"}),
    ("GET", ONE): ("leads:read", "", None),
    ("POST", ONE + "/outcome"): ("leads:write", "", {"verdict": "won", "value": "850.00"}),
    ("GET", ONE + "/consents"): ("leads:read", "", None),
    ("POST", ONE + "/consents"): ("leads:write", "", CONSENT),
    ("POST", ONE + "/consents/withdraw"): ("leads:write", "", {"reason": "Called us"}),
    ("GET", ONE + "/compliance-records"): ("leads:read", "agent", None),
    ("POST", CLAIMS + "/dispute"): ("pull", "agent", {"reason": "bad_number"}),
    ("POST", "/api/v1/pull"): ("pull", "agent", None),
    ("POST", CLAIMS + "/settle"): ("pull", "agent", SETTLE),
    ("POST", CLAIMS + "/extend"): ("pull", "agent", None),
    ("POST", CLAIMS + "/release"): ("pull", "agent", {"reason": "conflict_of_interest"}),
    ("POST", CLAIMS + "/attempts"): ("pull", "agent", {"channel": "call"}),
    ("POST", CLAIMS + "/hand-over"): ("pull", "agent", {"brief": "Wants the larger unit"}),
    ("GET", "/api/v1/colleagues"): ("pull", "agent", None),
    ("GET", "/api/v1/dispositions"): ("pull", "agent", None),
    ("GET", DEALS): ("pull", "agent", None),
    ("POST", DEALS): ("pull", "agent", {"title": "Hotel Lindner"}),
    ("GET", DEALS + "/{deal_id}"): ("pull", "agent", None),
    ("PATCH", DEALS + "/{deal_id}"): ("pull", "agent", {"title": "Hotel Lindner"}),
    ("POST", DEALS + "/{deal_id}/{act}"): ("pull", "agent", {"kind": "came"}),
    ("POST", DEALS + "/{deal_id}/concessions"): (
        "pull",
        "agent",
        {"what": "discount", "amount": "5"},
    ),
    ("GET", DEALS + "/{deal_id}/plan"): ("pull", "agent", None),
    ("POST", DEALS + "/{deal_id}/steps"): ("pull", "agent", {"name": "board"}),
    ("PUT", DEALS + "/{deal_id}/steps/{step_id}"): ("pull", "agent", {"name": "board"}),
    ("POST", DEALS + "/{deal_id}/objectives"): ("pull", "agent", {"words": "No alarm"}),
    ("PUT", DEALS + "/{deal_id}/objectives/{objective_id}"): (
        "pull",
        "agent",
        {"words": "No alarm"},
    ),
    ("PUT", DEALS + "/{deal_id}/fits"): (
        "pull",
        "agent",
        {"objective_id": callers.NOBODY, "offer_id": callers.NOBODY, "fit": "yes"},
    ),
    ("GET", "/api/v1/pods"): ("pull", "agent", None),
    ("GET", "/api/v1/pods/{pod_id}"): ("pull", "agent", None),
    ("GET", DEALS + "/{deal_id}/brief"): ("pull", "agent", None),
    ("POST", DEALS + "/{deal_id}/conversations"): ("pull", "agent", {"pad": "Liked it"}),
    ("POST", DEALS + "/{deal_id}/conversations/preview"): ("pull", "agent", {"pad": "Liked it"}),
    ("POST", "/api/v1/conversations/{conversation_id}/undo"): ("pull", "agent", None),
    ("POST", "/api/v1/promises/{promise_id}/moves"): ("pull", "agent", {"move": "later", "n": 1}),
    ("GET", DEALS + "/{deal_id}/members"): ("pull", "agent", None),
    ("PUT", DEALS + "/{deal_id}/members/{member_id}"): ("pull", "agent", {"stance": "for"}),
    ("GET", DEALS + "/{deal_id}/gaps"): ("pull", "agent", None),
    ("GET", DEALS + "/{deal_id}/network"): ("pull", "agent", None),
    ("GET", "/api/v1/learnt"): ("pull", "agent", None),
    ("GET", DEALS + "/{deal_id}/cycles"): ("pull", "agent", None),
    ("POST", DEALS + "/{deal_id}/cycles/{act}"): ("pull", "agent", {}),
    ("GET", DEALS + "/{deal_id}/value"): ("pull", "agent", None),
    ("POST", DEALS + "/{deal_id}/value"): (
        "pull",
        "agent",
        {"deliverables": [{"giver": "Fitter", "receiver": "Owner", "what": "a quiet night"}]},
    ),
    ("GET", "/api/v1/next-deal"): ("pull", "agent", None),
    ("GET", "/api/v1/notices"): ("pull", "agent", None),
    ("POST", "/api/v1/notices/read"): ("pull", "agent", {}),
    ("POST", "/api/v1/stages/{stage_id}/pull"): ("pull", "agent", None),
    ("GET", "/api/v1/workflow"): ("pull", "agent", None),
    ("GET", "/api/v1/transitions"): ("pull", "agent", None),
    ("GET", "/api/v1/flow/{chart}"): ("pull", "agent", None),
    ("GET", "/api/v1/pods/{pod_id}/order"): ("pull", "agent", None),
    ("GET", "/api/v1/pods/{pod_id}/sprint"): ("pull", "agent", None),
    ("GET", "/api/v1/pods/{pod_id}/standup"): ("pull", "agent", None),
    ("POST", "/api/v1/items"): (
        "pull",
        "agent",
        {"deal_id": "00000000-0000-7000-8000-000000000000", "what": "Plan"},
    ),
    ("PATCH", "/api/v1/items/{item_id}"): ("pull", "agent", {"left": "2"}),
    ("POST", "/api/v1/items/{item_id}/{act}"): ("pull", "agent", {}),
    ("GET", "/api/v1/sprints/{sprint_id}/review"): ("pull", "agent", None),
    ("POST", "/api/v1/sprints/{sprint_id}/review"): ("pull", "agent", {}),
    ("POST", "/api/v1/sprints/{sprint_id}/review/undo"): ("pull", "agent", None),
    ("POST", "/api/v1/reallocations"): (
        "pull",
        "agent",
        {
            "from_id": "00000000-0000-7000-8000-000000000000",
            "to_id": "00000000-0000-7000-8000-000000000001",
            "person_id": 1,
            "reason": "Dearer",
        },
    ),
    ("POST", "/api/v1/reallocations/{row_id}/agree"): ("pull", "agent", None),
    ("POST", "/api/v1/changes/{change_id}/answer"): ("pull", "agent", {}),
    ("GET", "/api/v1/gate"): ("pull", "agent", None),
    ("POST", "/api/v1/presence"): ("pull", "agent", {"state": "away"}),
    ("GET", PERSON + "/attendance"): ("pull", "agent", None),
    ("POST", PERSON + "/shift"): ("pull", "agent", {"week": []}),
    ("POST", PERSON + "/leave"): ("pull", "agent", {"kind": "sick", "first": "2027-05-04"}),
    ("POST", "/api/v1/leave/{leave_id}/end"): ("pull", "agent", None),
    ("GET", "/api/v1/experiments"): ("pull", "agent", None),
    ("POST", "/api/v1/experiments"): (
        "pull",
        "agent",
        {"team_id": 1, "question": "Which?", "usual": "fifo", "other": "lifo"},
    ),
    ("GET", "/api/v1/experiments/{experiment_id}"): ("pull", "agent", None),
    ("POST", "/api/v1/experiments/{experiment_id}/start"): ("pull", "agent", None),
    ("POST", "/api/v1/experiments/{experiment_id}/stop"): ("pull", "agent", None),
    ("GET", "/api/v1/script-comparisons"): ("pull", "agent", None),
    ("POST", "/api/v1/script-comparisons"): (
        "pull",
        "agent",
        {"source_id": 1, "question": "Which?"},
    ),
    ("GET", "/api/v1/script-comparisons/{comparison_id}"): ("pull", "agent", None),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/start"): ("pull", "agent", None),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/stop"): ("pull", "agent", None),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/undo-stop"): ("pull", "agent", None),
    ("GET", "/api/v1/script-comparisons/{comparison_id}/draws"): ("pull", "agent", None),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/use"): ("pull", "agent", None),
    ("POST", "/api/v1/script-comparisons/{comparison_id}/undo"): ("pull", "agent", None),
}
# for administrators and team leads: tests/access and test_do_not_call_api ask them on each seat
OF_LEADERS = {
    ("GET", "/api/v1/alerts"),
    ("GET", "/api/v1/alerts/rules"),
    ("POST", "/api/v1/alerts/{alert_id}/seen"),
    ("GET", "/api/v1/boosts"),
    ("POST", "/api/v1/boosts"),
    ("POST", "/api/v1/boosts/{boost_id}/end"),
    ("POST", "/api/v1/boosts/{boost_id}/resume"),
    ("GET", "/api/v1/callbacks"),
    ("POST", "/api/v1/callbacks/{lead_id}/owner"),
    ("GET", "/api/v1/do-not-call"),
    ("POST", "/api/v1/do-not-call"),
    ("POST", "/api/v1/do-not-call/remove"),
    ("POST", "/api/v1/audits"),
}
# for marketing and administrators: tests/access and test_sources ask them on each seat
OF_SOURCES = {
    ("GET", "/api/v1/campaigns"),
    ("GET", "/api/v1/spoilage"),
    ("GET", "/api/v1/buying-plan"),
    ("POST", "/api/v1/buying-plan/caps"),
    ("POST", "/api/v1/buying-plan/caps/{batch}/undo"),
    ("GET", "/api/v1/sources"),
    ("POST", "/api/v1/spend"),
    ("POST", "/api/v1/sources/{source_id}/terms"),
    ("GET", "/api/v1/sources/{source_id}/returns"),
    ("POST", "/api/v1/sources/{source_id}/returns"),
    ("POST", "/api/v1/sources/{source_id}/returns/{return_id}"),
}
# for administrators: tests/access and test_webhooks ask them on each seat
OF_ADMINS = {
    ("GET", "/api/v1/webhooks"),
    ("POST", "/api/v1/webhooks"),
    ("POST", "/api/v1/webhooks/{endpoint_id}"),
    ("POST", "/api/v1/webhooks/{endpoint_id}/secret"),
    ("POST", "/api/v1/webhooks/{endpoint_id}/switch/{state}"),
    ("GET", "/api/v1/webhooks/{endpoint_id}/messages"),
    ("POST", "/api/v1/webhook-messages/{message_id}/resend"),
}
OF_PEOPLE = ("GET", ONE + "/compliance-records")  # a source's key does not open it
OF_A_LEAD = [one for one in ENDPOINTS if "{lead_id}" in one[1] and one != OF_PEOPLE]
OF_A_CLAIM = [one for one in ENDPOINTS if "{token}" in one[1]]


class World:
    """One lead that a source brought in, in the hand of the owner."""

    def __init__(self) -> None:
        callers.lay_floor()
        self.owner, self.source = callers.agent("Ana"), callers.source("web form")
        self.lead = callers.bring_in(self.source, value="900.00")
        self.token, _ = callers.pull(self.owner)
        callers.person("Cy")  # free to take a lead over

    def ask(self, who: Caller, endpoint: Endpoint) -> ApiAnswer:
        """One request about the lead or the claim."""
        method, path = endpoint
        path = path.replace("{lead_id}", self.lead).replace("{token}", self.token)
        path = path.replace("{deal_id}", callers.NOBODY).replace("{act}", "signal")
        path = path.replace("{promise_id}", callers.NOBODY)
        path = path.replace("{step_id}", callers.NOBODY)
        path = path.replace("{objective_id}", callers.NOBODY)
        path = path.replace("{conversation_id}", callers.NOBODY)
        for one in ("item", "sprint", "row", "change"):
            path = path.replace(f"{{{one}_id}}", callers.NOBODY)
        path = path.replace("{pod_id}", "1")
        path = path.replace("{stage_id}", "1").replace("{leave_id}", "1")
        path = path.replace("{experiment_id}", "1").replace("{comparison_id}", "1")
        path = path.replace("{person_id}", "1").replace("{pod_id}", "1")
        path = path.replace("{person_id}", "1")
        path = path.replace("{person_id}", "1").replace("{member_id}", "1")
        if method == "GET":
            return who.get(path)
        if method in {"PATCH", "PUT"}:
            return who.send(method, path, json.dumps(ENDPOINTS[endpoint][2]).encode())
        body = ENDPOINTS[endpoint][2]
        if path.endswith("/attempts"):
            body = body | {"address_id": Address.objects.get(lead_id=self.lead, kind="phone").pk}
        if path.endswith("/hand-over"):
            body = body | {"to": Person.objects.get(name="Cy").pk}
        return who.post(path, body)

    def kept(self) -> object:
        """Count the rows that a refused request must not change."""
        return list(ClaimRow.objects.values()), list(Lead.objects.values())


@pytest.fixture
def world(db: None) -> World:
    return World()


def test_the_table_covers_every_endpoint() -> None:
    paths = api.get_openapi_schema()["paths"]
    assert {(m.upper(), path) for path, methods in paths.items() for m in methods} == set(
        ENDPOINTS
    ) | OF_SOURCES | OF_LEADERS | OF_ADMINS


def test_a_key_without_the_scope_is_refused(world: World) -> None:
    before = world.kept()
    for endpoint, (needed, _, _) in ENDPOINTS.items():
        others = [scope for scope in api_keys.SCOPES if scope != needed]
        for key in (
            api_keys.make_agent_key(person="Ana", scopes=others),
            api_keys.make_source_key(source="web form", scopes=others),
        ):
            got = world.ask(Caller(key), endpoint)
            assert (got.status, got.body["code"]) == (403, "scope_missing"), endpoint
    assert world.kept() == before


def test_a_key_with_only_the_scope_is_let_in(world: World) -> None:
    for endpoint in (("GET", ONE), ("POST", "/api/v1/pull"), ("POST", CLAIMS + "/extend")):
        key = api_keys.make_agent_key(person="Ana", scopes=[ENDPOINTS[endpoint][0]])
        assert world.ask(Caller(key), endpoint).status == 200, endpoint


def test_work_needs_an_agents_key_and_bringing_in_a_sources(world: World) -> None:
    before = world.kept()
    for endpoint, (_, kind, _) in ENDPOINTS.items():
        if not kind:
            continue
        wrong = world.source if kind == "agent" else world.owner
        got = world.ask(wrong, endpoint)
        assert (got.status, got.body["code"]) == (403, f"{kind}_key_needed"), endpoint
    assert world.kept() == before


def test_a_stranger_gets_nothing(world: World) -> None:
    revoked = api_keys.make_agent_key(person="Ana", scopes=callers.ALL)
    api_keys.revoke_agent_key(key_id=AgentKey.objects.latest("id").pk)
    callers.person("Gone")
    left = api_keys.make_agent_key(person="Gone", scopes=callers.ALL)
    users.disable(person_id=Person.objects.get(name="Gone").pk)
    before = world.kept()
    for key in ("", new_key(), revoked, left):
        for endpoint in ENDPOINTS:
            got = world.ask(Caller(key), endpoint)
            assert (got.status, got.body["code"]) == (401, "key_unknown"), endpoint
            assert world.lead not in got.text
    assert world.kept() == before


def test_a_source_whose_key_was_revoked_gets_nothing(world: World) -> None:
    (row,) = [one for one in api_keys.list_keys(viewer=_admin()) if one.kind == api_keys.SOURCE]
    api_keys.revoke_source_key(key_id=row.id)
    assert world.ask(world.source, ("POST", LEADS)).status == 401


def _admin() -> Person:
    return callers.person("Ada", role="admin")


@pytest.mark.parametrize("team", ["Sales", "Elsewhere"])
def test_a_colleague_has_no_part_in_somebody_elses_lead_or_claim(world: World, team: str) -> None:
    colleague = callers.agent("Bo", team=team)
    before = world.kept()
    for endpoint in OF_A_LEAD:
        got = world.ask(colleague, endpoint)
        assert got.status in {403, 404}, endpoint
        assert world.lead not in got.text
        assert "900.00" not in got.text
    assert world.ask(colleague, ("GET", ONE)).status == 404
    for endpoint in OF_A_CLAIM:
        assert world.ask(colleague, endpoint).status == 404, endpoint
    assert world.kept() == before


def test_a_leader_of_another_team_does_not_see_or_change_the_lead(world: World) -> None:
    leader = callers.agent("Leo", role="leader", team="Elsewhere")
    before = world.kept()
    for endpoint in OF_A_LEAD:
        got = world.ask(leader, endpoint)
        assert (got.status, got.body["code"]) == (404, "not_found"), endpoint
    assert world.kept() == before


def test_another_source_does_not_see_or_change_the_lead(world: World) -> None:
    other = callers.source("fair")
    before = world.kept()
    for endpoint in OF_A_LEAD:
        got = world.ask(other, endpoint)
        assert (got.status, got.body["code"]) == (404, "not_found"), endpoint
    assert world.kept() == before


def test_the_owner_the_leader_and_the_source_are_let_in(world: World) -> None:
    leader = callers.agent("Lea", role="leader")
    for who in (world.owner, leader, world.source):
        assert world.ask(who, ("GET", ONE)).status == 200
    for endpoint in OF_A_LEAD:
        assert world.ask(leader, endpoint).status in {200, 201}, endpoint
        assert world.ask(world.source, endpoint).status in {200, 201}, endpoint


def test_an_agent_does_not_record_outcomes_or_consents(world: World) -> None:
    before = world.kept()
    for endpoint in OF_A_LEAD:
        if endpoint != ("GET", ONE):
            got = world.ask(world.owner, endpoint)
            assert (got.status, got.body["code"]) == (403, "leader_needed"), endpoint
    assert world.kept() == before


def test_money_is_not_for_agents(world: World) -> None:
    assert "900.00" not in world.ask(world.owner, ("GET", ONE)).text
    assert "900.00" not in world.ask(world.owner, ("POST", "/api/v1/pull")).text


def test_releasing_in_a_loop_is_refused_over_the_api_too(world: World) -> None:
    for _ in range(14):
        callers.bring_in(world.source)
    answers, seen = [], set()
    for _ in range(14):
        token, lead = callers.pull(world.owner)
        seen.add(lead)
        body = {"reason": "skill"}
        answers.append(world.owner.post(f"/api/v1/claims/{token}/release", body))
    assert [got.status for got in answers] == [200] * 10 + [429] * 4
    assert answers[-1].body["code"] == "too_many_releases"
    assert len(seen) == 11
