"""API keys: shown once, stored as a hash, invalid once revoked or their person is disabled."""

from __future__ import annotations

import pytest

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.leads.models import Source, SourceKey
from pullahead.team.models import AgentKey, Person
from pullahead.usecases.settings import api_keys, users

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Person:
    person, _ = users.add_person(name="Ana", role="agent", team="Sales")
    return person


def test_a_key_finds_its_person_and_its_scopes(ana: Person) -> None:
    plain = api_keys.make_agent_key(person="Ana", scopes=["leads:read", "pull", "pull"])

    found = api_keys.agent_of(plain)

    assert found is not None
    assert (found.person, found.scopes) == (ana, ["pull", "leads:read"])
    assert api_keys.source_of(plain) is None


def test_a_sources_key_makes_the_source_when_it_is_missing() -> None:
    first = api_keys.make_source_key(source=" web form ", scopes=["leads:write"])
    second = api_keys.make_source_key(source="web form", scopes=["leads:write"])

    assert first != second
    assert Source.objects.filter(name="web form").count() == 1
    found = api_keys.source_of(first)
    assert found is not None
    assert found.source_name == "web form"
    assert api_keys.agent_of(first) is None


def test_the_key_itself_is_kept_nowhere(ana: Person) -> None:
    plain = api_keys.make_agent_key(person="Ana", scopes=["pull"])

    kept = AgentKey.objects.values().get()
    assert plain.startswith(kept["start"])
    assert all(plain not in str(value) for value in kept.values())
    assert all(plain not in str(row) for row in Journal.objects.values())


def test_a_revoked_key_opens_nothing(ana: Person, cy: Person) -> None:
    agents = api_keys.make_agent_key(person="Ana", scopes=["pull"])
    sources = api_keys.make_source_key(source="web form", scopes=["leads:write"])

    api_keys.revoke_agent_key(key_id=AgentKey.objects.get().pk, by=cy)
    api_keys.revoke_source_key(key_id=SourceKey.objects.get().pk, by=cy)
    api_keys.revoke_source_key(key_id=SourceKey.objects.get().pk, by=cy)

    assert api_keys.agent_of(agents) is None
    assert api_keys.source_of(sources) is None
    assert Journal.objects.filter(kind="key.revoked", actor_id=cy.pk).count() == 2


def test_the_keys_of_a_disabled_person_open_nothing_until_they_are_back(ana: Person) -> None:
    plain = api_keys.make_agent_key(person="Ana", scopes=["pull"])

    users.disable(person_id=ana.pk)
    assert api_keys.agent_of(plain) is None
    with pytest.raises(Conflict, match="Enable"):
        api_keys.make_agent_key(person="Ana", scopes=["pull"])

    users.enable(person_id=ana.pk)
    assert api_keys.agent_of(plain) is not None


def test_making_a_key_is_journalled_by_ids(ana: Person, cy: Person) -> None:
    api_keys.make_agent_key(person="Ana", scopes=["pull"], by=cy)

    row = Journal.objects.get(kind="key.made")
    assert row.actor_id == cy.pk
    assert row.data["person"] == ana.pk
    assert row.data["scopes"] == ["pull"]


def test_only_administrators_make_see_and_revoke_keys(ana: Person, lee: Person) -> None:
    api_keys.make_agent_key(person="Ana", scopes=["pull"])
    for who in (ana, lee):
        with pytest.raises(NotFound):
            api_keys.list_keys(viewer=who)
        with pytest.raises(NotFound):
            api_keys.make_agent_key(person="Ana", scopes=["pull"], by=who)
        with pytest.raises(NotFound):
            api_keys.revoke_agent_key(key_id=AgentKey.objects.get().pk, by=who)
    assert AgentKey.objects.get().revoked_at is None


@pytest.mark.parametrize(
    ("scopes", "code"), [(["pull", "everything"], "unknown_scope"), ([], "scope_required")]
)
def test_scopes_that_are_none_make_no_key(ana: Person, scopes: list[str], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        api_keys.make_agent_key(person="Ana", scopes=scopes)

    assert refused.value.code == code
    assert not AgentKey.objects.exists()


def test_a_source_needs_a_scope_that_it_can_use() -> None:
    with pytest.raises(Invalid, match="leads:read, leads:write") as refused:
        api_keys.make_source_key(source="web form", scopes=["pull", "webhooks"])

    assert refused.value.code == "scope_of_people"
    assert not SourceKey.objects.exists()


def test_an_unknown_person_has_no_key(db: None) -> None:
    with pytest.raises(NotFound, match="Add the user first"):
        api_keys.make_agent_key(person="Nobody", scopes=["pull"])
    with pytest.raises(NotFound):
        api_keys.revoke_agent_key(key_id=1)
    with pytest.raises(NotFound):
        api_keys.revoke_source_key(key_id=1)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_source_needs_a_name(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        api_keys.make_source_key(source=name, scopes=["leads:write"])
    assert refused.value.code == "source_name"


@pytest.mark.parametrize("key", ["", "pa_", "x" * 100_000, "pa_\x00", "pá_ß"])
def test_what_is_no_key_finds_nobody(key: str) -> None:
    assert api_keys.agent_of(key) is None
    assert api_keys.source_of(key) is None
