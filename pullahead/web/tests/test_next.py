"""*Next*: pull, work, settle; a refusal keeps the page and the typed values."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from pullahead.team.models import Person
from pullahead.usecases.leads import detail
from pullahead.web.forms.work import later_moments, quick_moments
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor
from pullahead.web.view_helpers import zone_of

pytestmark = pytest.mark.slow


def test_before_a_pull_the_page_says_what_can_be_called(agent: Visitor) -> None:
    page = agent.see("/")
    assert "1 lead to call now" in page
    assert "Newest inquiry" in page
    assert 'data-key="n"' in page


def test_n_brings_the_lead_with_its_why_its_clock_and_what_they_asked(agent: Visitor) -> None:
    page = agent.send("/next/pull")

    assert agent.to == "/next"
    for said in ("Ana Lima", "+1 512-555-0142", "ana@example.com", "A quote, please."):
        assert said in page
    assert "Why this lead:" in page
    assert "in Chicago" in page
    assert "behind you" in page
    assert "Yours until" in page
    assert "Attempt 1 of 6" in page


def test_n_before_settling_is_the_same_lead_and_says_what_to_do(agent: Visitor) -> None:
    agent.send("/next/pull")
    token = agent.hand().token

    page = agent.send("/next/pull")
    assert "You still have Ana Lima. Save a result first" in page
    assert agent.hand().token == token


def test_settling_says_when_the_lead_is_back(agent: Visitor, robin: Person) -> None:
    agent.send("/next/pull")
    back = timezone.localtime(agent.hand().started_at, zone_of(robin)) + timedelta(minutes=45)
    page = agent.settle(agent.hand().token, disposition="no_answer", note="Rang out", then="stop")

    assert agent.to == "/next"
    assert f"Ana Lima: next attempt at {back:%H:%M} (2 of 6)" in page


def test_settle_and_next_brings_the_next_lead_at_once(agent: Visitor) -> None:
    factories.lead("Leo Park", factories.AUSTIN + "43")
    agent.send("/next/pull")
    first = agent.hand().lead.name

    page = agent.settle(agent.hand().token, disposition="no_answer", note="Rang out", then="next")
    assert f"{first}: next attempt at" in page
    assert agent.hand().lead.name != first


def test_with_nothing_left_the_page_says_why_and_when(agent: Visitor) -> None:
    agent.send("/next/pull")
    page = agent.settle(agent.hand().token, disposition="no_answer", note="Rang out", then="next")

    assert agent.to == "/next?empty=1"
    assert "No leads for you now" in page
    assert "1 lead scheduled" in page
    assert "This page updates automatically" in page


def test_a_settle_without_a_note_stays_on_the_page_and_keeps_the_choice(agent: Visitor) -> None:
    agent.send("/next/pull")
    page = agent.settle(agent.hand().token, disposition="not_interested", note="   ")

    assert agent.status == 422
    assert 'id="note_error"' in page
    assert re.search(r'value="not_interested"[^>]* checked', page)
    assert len(re.findall(r'name="disposition"[^>]* checked', page)) == 1


def test_a_callback_without_its_moment_asks_for_it_beside_the_field(agent: Visitor) -> None:
    agent.send("/next/pull")
    page = agent.settle(agent.hand().token, disposition="callback", note="Call her later")

    assert agent.status == 422
    assert 'id="callback_at_error"' in page
    assert "Call her later" in page


def test_a_moment_that_is_none_is_refused_in_words(agent: Visitor) -> None:
    agent.send("/next/pull")
    fields = {"disposition": "callback", "note": "x", "callback_at": "soon"}
    page = agent.settle(agent.hand().token, **fields)

    assert agent.status == 422
    assert "Can’t read this time. Enter a time such as 2p, tomorrow 10, fri 9:30 or in 2 h." in page


def test_a_callback_is_read_in_the_customers_zone(agent: Visitor, robin: Person) -> None:
    agent.send("/next/pull")
    lead = agent.hand().lead
    fields = {"disposition": "callback", "note": "After lunch", "then": "stop"}
    at = timezone.localtime(agent.hand().started_at, zone_of(robin)) + timedelta(hours=2)
    theirs = at.astimezone(ZoneInfo(lead.zones[0]))
    assert theirs.utcoffset() != at.utcoffset()
    page = agent.settle(agent.hand().token, callback_at=f"{theirs:%Y-%m-%dT%H:%M}", **fields)

    assert f"Ana Lima: your callback {at:%H:%M}" in page
    due = detail.lead_detail(lead_id=lead.id, viewer=robin).due_at
    assert due == at.replace(second=0, microsecond=0)


def test_a_moment_left_over_from_another_choice_is_not_sent(agent: Visitor) -> None:
    agent.send("/next/pull")
    fields = {"disposition": "busy", "note": "Engaged", "callback_at": "2040-01-01T10:00"}
    agent.settle(agent.hand().token, then="stop", **fields)
    assert agent.status == 303


def test_the_moments_offered_count_days_by_the_customers_clock(
    agent: Visitor,
) -> None:
    agent.send("/next/pull")
    hand, austin = agent.hand(), ZoneInfo("America/Chicago")
    offered = dict(quick_moments(austin, hand.started_at))
    tomorrow = hand.started_at.astimezone(austin).date() + timedelta(days=1)
    assert offered["Tomorrow 10:00"] == f"{tomorrow} 10:00"
    later = [date.fromisoformat(text[:10]) for _, text in later_moments(austin, hand.started_at)]
    assert [(day - tomorrow).days + 1 for day in later] == [14, 30, 91]
    saturday = [text for _, text in later_moments(austin, datetime(2027, 7, 3, 15, tzinfo=UTC))]
    assert saturday[0] == "2027-07-19 10:00", "a weekend is followed by its Monday"
    page = agent.see("/next")
    assert page.count("data-dated") == 1
    assert "In 3 months" in page


def test_a_claim_that_was_lost_keeps_the_note_and_offers_next(
    agent: Visitor, other: Visitor, robin: Person, ana: UUID
) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    factories.later(timedelta(minutes=6))
    other.send("/next/pull")
    assert other.hand().lead.id == ana

    page = agent.settle(token, disposition="no_answer", note="She picked up after all")
    assert agent.status == 409
    assert "timeline" in page
    assert "She picked up after all" in page
    assert 'action="/next/pull"' in page
    story = detail.lead_detail(lead_id=ana, viewer=robin)
    assert [h.note for h in story.timeline if h.kind == "late"] == ["She picked up after all"]


def test_activity_extends_the_claim(agent: Visitor) -> None:
    agent.send("/next/pull")
    hand = agent.hand()
    factories.later(timedelta(minutes=2))

    agent.send(f"/next/{hand.token}/extend")
    assert agent.hand().ends_at >= hand.ends_at + timedelta(minutes=2)
    assert "Yours until" in agent.text


def test_a_claim_that_ended_is_told_while_the_page_is_open(agent: Visitor) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    factories.later(timedelta(minutes=6))

    assert "You no longer have this lead" in agent.see(f"/next/{token}/hold")
    assert "You no longer have this lead" in agent.send(f"/next/{token}/extend")


def test_a_customer_who_asks_again_meanwhile_is_told(agent: Visitor) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    assert "New inquiry just now" not in agent.see(f"/next/{token}/hold")

    factories.later(timedelta(seconds=30))
    factories.lead("Ana Lima", age=timedelta(), message="Any news?")
    assert "New inquiry just now" in agent.see(f"/next/{token}/hold")


def test_a_release_needs_a_reason_and_gives_the_lead_to_others(
    agent: Visitor, other: Visitor, ana: UUID
) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    agent.send(f"/next/{token}/release")
    assert agent.status == 422
    assert agent.hand().token == token

    page = agent.send(f"/next/{token}/release", reason="language")
    assert "released to other agents" in page
    other.send("/next/pull")
    assert other.hand().lead.id == ana


def test_the_last_round_offers_only_what_ends_it(agent: Visitor) -> None:
    for _ in range(5):
        agent.send("/next/pull")
        agent.settle(agent.hand().token, disposition="no_answer", note="Rang out", then="stop")
        factories.later(timedelta(days=15))
    page = agent.send("/next/pull")

    assert "This is the last attempt." in page
    assert len(re.findall(r'data-kind="next"[^>]* disabled', page)) == 5


def test_another_body_for_a_settled_claim_is_refused_in_words(agent: Visitor) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    agent.settle(token, disposition="no_answer", note="Rang out", then="stop")

    page = agent.settle(token, disposition="busy", note="Engaged", then="stop")
    assert agent.status == 422
    assert "The first one counts" in page


def test_a_demo_shows_both_dead_queues_and_ticks_what_was_tried(agent: Visitor) -> None:
    factories.demo()
    assert "Dead leads with round robin" in agent.see("/next")

    page = agent.send("/next/pull")
    assert "Call (simulated)" in page
    assert page.count("done:") == 1


def test_agents_are_not_shown_money(agent: Visitor, ana: UUID) -> None:
    agent.send("/next/pull")
    for page in (agent.see("/next"), agent.see(f"/leads/{ana}")):
        for word in ("chance", "<dt>value", "cost"):
            assert word not in page
