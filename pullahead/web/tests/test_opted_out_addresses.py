"""Pages offer no address whose owner opted out."""

from __future__ import annotations

from uuid import UUID

from pullahead.base import clock
from pullahead.leads.models import Address, OptOut
from pullahead.web.tests.browsing import Visitor


def opt_out(lead: UUID, kind: str) -> None:
    address = Address.objects.get(lead_id=lead, kind=kind)
    OptOut.objects.create(kind=kind, value=address.value, at=clock.now())


def test_a_mailbox_that_opted_out_is_not_offered_on_next(agent: Visitor, ana: UUID) -> None:
    opt_out(ana, "email")
    agent.send("/next/pull")
    page = agent.see("/next")

    assert "opted out of email" in page
    assert 'value="email"' not in page
    assert "mailto:" not in page
    assert 'value="call"' in page


def test_a_mailbox_that_opted_out_is_no_link_on_the_lead_s_page(leader: Visitor, ana: UUID) -> None:
    assert "mailto:ana@example.com" in leader.see(f"/leads/{ana}")
    opt_out(ana, "email")
    page = leader.see(f"/leads/{ana}")

    assert "mailto:" not in page
    assert "opted out of email" in page
    assert "tel:" in page


def test_a_phone_that_opted_out_is_a_link_nowhere(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    agent.send("/next/pull")
    opt_out(ana, "phone")
    pages = [agent.see("/next"), leader.see(f"/leads/{ana}"), leader.see("/look-up?q=Ana")]

    for page in pages:
        assert "tel:" not in page
        assert "mailto:" not in page
    assert 'id="call-' not in pages[0]
    assert "opted out of calls" in pages[0]
    assert "No number is left that works" not in pages[0]
