"""A claim lasts on every page of its agent, and the next page reports its end."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pullahead.pull import models
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

PAGES = ("/look-up", "/coming-back", "/leads/{lead}")


def _call(agent: Visitor) -> UUID:
    """Pull the lead and call its number."""
    agent.send("/next/pull")
    hand = agent.hand()
    phone = next(one for one in hand.lead.contact_points if one.kind == "phone")
    agent.send(f"/next/{hand.token}/attempt", address=str(phone.id), channel="call")
    return hand.token


@pytest.mark.parametrize("path", PAGES)
def test_a_page_shows_the_claim_and_renews_it_during_a_call(
    agent: Visitor, ana: UUID, path: str
) -> None:
    token = _call(agent)
    page = agent.see(path.format(lead=ana))
    assert "On a call with Ana Lima." in page
    assert 'hx-post="/next/keep" hx-trigger="load delay:2s, every 60s"' in page
    for _ in range(20):  # 80 minutes: far past the 30 minutes of a claim without a call
        factories.later(timedelta(minutes=4))
        assert "On a call with Ana Lima." in agent.send("/next/keep")
    assert agent.hand().token == token


def test_without_a_call_only_activity_renews_the_claim(agent: Visitor) -> None:
    agent.send("/next/pull")
    page = agent.see("/look-up")
    assert "Your lead: Ana Lima." in page
    assert "every 60s" not in page
    assert 'hx-trigger="pullahead:active from:body"' in page
    for _ in range(9):
        factories.later(timedelta(minutes=4))
        agent.send("/next/keep")
    assert "Time ran out on Ana Lima" in agent.text, "30 minutes without a call are the limit"


@pytest.mark.parametrize("path", PAGES)
def test_after_the_end_each_page_says_so_and_leads_to_the_result(
    agent: Visitor, ana: UUID, path: str
) -> None:
    token = _call(agent)
    factories.later(timedelta(minutes=6))
    page = agent.see(path.format(lead=ana))
    assert "Time ran out on Ana Lima" in page
    assert f'href="/next/ended/{token}">Log the result</a>' in page

    agent.see("/next")
    assert agent.to == f"/next/ended/{token}"
    page = agent.settle(token, disposition="no_answer", note="Rang out", then="stop")
    assert "Ana Lima: next attempt" in page
    assert "Time ran out" not in agent.see("/look-up")
    assert models.ClaimRow.objects.get().disposition == "no_answer"


def test_a_renewal_after_the_end_keeps_nothing_and_says_so(agent: Visitor) -> None:
    agent.send("/next/pull")
    factories.later(timedelta(minutes=6))
    assert "Time ran out on Ana Lima" in agent.send("/next/keep")
    assert agent.see("/next") == ""


def test_nothing_happened_can_be_followed_by_a_pause(agent: Visitor) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    factories.later(timedelta(minutes=6))
    agent.send(f"/next/{token}/nothing", then="stop")
    assert agent.to == "/next"
    assert "1 lead to call now" in agent.text
    assert "Time ran out" not in agent.text


def test_who_holds_nothing_sees_no_claim(agent: Visitor, other: Visitor) -> None:
    other.send("/next/pull")
    assert 'id="claim"' not in agent.see("/look-up")
    assert "Time ran out" not in agent.send("/next/keep")
