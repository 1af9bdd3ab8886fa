"""People and API keys from the command line: made, listed, ended, with the secret said once."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.contrib.auth import authenticate

from pullahead.cli.main import main
from pullahead.leads.models import SourceKey
from pullahead.team.queries import people
from pullahead.usecases.settings.api_keys import agent_of, source_of


def _signs_in(name: str, word: str) -> bool:
    return authenticate(username=name, password=word) is not None


def test_the_password_made_is_the_last_word_and_signs_in(says: Callable[..., str]) -> None:
    said = says("user", "add", "Ana Lima", "--role", "agent", "--team", "North")
    assert "Ana Lima" in said
    assert "North" in said
    word = said.split()[-1]
    assert _signs_in("Ana Lima", word)


def test_a_password_from_standard_input_is_not_printed(
    says: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    assert "horse" not in says("user", "add", "Bo", "--role", "leader", "--password-stdin")
    assert _signs_in("Bo", "correct horse battery")


def test_what_cannot_be_a_person_is_refused_with_why(
    refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main(("user", "add", "Ana", "--role", "agent"))
    assert "already" in refusal("user", "add", "Ana", "--role", "agent")
    assert "time zone" in refusal("user", "add", "Bo", "--role", "agent", "--zone", "Mars")
    assert "No user is named" in refusal("user", "disable", "Nobody")
    for typed, why in (("short\n", "too short"), ("", "has no password")):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert why in refusal("user", "add", "Bo", "--role", "agent", "--password-stdin")
    assert list(people().values_list("name", flat=True)) == ["Ana"]


def test_somebody_disabled_cannot_sign_in_until_enabled(
    says: Callable[..., str], refusal: Callable[..., str]
) -> None:
    word = says("user", "add", "Ana", "--role", "agent").split()[-1]
    assert "is disabled" in says("user", "disable", "Ana")
    assert not _signs_in("Ana", word)
    assert "already" in refusal("user", "disable", "Ana")
    says("user", "enable", "Ana")
    assert _signs_in("Ana", word)


def test_a_key_is_the_last_word_and_opens_until_it_is_revoked(says: Callable[..., str]) -> None:
    says("user", "add", "Ana", "--role", "agent")
    agent = says("key", "add", "--agent", "Ana", "--scope", "pull,leads:read").split()[-1]
    source = says("key", "add", "--source", "New form", "--scope", "leads:write").split()[-1]
    assert agent_of(agent)
    assert source_of(source)
    listed = says("key", "list")
    assert "agent Ana" in listed
    assert "source New form" in listed
    assert agent not in listed
    assert source not in listed
    says("key", "revoke", agent[:10])
    says("key", "revoke", source)
    assert not agent_of(agent)
    assert not source_of(source)
    assert says("key", "list").count("revoked") == 2


def test_a_start_that_fits_two_keys_or_none_revokes_nothing(
    says: Callable[..., str], refusal: Callable[..., str]
) -> None:
    for name in ("one", "two"):
        says("key", "add", "--source", name, "--scope", "leads:write")
    assert "at least" in refusal("key", "revoke", "pa_")
    assert "No key" in refusal("key", "revoke", "pa_nothing")
    assert "revoked" not in says("key", "list")


@pytest.mark.parametrize("scope", ["", ",", "fly", "pull,fly"])
def test_a_key_needs_scopes_that_there_are(refusal: Callable[..., str], scope: str) -> None:
    assert "No key was created" in refusal("key", "add", "--source", "x", "--scope", scope)
    assert not SourceKey.objects.exists()
