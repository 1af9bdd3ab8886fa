"""The demo's *Try it* steps: hidden for a person until they show them again; the browser's zone."""

from __future__ import annotations

import pytest

from pullahead.base.models import Journal
from pullahead.team.models import Person
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

STEPS = 'id="try-title"'


@pytest.fixture(autouse=True)
def _demo(db: None) -> None:
    factories.demo()


def test_hidden_steps_stay_hidden_after_the_next_sign_in(agent: Visitor, other: Visitor) -> None:
    assert STEPS in agent.see("/next")
    page = agent.send("/your-settings/try-it", next="/look-up")
    assert agent.to == "/look-up"
    assert STEPS not in page
    agent.send("/sign-out")
    agent.send("/sign-in/as/agent")
    assert STEPS not in agent.see("/next")
    assert STEPS in other.see("/next"), "each person hides the steps alone"


def test_hidden_steps_are_shown_again_from_the_own_settings(agent: Visitor, robin: Person) -> None:
    assert "Show the “Try it” steps again" not in agent.see("/your-settings")
    agent.send("/your-settings/try-it")
    assert "Show the “Try it” steps again" in agent.see("/your-settings")
    agent.send("/your-settings/try-it", show="1", next="//evil.example/")
    assert agent.to == "/"
    assert STEPS in agent.see("/next")
    lines = Journal.objects.filter(kind="person.display", actor_id=robin.pk).order_by("id")
    assert [line.data["try_it_hidden"] for line in lines] == [True, False]


@pytest.mark.parametrize(
    ("sent", "saved"),
    [("America/Denver", "America/Denver"), ("Mars/Base", ""), ("", ""), ("x" * 999, "")],
)
def test_a_demo_sign_in_adopts_the_zone_of_the_browser(
    robin: Person, sent: str, saved: str
) -> None:
    Person.objects.update(zone="")
    Visitor().send("/sign-in/as/agent", zone=sent)
    who = Person.objects.filter(role="agent").order_by("id").first()
    assert who is not None
    assert who.zone == saved


def test_a_zone_that_the_person_chose_stays(robin: Person) -> None:
    Visitor().send("/sign-in/as/agent", zone="America/Denver")
    robin.refresh_from_db()
    assert robin.zone == "Europe/Berlin"
