"""*API keys*: made, shown once, revoked."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from pullahead.leads.models import SourceKey
from pullahead.team.models import AgentKey, Person
from pullahead.usecases.settings import api_keys
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def key_on(page: str) -> str:
    found = re.search(r'<code class="plain">([^<]+)</code>', page)
    assert found, "no key is shown"
    return found[1]


def test_a_key_for_a_source_works_and_is_shown_once(admin: Visitor) -> None:
    plain = key_on(admin.send("/keys/source/make", source="Fair 2026", scopes="leads:write"))
    made = api_keys.source_of(plain)
    assert made is not None
    assert made.source_name == "Fair 2026"
    page = admin.see("/keys")
    assert plain not in page
    assert plain[:10] in page


def test_a_key_for_a_person_is_revoked_after_asking_once(admin: Visitor, robin: Person) -> None:
    plain = key_on(admin.send("/keys/agent/make", person="Robin", scopes="pull"))
    key = AgentKey.objects.get()
    path = f"/keys/agent/{key.pk}/revoke"
    assert "You cannot undo this" in admin.send(path)
    assert api_keys.agent_of(plain) is not None

    assert "is revoked" in admin.send(path, sure="1")
    assert api_keys.agent_of(plain) is None
    assert "Revoked" in admin.see("/keys")


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("source", {"source": "", "scopes": "leads:write"}, "Enter a source name"),
        ("source", {"source": "Fair"}, "at least one scope"),
        ("source", {"source": "Fair", "scopes": "pull"}, "is not one of the available choices"),
        ("agent", {"person": "Nobody", "scopes": "pull"}, "Choose a user from the list"),
        ("agent", {"person": "Robin"}, "at least one scope"),
    ],
)
def test_what_is_wrong_is_said_and_no_key_is_made(
    kind: str, fields: dict[str, str], said: str, admin: Visitor, robin: Person
) -> None:
    before = SourceKey.objects.count()
    page = admin.send(f"/keys/{kind}/make", **fields)
    assert admin.status == 422
    assert said in page
    assert not AgentKey.objects.exists()
    assert SourceKey.objects.count() == before


def test_a_key_that_is_not_there_is_not_found(admin: Visitor) -> None:
    for path in ("/keys/agent/99999999999999999999999/revoke", "/keys/nobody/1/revoke"):
        admin.send(path, sure="1")
        assert admin.status == 404
    admin.send("/keys/nobody/make", source="Fair", scopes="leads:write")
    assert admin.status == 404
