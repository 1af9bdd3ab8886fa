"""*Upcoming*: callbacks and settled leads, as the engine has them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from pullahead.base import clock
from pullahead.usecases.work.upcoming import upcoming
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


def settle(who: Visitor, code: str, **fields: str) -> None:
    who.send("/next/pull")
    fields = {"note": "Said what there was"} | fields
    who.settle(who.hand().token, disposition=code, then="stop", **fields)


def test_with_nothing_to_come_the_page_says_what_would_stand_there(agent: Visitor) -> None:
    page = agent.see("/coming-back")
    assert "No callbacks scheduled." in page
    assert "None of your leads has a next attempt" in page


def test_a_callback_stands_there_until_it_is_due_and_kept(agent: Visitor, ana: UUID) -> None:
    at = (clock.now() + timedelta(hours=2)).astimezone(ZoneInfo("Europe/Berlin"))
    settle(agent, "callback", callback_at=f"{at:%Y-%m-%dT%H:%M%z}")
    page = agent.see("/coming-back")
    assert f'href="/leads/{ana}">Ana Lima</a>' in page
    assert f"{at:%H:%M}</time>" in page
    assert "due now" not in page

    factories.later(timedelta(hours=2))
    assert "now, with Next lead" in agent.see("/coming-back")
    settle(agent, "won", note="They signed the offer")
    assert "Ana Lima" not in agent.see("/coming-back").split("<main")[1].split("flash")[0]


def test_what_nobody_answered_stands_there_with_its_next_round(agent: Visitor, ana: UUID) -> None:
    settle(agent, "no_answer")
    page = agent.see("/coming-back")
    assert "No answer" in page
    assert f'href="/leads/{ana}">Ana Lima</a>' in page


def test_what_a_colleague_settled_since_is_theirs(
    agent: Visitor, other: Visitor, ana: UUID
) -> None:
    settle(agent, "no_answer")
    factories.later(timedelta(hours=2))
    settle(other, "busy")
    assert agent.who is not None
    assert other.who is not None
    assert not upcoming(viewer=agent.who).returning
    assert [one.lead_id for one in upcoming(viewer=other.who).returning] == [ana]


def test_a_callback_that_a_leader_parked_is_nobodys(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    at = clock.now() + timedelta(days=1)
    settle(agent, "callback", callback_at=f"{at:%Y-%m-%dT%H:%M%z}")
    leader.send("/leads/act", act="park", lead=str(ana), sure="1")
    assert "No callbacks scheduled." in agent.see("/coming-back")


@pytest.mark.parametrize("count", [1, 8])
def test_it_asks_as_much_for_many_as_for_one(
    count: int, agent: Visitor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        factories.lead(f"Leo {n}", f"+1 512 555 01{n + 60}", age=timedelta(minutes=1))
        settle(agent, "no_answer")
    assert agent.who is not None
    with django_assert_max_num_queries(12):
        assert len(upcoming(viewer=agent.who).returning) == count
