"""*Floor*: claims by holder, the meter, and the end of a shift."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from pullahead.team.models import Person
from pullahead.usecases.settings import users
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


def test_a_leader_lands_on_the_floor_and_sees_who_holds_what(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    agent.send("/next/pull")
    leader.see("/")
    assert leader.to == "/floor"

    page = leader.see("/floor")
    assert f'href="/leads/{ana}">Ana Lima</a>' in page
    assert "Open leads that no agent will ever get: none" in page


def test_the_floor_does_not_exist_for_agents(agent: Visitor) -> None:
    for path in ("/floor", "/floor/live"):
        agent.see(path)
        assert agent.status == 404
    assert "/floor" not in agent.see("/next")


def test_parked_leads_are_listed_with_why_and_until_when(leader: Visitor) -> None:
    lead = factories.without_an_address()
    page = leader.see("/floor")
    assert f'href="/leads/{lead}">Owen Blake</a>' in page
    assert "no valid phone" in page
    assert "overdue: 0" in page


def test_sending_home_asks_once_and_then_lets_go_of_everything(
    agent: Visitor, leader: Visitor, robin: Person, ana: UUID
) -> None:
    agent.send("/next/pull")
    assert "End Robin’s shift?" in leader.send(f"/floor/send-home/{robin.pk}")
    assert agent.hand().lead.id == ana

    page = leader.send(f"/floor/send-home/{robin.pk}", sure="1")
    assert "Robin’s shift is ended and 1 lead or callback is released" in page
    assert "Ready" in leader.see(f"/leads/{ana}")


def test_a_leader_sends_home_only_their_own(leader: Visitor) -> None:
    away = factories.add("Ola", team="Elsewhere")
    for path in (f"/floor/send-home/{away.pk}", "/floor/send-home/99999999999999999999999"):
        leader.send(path, sure="1")
        assert leader.status == 404


def test_people_stand_in_one_order_whoever_holds_a_lead(agent: Visitor, leader: Visitor) -> None:
    factories.add("Abel")
    agent.send("/next/pull")
    page = leader.see("/floor/live")
    assert page.index("Abel") < page.index("Lena") < page.index("Robin")


def test_what_is_parked_past_its_review_is_one_press_away(leader: Visitor) -> None:
    factories.without_an_address()
    assert "No review is overdue" in leader.see("/floor")
    factories.later(timedelta(days=4))
    assert 'href="/leads?state=parked&amp;overdue=1"' in leader.see("/floor")
    page = leader.see("/leads?state=parked&overdue=1")
    assert "Owen Blake" in page
    assert "past review" in page.lower()


def test_without_an_active_agent_nobody_is_able_to_take_a_lead(
    leader: Visitor, robin: Person
) -> None:
    assert "Every lead has a qualified agent" in leader.see("/floor")
    users.disable(person_id=robin.pk)
    page = leader.see("/floor")
    assert "1</strong> <span>Without a qualified agent" in page
    assert "Ask an admin to add an agent" in page
