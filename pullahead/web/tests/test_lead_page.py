"""*Lead*: the timeline, and a team lead's acts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pullahead.leads.models import Address, Lead
from pullahead.usecases.leads import detail
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


def test_the_story_says_in_words_how_the_lead_stands(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    assert "Ready" in leader.see(f"/leads/{ana}")
    agent.send("/next/pull")
    assert "With Robin, until" in leader.see(f"/leads/{ana}")
    agent.settle(agent.hand().token, disposition="no_answer", note="Rang out", then="stop")
    page = leader.see(f"/leads/{ana}")
    assert "Scheduled:" in page
    assert "Rang out" in page


def test_a_lead_without_a_phone_is_unparked_once_it_has_one(
    agent: Visitor, leader: Visitor
) -> None:
    lead = factories.without_an_address()
    page = leader.see(f"/leads/{lead}")
    assert "Parked: no valid phone. Review by Sales:" in page

    assert "Add one first" in leader.send(f"/leads/{lead}/unpark")
    refused = leader.send(f"/leads/{lead}/phone", phone="12")
    assert "such as" not in refused.split('id="phone-phone_error"')[1]
    assert leader.status == 422
    assert 'value="12"' in leader.text
    assert "Phone added" in leader.send(f"/leads/{lead}/phone", phone="+1 512 555 0177")
    assert "Lead unparked" in leader.send(f"/leads/{lead}/unpark")
    assert "Ready" in leader.text


def test_a_lead_without_a_zone_is_unparked_once_it_has_one(leader: Visitor) -> None:
    lead = factories.lead("Nora Field", "+1 800 555 0199")
    assert "unknown time zone" in leader.see(f"/leads/{lead}")

    assert "is not a time zone" in leader.send(f"/leads/{lead}/zone", zone="Nowhere")
    assert "Time zone set" in leader.send(f"/leads/{lead}/zone", zone="America/Chicago")
    assert "Lead unparked" in leader.send(f"/leads/{lead}/unpark")


def test_a_leader_closes_a_lead_with_a_disposition_and_a_note(leader: Visitor, ana: UUID) -> None:
    assert 'value="no_answer"' not in leader.see(f"/leads/{ana}")
    leader.send(f"/leads/{ana}/close", disposition="duplicate", note="")
    assert leader.status == 422

    page = leader.send(f"/leads/{ana}/close", disposition="duplicate", note="Twice in the list")
    assert "Closed: Duplicate" in page
    assert "Twice in the list" in page
    assert "Close lead" not in page


def test_an_agent_does_nothing_to_a_lead_from_its_page(agent: Visitor, ana: UUID) -> None:
    agent.send("/next/pull")
    assert "acts-title" not in agent.see(f"/leads/{ana}")
    for act in ("phone", "zone", "unpark", "close"):
        agent.send(f"/leads/{ana}/{act}", phone="+1 512 555 0177", zone="America/Chicago")
        assert agent.status == 404


def test_a_lead_of_another_team_does_not_exist(ana: UUID) -> None:
    away = Visitor(factories.add("Ola", role="leader", team="Elsewhere"))
    away.see(f"/leads/{ana}")
    assert away.status == 404
    assert "Page not found" in away.text


def test_who_held_a_lead_still_sees_its_story(agent: Visitor, other: Visitor, ana: UUID) -> None:
    agent.see(f"/leads/{ana}")
    assert agent.status == 404
    agent.send("/next/pull")
    factories.later(timedelta(minutes=6))
    other.send("/next/pull")

    assert "With Sam" in agent.see(f"/leads/{ana}")
    assert agent.who is not None
    assert detail.lead_detail(lead_id=ana, viewer=agent.who).holder == "Sam"


def test_a_leader_says_what_a_lead_came_to_and_corrects_it(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    agent.send("/next/pull")
    for wrong, said in (
        ({"verdict": "won", "value": "-5"}, "is not an amount"),
        ({"verdict": "won", "on": "2199-01-01"}, "in the future"),
        ({"verdict": "won", "on": "soon"}, "Enter a date, such as 2026-05-04."),
        ({"verdict": "maybe"}, "Choose “won” or “lost”"),
    ):
        assert said in leader.send(f"/leads/{ana}/came-to", **wrong)
        assert leader.status == 422

    page = leader.send(f"/leads/{ana}/came-to", verdict="won", value="1,234.50", on="2026-01-05")
    assert "Closed: Won" in page
    assert "1,234.50 USD</strong>" in page
    assert "Won, 1,234.50" in page
    assert "on 5 January 2026 (recorded by" in page
    assert "Correct the sale outcome" in page
    page = leader.send(f"/leads/{ana}/came-to", verdict="lost")
    assert "Corrected: Lost (recorded by" in page

    mine = agent.see(f"/leads/{ana}")
    assert "1,234.50" not in mine
    assert "sale outcome" not in mine


def test_a_household_is_linked_and_never_merged(agent: Visitor, leader: Visitor, ana: UUID) -> None:
    phone = Address.objects.get(lead_id=ana, kind="phone").value
    rui = factories.lead("Rui Costa", phone)
    agent.send("/next/pull")
    mine, theirs = (ana, rui) if agent.hand().lead.id == ana else (rui, ana)
    name = {ana: "Ana Lima", rui: "Rui Costa"}[theirs]

    page = agent.see(f"/leads/{mine}")
    assert f"{name}, same phone: ready" in page
    assert f"/leads/{theirs}" not in page
    assert f'<a href="/leads/{theirs}">{name}</a>, same phone: ready' in leader.see(
        f"/leads/{mine}"
    )
    found = agent.see(f"/look-up/found?q={mine}")
    assert f"Same phone number or email address: {name}" in found
    leader.send(f"/leads/{theirs}/close", disposition="duplicate", note="Twice in the list")
    assert f"{name}, same phone: closed, Duplicate" in agent.see(f"/leads/{mine}")


def test_leaders_open_the_receipt_of_each_pull(agent: Visitor, leader: Visitor, ana: UUID) -> None:
    factories.lead("Leo Park", "+44 20 7946 0143")
    agent.send("/next/pull")
    hand = agent.hand()
    page = leader.see(f"/leads/{hand.lead.id}")
    assert f'href="/receipts/{hand.token}"' in page
    page = leader.see(f"/receipts/{hand.token}")
    assert "This lead loses the most by waiting." in page
    assert "The runner-up was worth" in page
    bars = page[page.index('<ol class="bars">') : page.index("</ol>")]
    assert bars.count("<progress") == 2
    assert '<progress value="100" max="100"' in bars
    assert "<strong>This lead</strong>" in bars
    assert "Chicago" in bars
    raw = page.index('<details class="after">')
    assert page.index('class="grid cards"') > raw, "the raw figures are behind the disclosure"
    assert "calling rules</a>: Everywhere v1" in page
    agent.see(f"/receipts/{hand.token}")
    assert agent.status == 404
    assert "Why this lead was pulled" not in agent.see(f"/leads/{hand.lead.id}")


def test_leaders_record_consent_and_withdraw_it_and_the_agent_sees_one_line(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    page = leader.see(f"/leads/{ana}")
    assert "No consent on record" in page
    assert "They agreed" not in agent.send("/next/pull")
    leader.send(f"/leads/{ana}/consent", channel="call", text="")
    assert (leader.status, "Enter the words of the consent" in leader.text) == (422, True)
    page = leader.send(f"/leads/{ana}/consent", channel="call", text="Yes, call <me>")
    assert "Consent saved" in page
    assert "“Yes, call &lt;me&gt;”" in page
    assert "Consent recorded by" in page
    came_with = {"consent": "yes", "consent_text": "I agree in ink", "roof": "flat, green"}
    came_with["gclid"] = "Abc-1"
    Lead.objects.filter(pk=ana).update(attributes=came_with)
    for path in ("/next", f"/leads/{ana}"):
        page = agent.see(path)
        assert ("flat, green" in page, "I agree in ink" in page) == (True, False)
        assert "Abc-1" not in page
        assert "Consent to contact" in page
        assert ", in a call</span>" in page
        assert "call &lt;me&gt;" not in page
    page = leader.send(f"/leads/{ana}/consent/withdraw", reason="She wrote to us")
    assert "It no longer applies" in page
    assert ": She wrote to us" in page
    assert "Consent withdrawn" in agent.see("/next")
    leader.send(f"/leads/{ana}/consent/withdraw", reason="again")
    assert (leader.status, "There is no active consent" in leader.text) == (409, True)
