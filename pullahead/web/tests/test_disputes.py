"""Disputes: an agent objects to a pull in one tap, works it all the same, and team leads count."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.base.models import Journal
from pullahead.pull.models import Dispute
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


def dispute(agent: Visitor, reason: str) -> str:
    """Pull, dispute the pull, and return the page."""
    agent.send("/next/pull")
    return agent.send(f"/next/{agent.hand().token}/dispute", reason=reason)


def test_a_dispute_keeps_the_lead_in_hand_and_says_so(agent: Visitor, ana: UUID) -> None:
    agent.send("/next/pull")
    before = agent.hand()
    assert "Dispute this lead" in agent.see("/next")
    page = agent.send(f"/next/{before.token}/dispute", reason="already_customer")
    assert "You disputed this lead: Already a customer" in page
    after = agent.hand()
    assert (after.token, after.ends_at, after.lead.id) == (before.token, before.ends_at, ana)
    assert [row.data for row in Journal.objects.filter(kind="claim.disputed")] == [
        {"reason": "already_customer"}
    ]


def test_a_second_dispute_replaces_the_first_and_one_can_be_withdrawn(
    agent: Visitor, ana: UUID
) -> None:
    dispute(agent, "wrong_person")
    dispute(agent, "bad_number")
    assert Dispute.objects.get().reason == "bad_number"
    page = dispute(agent, "")
    assert "Dispute this lead" in page
    assert not Dispute.objects.exists()
    assert "Dispute this lead" in dispute(agent, "")  # twice does no harm


def test_an_unknown_reason_and_another_agents_claim_are_refused(agent: Visitor, ana: UUID) -> None:
    dispute(agent, "too_hard")
    assert agent.status == 422
    other = Visitor(factories.add("Sam"))
    answer = other.post(f"/next/{agent.hand().token}/dispute", {"reason": "bad_number"})
    assert answer.status_code == 404
    assert not Dispute.objects.exists()


def test_a_claim_that_ended_takes_no_dispute(agent: Visitor, ana: UUID) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    agent.settle(token, disposition="no_answer", note="Rang out", then="stop")
    agent.send(f"/next/{token}/dispute", reason="bad_number")
    assert agent.status == 409


def test_team_leads_see_disputes_by_source_rule_and_reason(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    assert "No disputes in this period" in leader.see("/floor/disputes")
    assert "/floor/disputes" in leader.see("/floor")
    dispute(agent, "not_worth_it")
    page = leader.see("/floor/disputes?days=7")
    for words in (
        "1 of 1 pulls",
        "Web form",
        "loses the most by waiting",
        "Not worth it",
    ):
        assert words in page
    assert f"/receipts/{agent.hand().token}" in page
    elsewhere = Visitor(factories.add("Ola", role="leader", team="Elsewhere"))
    assert "No disputes in this period" in elsewhere.see("/floor/disputes?days=junk")
    admin = Visitor(factories.add("Ada", role="admin", team="Elsewhere"))
    assert "Not worth it" in admin.see("/floor/disputes")
