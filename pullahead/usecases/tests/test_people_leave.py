"""Disabling a user or ending a shift releases their leads and callbacks."""

from __future__ import annotations

import pytest
from django.test import Client

from pullahead.base.errors import Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.pull import models
from pullahead.pull.card_queries import unreachable
from pullahead.team.models import Person, Team
from pullahead.usecases.settings import api_keys, users
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    card,
    later,
    person,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work import claims, pull
from pullahead.usecases.work.pull import PullResult

pytestmark = pytest.mark.usefixtures("floor")


def with_a_callback_and_a_claim(agent: Person) -> tuple[models.CardRow, models.CardRow]:
    callback = admitted("Ana Lima", austin(101), value="900")
    callback_settled(agent, pulled(agent), hours=2)
    held = admitted("Bo Reis", austin(102))
    assert pulled(agent).lead.id == held
    return card(callback), card(held)


def test_disabling_releases_what_they_hold_and_promised_at_once(ana: Person, bo: Person) -> None:
    callback, held = with_a_callback_and_a_claim(ana)

    released = users.disable(person_id=ana.pk, by=person("Cy", role="admin"))

    assert released == 2
    free, ready = card(callback.lead_id), card(held.lead_id)
    assert (ready.state, ready.holder, ready.expiries) == ("ready", None, 0)
    assert (free.state, free.owner, free.next_at) == ("scheduled", None, callback.due_at)
    assert models.ClaimRow.objects.get(lead_id=held.lead_id).end == "left"
    assert not unreachable().exists()
    assert pulled(bo).lead.id == held.lead_id
    settle(bo, pulled(bo))
    assert callback.due_at is not None
    set_clock(callback.due_at)
    assert pulled(bo).lead.id == callback.lead_id


def test_a_disabled_person_pulls_nothing_and_is_told_why(ana: Person) -> None:
    admitted()
    users.disable(person_id=ana.pk)

    assert pull.next_lead(agent_id=ana.pk) == PullResult(
        None, reasons=("Your account is disabled. Ask an admin.",)
    )


def test_web_sessions_end_and_enabling_revives_none(ana: Person) -> None:
    client = Client()
    client.force_login(ana)
    assert client.get("/").status_code == 200

    users.disable(person_id=ana.pk)
    assert client.get("/").status_code == 303
    users.enable(person_id=ana.pk)
    assert client.get("/").status_code == 303

    ana.refresh_from_db()
    client.force_login(ana)
    assert client.get("/").status_code == 200


def test_keys_sleep_with_their_person(ana: Person) -> None:
    key = api_keys.make_agent_key(person="Ana", scopes=["pull"])

    users.disable(person_id=ana.pk)
    assert api_keys.agent_of(key) is None
    users.enable(person_id=ana.pk)
    assert api_keys.agent_of(key) is not None


def test_nothing_comes_back_to_who_comes_back(ana: Person) -> None:
    callback, held = with_a_callback_and_a_claim(ana)
    users.disable(person_id=ana.pk)
    users.enable(person_id=ana.pk)

    assert claims.current_claim(agent_id=ana.pk) is None
    assert card(callback.lead_id).owner is None
    assert pulled(ana).token != held.token


def test_disabling_and_enabling_twice_changes_nothing_more(ana: Person) -> None:
    for _ in range(2):
        users.disable(person_id=ana.pk)
    assert not Person.objects.get(pk=ana.pk).is_active
    for _ in range(2):
        users.enable(person_id=ana.pk)
    assert Person.objects.get(pk=ana.pk).is_active
    told = [j.kind for j in Journal.objects.filter(kind__startswith="person.").order_by("id")]
    assert told == ["person.added", "person.disabled", "person.enabled"]


def test_sending_home_lets_go_and_the_person_stays_active(ana: Person, lee: Person) -> None:
    callback, held = with_a_callback_and_a_claim(ana)

    assert users.send_home(person_id=ana.pk, by=lee) == 2

    assert card(held.lead_id).state == "ready"
    assert card(callback.lead_id).owner is None
    assert pulled(ana).lead.id == held.lead_id
    line = Journal.objects.get(kind="person.sent_home")
    assert (line.actor_id, line.data) == (lee.pk, {"person": ana.pk, "role": "agent"})
    assert users.send_home(person_id=lee.pk, by=lee) == 0


def test_a_leader_sends_home_only_their_own_team(ana: Person, lee: Person, cy: Person) -> None:
    other = person("Max", role="leader", team="West")
    admitted()
    hand = pulled(ana)

    for stranger in (other, ana, person("Eve")):
        with pytest.raises(NotFound):
            users.send_home(person_id=ana.pk, by=stranger)
    now = claims.current_claim(agent_id=ana.pk)
    assert now is not None
    assert now.token == hand.token

    assert users.send_home(person_id=ana.pk, by=cy) == 1


@pytest.mark.parametrize("nobody", [0, -1, 10**6, 10**30])
def test_nobody_cannot_be_disabled_enabled_or_sent_home(cy: Person, nobody: int) -> None:
    for act in (users.disable, users.enable, users.send_home):
        with pytest.raises(NotFound):
            act(person_id=nobody, by=cy)
    with pytest.raises(NotFound):
        pull.next_lead(agent_id=nobody)


def test_a_claim_that_ended_before_they_left_counts_as_left_once(ana: Person, bo: Person) -> None:
    there = admitted()
    pulled(ana)
    later(minutes=6)

    assert users.disable(person_id=ana.pk) == 1
    assert pulled(bo).lead.id == there


def test_a_new_person_gets_a_team_and_a_password(cy: Person) -> None:
    made, password = users.add_person(name=" Zoë ", role="agent", team="North", by=cy)

    assert (made.name, made.team.name, made.is_active) == ("Zoë", "North", True)
    assert len(password) >= 16
    assert Person.objects.get(pk=made.pk).check_password(password)
    assert Team.objects.filter(name="North").exists()
    assert Journal.objects.filter(kind="person.added").latest("id").actor_id == cy.pk


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ""),
        ("name", "Cy"),
        ("name", "x" * 101),
        ("name", "a\nb"),
        ("name", "a\x00b"),
        ("name", "\ud800"),
        ("role", "boss"),
        ("team", " "),
        ("team", "x" * 101),
        ("zone", "Mars/Olympus"),
        ("zone", "../../etc/passwd"),
        ("zone", "x" * 5000),
        ("password", "short"),
        ("password", "password1234"),
    ],
)
def test_what_cannot_be_a_person_is_refused_by_field(cy: Person, field: str, wrong: str) -> None:
    given = {"name": "New", "role": "agent", "team": "Sales", "zone": "", "password": ""}
    before = Person.objects.count(), Team.objects.count()

    with pytest.raises(Invalid) as refused:
        users.add_person(**(given | {field: wrong}))  # type: ignore[arg-type]

    assert refused.value.errors[0].field == field
    refused.value.message.encode()  # it can be shown
    assert (Person.objects.count(), Team.objects.count()) == before
