"""*Compliance record*: what a pull and a dial were checked against, and who may read it."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.pull.models import Attempt
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


def dial(agent: Visitor) -> Attempt:
    """Pull, dial the first number, and return the attempt."""
    agent.send("/next/pull")
    hand = agent.hand()
    address = next(str(one.id) for one in hand.lead.contact_points if one.kind == "phone")
    agent.send(f"/next/{hand.token}/attempt", address=address, channel="call")
    return Attempt.objects.get(claim_id=hand.token)


def test_the_record_of_a_pull_names_hours_packs_and_counts(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    assert f"/compliance/pulls/{token}" in leader.see(f"/leads/{ana}")
    page = leader.see(f"/compliance/pulls/{token}")
    for words in (
        "Pulled by Robin",
        "Permitted",
        "America/Chicago",
        "version",
        "Number 1",
    ):
        assert words in page
    assert f"/compliance/pulls/{token}" in leader.see(f"/receipts/{token}")


def test_the_record_of_a_dial_names_the_number(agent: Visitor, leader: Visitor, ana: UUID) -> None:
    attempt = dial(agent)
    assert "5550" not in str(attempt.checked)
    assert f"/compliance/attempts/{attempt.pk}" in leader.see(f"/leads/{ana}")
    page = leader.see(f"/compliance/attempts/{attempt.pk}")
    assert "+1 512-555-01" in page
    assert "dialed by Robin" in page
    assert "0 of 3 in 24 h" in page


def test_agents_read_the_records_of_their_own_work_only(agent: Visitor, ana: UUID) -> None:
    attempt = dial(agent)
    assert "dialed by Robin" in agent.see(f"/compliance/attempts/{attempt.pk}")
    other = Visitor(factories.add("Sam"))
    for path in (f"attempts/{attempt.pk}", f"pulls/{attempt.claim_id}"):
        assert other.get(f"/compliance/{path}").status_code == 404
    stranger = Visitor(factories.add("Ola", role="leader", team="Elsewhere"))
    assert stranger.get(f"/compliance/attempts/{attempt.pk}").status_code == 404


def test_a_dial_from_before_records_were_stored_says_so(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    attempt = dial(agent)
    Attempt.objects.update(checked=None)
    assert "No check is stored here" in leader.see(f"/compliance/attempts/{attempt.pk}")
    assert f"/compliance/attempts/{attempt.pk}" not in leader.see(f"/leads/{ana}")


@pytest.mark.parametrize(
    "path", ["attempts/0", "attempts/99999999999999999999", f"pulls/{UUID(int=1)}"]
)
def test_a_record_that_is_not_there_is_not_found(leader: Visitor, path: str) -> None:
    assert leader.get(f"/compliance/{path}").status_code == 404
