"""Sign-in by name and password, by a role's button outside production, and sign-out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from pullahead.config import Mode
from pullahead.team.models import Person
from pullahead.usecases.settings import users
from pullahead.web import devices
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


def test_a_name_and_its_password_open_the_home(robin: Person) -> None:
    visitor = Visitor()
    with CaptureQueriesContext(connection) as asked:
        visitor.send("/sign-in", username="Robin", password=factories.PASSWORD)

    assert (visitor.status, visitor.to) == (303, "/")
    assert "to call now" in visitor.text
    writes = [one["sql"] for one in asked if "django_session" in one["sql"]]
    assert sum(sql.startswith(("INSERT", "UPDATE")) for sql in writes) == 1


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(robin: Person) -> None:
    visitor = Visitor()
    visitor.send("/sign-in", username="Robin", password="wrong")

    assert visitor.status == 422
    assert 'value="Robin"' in visitor.text
    assert "Wrong name or password" in visitor.text


def test_whoever_was_sent_to_sign_in_lands_where_they_wanted(ana: UUID, robin: Person) -> None:
    visitor = Visitor()
    visitor.see(f"/leads/{ana}")
    assert visitor.to == f"/sign-in?next=%2Fleads%2F{ana}"

    credentials = {"username": "Robin", "password": factories.PASSWORD}
    visitor.send("/sign-in", next=f"/leads/{ana}", **credentials)
    assert visitor.to == f"/leads/{ana}"


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:"])
def test_nobody_is_led_away_from_here(robin: Person, to: str) -> None:
    visitor = Visitor()
    visitor.send("/sign-in", username="Robin", password=factories.PASSWORD, next=to)
    assert visitor.to == "/"


def test_a_disabled_person_is_out_at_once_and_cannot_come_back(
    agent: Visitor, robin: Person
) -> None:
    assert "Robin" in agent.see("/next")
    users.disable(person_id=robin.pk)

    agent.see("/next")
    assert agent.to.startswith("/sign-in")
    agent.send("/sign-in", username="Robin", password=factories.PASSWORD)
    assert agent.status == 422


@pytest.mark.parametrize(("role", "home"), [("agent", "/"), ("leader", "/"), ("admin", "/")])
def test_outside_production_a_button_signs_in_as_a_role(ana: UUID, role: str, home: str) -> None:
    factories.add("Somebody", role=role)
    visitor = Visitor()
    assert f"/sign-in/as/{role}" in visitor.see("/sign-in")

    visitor.send(f"/sign-in/as/{role}")
    assert visitor.to == home
    assert "Somebody" in visitor.text


def test_a_role_that_nobody_has_is_said_so(ana: UUID) -> None:
    visitor = Visitor()
    visitor.send("/sign-in/as/leader")
    assert "There is no team lead." in visitor.see("/sign-in")


def test_a_simulated_colleague_is_nobodys_seat(ana: UUID) -> None:
    users.add_person(name="Robot", role="agent", team="Sales", simulated=True)
    visitor = Visitor()
    visitor.send("/sign-in/as/agent")
    assert visitor.to == "/sign-in"


def test_in_production_there_are_no_buttons_and_nothing_behind_them(
    robin: Person, settings: Settings
) -> None:
    settings.MODE = Mode.PRODUCTION
    visitor = Visitor()

    assert "/sign-in/as/" not in visitor.see("/sign-in")
    visitor.send("/sign-in/as/agent")
    assert visitor.status == 404


def test_signing_out_ends_the_session(agent: Visitor) -> None:
    agent.send("/sign-out")
    agent.see("/next")
    assert agent.to.startswith("/sign-in")


def test_signing_out_clears_the_drafts_of_the_browser(agent: Visitor) -> None:
    answer = agent.post("/sign-out", {})
    assert answer["Clear-Site-Data"] == '"storage"'


def test_a_demo_says_what_it_is(ana: UUID) -> None:
    assert "demo floor" not in Visitor().see("/sign-in")
    factories.demo()
    assert "demo floor" in Visitor().see("/sign-in")


def test_guessing_is_answered_by_how_long_to_wait(robin: Person) -> None:
    visitor = Visitor()
    answers = [
        visitor.post("/sign-in", {"username": "Robin", "password": "wrong"}) for _ in range(8)
    ]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 3
    assert answers[-1]["Retry-After"] in {"1", "2", "3", "4"}
    page = answers[-1].content.decode()
    assert "Too many wrong passwords" in page
    assert "Try again in" in page
    assert 'value="Robin"' in page


def test_an_unknown_name_is_slowed_down_alike(robin: Person) -> None:
    statuses = [
        Visitor().post("/sign-in", {"username": name, "password": "x"}).status_code
        for name in ("Robin", "Nobody there")
        for _ in range(7)
    ]
    assert statuses == 2 * [422, 422, 422, 422, 422, 429, 429]


def test_strangers_guesses_keep_nobody_out(robin: Person) -> None:
    for number in range(60):
        Visitor().post(
            "/sign-in",
            {"username": "Robin", "password": "wrong"},
            REMOTE_ADDR=f"198.51.100.{number}",
        )
    visitor = Visitor()
    visitor.send("/sign-in", username="Robin", password=factories.PASSWORD)
    assert (visitor.status, visitor.to) == (303, "/")


def test_a_known_device_signs_in_while_a_colleague_guesses_at_the_same_address(
    robin: Person,
) -> None:
    credentials = {"username": "Robin", "password": factories.PASSWORD}
    visitor = Visitor()
    visitor.send("/sign-in", **credentials)
    visitor.send("/sign-out")
    for _ in range(8):
        Visitor().post("/sign-in", {"username": "Robin", "password": "wrong"})

    stranger = Visitor()
    stranger.send("/sign-in", **credentials)
    visitor.send("/sign-in", **credentials)
    assert (stranger.status, visitor.status) == (429, 303)


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "\x00", "9" * 5000])
def test_a_made_up_device_is_no_known_device(robin: Person, cookie: str) -> None:
    visitor = Visitor()
    visitor.cookies[devices.COOKIE] = cookie
    for _ in range(6):
        answer = visitor.post("/sign-in", {"username": "Robin", "password": "wrong"})
    assert answer.status_code == 429


def test_behind_a_proxy_the_address_that_it_added_counts(robin: Person, settings: Settings) -> None:
    settings.CONFIG = replace(settings.CONFIG, https=True)
    wrong = {"username": "Robin", "password": "wrong"}

    def last(forged: bool) -> int:
        for number in range(7):
            spoken = f"192.0.2.{number}, " if forged else ""
            answer = Visitor().post("/sign-in", wrong, HTTP_X_FORWARDED_FOR=f"{spoken}203.0.113.9")
        return answer.status_code

    assert last(forged=True) == 429
    there = Visitor().post("/sign-in", wrong, HTTP_X_FORWARDED_FOR="203.0.113.10")
    assert there.status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"REMOTE_ADDR": "203.0.113.7:5000"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.7"},
        {"HTTP_FORWARDED": "for=203.0.113.7"},
    ],
    ids=str,
)
def test_a_role_without_a_password_is_for_this_machine_only(robin: Person, sent: Any) -> None:
    visitor = Visitor()
    answer = visitor.post("/sign-in/as/agent", **sent)

    assert answer.status_code == 403
    assert "You are not signed in" in answer.content.decode()
    assert "/sign-in/as/" not in visitor.get("/sign-in", **sent).content.decode()
    assert visitor.get("/next").status_code == 303


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.1:5000", "::1", "[::1]:5000"])
def test_this_machine_has_the_roles(robin: Person, address: str) -> None:
    assert Visitor().post("/sign-in/as/agent", REMOTE_ADDR=address).headers["Location"] == "/"


def test_a_role_without_a_password_opens_no_real_leads(robin: Person, settings: Settings) -> None:
    settings.MODE = Mode.DEMO
    visitor = Visitor()
    visitor.send("/sign-in/as/agent")
    assert visitor.status == 403
    factories.demo()
    visitor.send("/sign-in/as/agent")
    assert visitor.to == "/"
