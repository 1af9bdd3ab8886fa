"""Owner, member and stranger on every endpoint of the API, generated from its description.

The owner holds the lead, or is the source that brought it in. The member works beside them. The
stranger has no key, a revoked key, or a key of the wrong kind or scope. An endpoint that is
in the description and not in the table below fails the test.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller
from pullahead.base.ids import new_key
from pullahead.leads.models import Lead, Source
from pullahead.pipeline.models import DealContact, Stage
from pullahead.pull.models import ClaimRow
from pullahead.team.models import AgentKey, Person, Pod
from pullahead.usecases.deals import edit, findings, workflow
from pullahead.usecases.settings import api_keys, users
from pullahead.usecases.sprints import items
from tests.access.api_rights import BODIES, CONTRIBUTORS, ENDPOINTS, MARKETING, MAY, NEEDS
from tests.access.api_world import ApiWorld, Endpoint
from tests.rows import failing, names_in

pytestmark = [pytest.mark.wide, pytest.mark.django_db]


@pytest.fixture(scope="module")
def world(module_db: None) -> ApiWorld:
    callers.lay_floor()
    made = ApiWorld(
        {
            "holder": callers.agent("Ana"),
            "member": callers.agent("Bo"),
            "source": callers.source("web form"),
            "other source": callers.source("fair"),
        },
        BODIES,
    )
    callers.agent("Cy")
    made.lead = callers.bring_in(made.callers["source"], value="900.00")
    made.token, _ = callers.pull(made.callers["holder"])
    ana = Person.objects.get(name="Ana")
    admin = users.add_person(name="Ida", role="admin", team="Elsewhere")[0]
    workflow.publish_standard(team_id=ana.team_id, by=admin)
    made.deal = str(edit.add(typed=edit.DealInput("Hotel Lindner"), by=ana))
    findings.add_contact(deal_id=UUID(made.deal), by=ana, name="Ines")
    made.member = DealContact.objects.get().pk
    made.stage = Stage.objects.get(position=0).pk
    typed = items.ItemInput("Floor plan")
    made.item = str(items.add(deal_id=UUID(made.deal), by=ana, typed=typed))
    made.pod = Pod.objects.get(team_id=ana.team_id).pk
    return made


def test_the_table_covers_the_description() -> None:
    assert set(MAY) == set(ENDPOINTS)


@pytest.mark.parametrize("seat", range(4), ids=["holder", "member", "source", "other-source"])
def test_each_gets_what_the_table_says(world: ApiWorld, seat: int) -> None:
    who = list(world.callers)[seat]

    def gets_it(endpoint: Endpoint) -> None:
        got = world.ask(who, endpoint)
        assert got.status == MAY[endpoint][seat], got.text
        if got.status == 404:
            assert world.lead not in got.text
            assert got.body["code"] == "not_found"

    assert failing(ENDPOINTS, gets_it) == {}


def test_marketing_gets_the_endpoints_of_sources_only(world: ApiWorld) -> None:
    mia = callers.agent("Mia", role="marketer")
    before = _work()

    def gets_it(endpoint: Endpoint) -> None:
        got = world.ask(mia, endpoint)
        assert got.status == MARKETING.get(endpoint, 403), got.text
        if got.status == 403:
            assert got.body["code"] == "role_not_allowed"
        assert _work() == before

    assert failing(ENDPOINTS, gets_it) == {}


def test_a_contributor_gets_pods_only(world: ApiWorld) -> None:
    dev = callers.agent("Dev", role="contributor")

    def gets_it(endpoint: Endpoint) -> None:
        got = world.ask(dev, endpoint)
        assert got.status == CONTRIBUTORS.get(endpoint, 403), got.text

    assert failing(ENDPOINTS, gets_it) == {}


def _work() -> tuple[list[object], int]:
    return list(ClaimRow.objects.values()), Lead.objects.count()


def _revoked(world: ApiWorld) -> Caller:
    api_keys.revoke_agent_key(key_id=AgentKey.objects.get(person__name="Ana").pk)
    return world.callers["holder"]


def _disabled(world: ApiWorld) -> Caller:
    users.disable(person_id=Person.objects.get(name="Ana").pk)
    return world.callers["holder"]


STRANGERS = {
    "nobody": lambda world: Caller(),
    "made up": lambda world: Caller(new_key()),
    "revoked": _revoked,
    "disabled": _disabled,
}


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_gets_nothing_and_changes_nothing(
    world: ApiWorld, stranger: Callable[[ApiWorld], Caller]
) -> None:
    caller = stranger(world)
    before = _work()

    def gets_nothing(endpoint: Endpoint) -> None:
        got = world.ask(caller, endpoint)
        assert (got.status, got.body["code"]) == (401, "key_unknown")
        assert _work() == before

    assert failing(ENDPOINTS, gets_nothing) == {}


def test_a_key_opens_only_its_scopes(world: ApiWorld) -> None:
    def opens_nothing_else(endpoint: Endpoint) -> None:
        for caller in keys[NEEDS.get(endpoint, "pull")]:
            got = world.ask(caller, endpoint)
            assert (got.status, got.body["code"]) == (403, "scope_missing")

    keys = {needed: _keys_without(needed) for needed in api_keys.SCOPES}
    assert failing(ENDPOINTS, opens_nothing_else) == {}


def _keys_without(needed: str) -> list[Caller]:
    """Return callers with a key of an agent and of a source, with every other scope."""
    others = [scope for scope in api_keys.SCOPES if scope != needed]
    ana = api_keys.make_agent_key(person="Ana", scopes=others)
    return [Caller(ana), Caller(api_keys.make_source_key(source="web form", scopes=others))]


MONEY = {"value", "chance", "cost"}


# Sellers enter the value of a deal themselves
WITHOUT_DEALS = [one for one in ENDPOINTS if "deal" not in one[1] and "stages" not in one[1]]


def test_an_agent_never_gets_value_chance_or_cost(world: ApiWorld) -> None:
    Source.objects.update(cost="4.50")

    def gets_none(endpoint: Endpoint) -> None:
        got = world.ask("holder", endpoint)
        # The value of an address is its number; the lead's own is on its top
        lead = got.body.get("lead", got.body) if isinstance(got.body, dict) else {}
        assert not MONEY & set(lead)
        assert not MONEY - {"value"} & names_in(got.body)
        assert "900.00" not in got.text

    assert failing(WITHOUT_DEALS, gets_none) == {}


def test_a_leader_sees_the_money_of_their_own_teams_leads_only(world: ApiWorld) -> None:
    leader = callers.agent("Lea", role="leader")
    stranger = callers.agent("Leo", role="leader", team="Elsewhere")
    path = f"/api/v1/leads/{world.lead}"

    got = leader.get(path)

    assert got.status == 200, got.text
    assert got.body["value"] == "900.00"
    assert got.body["chance"] == 0.05
    assert "cost" in got.body["asked"][0]
    assert stranger.get(path).status == 404


def test_an_administrator_sees_every_lead(world: ApiWorld) -> None:
    admin = callers.agent("Ada", role="admin", team="Elsewhere")
    assert admin.get(f"/api/v1/leads/{world.lead}").status == 200


def test_a_source_sees_what_it_sent_and_nothing_of_the_work(world: ApiWorld) -> None:
    world.ask("holder", ("POST", "/api/v1/claims/{token}/settle"))

    got = world.ask("source", ("GET", "/api/v1/leads/{lead_id}"))

    assert got.body["value"] == "900.00"
    assert got.body["state"] == "open"
    assert "Ana" not in got.text
    assert "Rang out" not in got.text
    assert not {"holder", "owner", "chance", "timeline", "happenings", "cost"} & names_in(got.body)


def test_whoever_asks_again_elsewhere_stays_the_first_sources_lead(world: ApiWorld) -> None:
    first = Lead.objects.get(pk=world.lead)
    phone = first.addresses.get(kind="phone").value
    got = world.callers["other source"].post(
        "/api/v1/leads", {"name": first.name, "phone": phone, "external_id": "again"}
    )

    assert got.body["outcome"] == "asked_again"
    assert world.ask("other source", ("GET", "/api/v1/leads/{lead_id}")).status == 404


def test_a_member_who_held_the_lead_still_sees_it(world: ApiWorld) -> None:
    world.ask("holder", ("POST", "/api/v1/claims/{token}/release"))
    callers.pull(world.callers["member"])

    for who in ("holder", "member"):
        assert world.ask(who, ("GET", "/api/v1/leads/{lead_id}")).status == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/api/v1/openapi.json", "/api/v1/docs"])
def test_what_needs_no_key_names_no_lead(world: ApiWorld, path: str) -> None:
    got = Caller().get(path)

    assert got.status == 200
    assert world.lead not in got.text
    assert "web form" not in got.text
