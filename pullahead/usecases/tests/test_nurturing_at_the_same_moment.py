"""Races of nurtured leads and of disputes, with acts that commit: one is first, none fails."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from pullahead.base import jobs
from pullahead.base.errors import Problem
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Inquiry, Lead
from pullahead.pull.models import CardRow, Dispute
from pullahead.team.models import Person
from pullahead.usecases.intake import imports, withdraw
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.commits import together
from pullahead.usecases.tests.factories import admitted, austin, kinds, person, pulled, settle
from pullahead.usecases.tests.test_an_import_goes_on import draft
from pullahead.usecases.tests.test_withdrawing_an_import import work_off
from pullahead.usecases.work import disputes
from pullahead.usecases.work.home import ClaimView

pytestmark = pytest.mark.usefixtures("real_commits")
ROUNDS = 2


def coded(act: Callable[[], str]) -> Callable[[], str]:
    """Return an act that answers with the code of its refusal."""

    def run() -> str:
        try:
            return act()
        except Problem as refusal:
            return refusal.code

    return run


def quoted(agent: Person, hand: ClaimView) -> Callable[[], str]:
    return coded(lambda: settle(agent, hand, "quote_sent").next)


def test_a_quote_and_a_new_inquiry_at_once_leave_the_lead_in_its_plan() -> None:
    ana = person("Ana")
    for n in range(ROUNDS):
        lead = admitted(f"Ben {n}", austin(100 + n))
        hand = pulled(ana)

        def ask(n: int = n) -> str:
            return factories.receive(f"Ben {n}", austin(100 + n), message="Any news?").outcome

        assert together([quoted(ana, hand), ask]) == ["touch", "asked_again"]
        card = CardRow.objects.get(pk=lead)
        assert (card.stage, card.round, card.state in {"scheduled", "ready"}) == (
            *("quote_sent", 1),
            True,
        )
        assert Inquiry.objects.filter(lead_id=lead).count() == 2
        lifecycle.close(lead_id=lead, disposition="duplicate", note="Done", by=leader())


def leader() -> Person:
    return Person.objects.filter(role="leader").first() or person("Lee", role="leader")


def test_a_quote_and_a_closing_at_once_leave_the_lead_closed() -> None:
    ana, lee = person("Ana"), leader()
    for n in range(ROUNDS):
        lead = admitted(f"Ben {n}", austin(100 + n))
        hand = pulled(ana)

        def close(lead: UUID = lead) -> str:
            lifecycle.close(lead_id=lead, disposition="duplicate", note="Known", by=lee)
            return "closed"

        settled, closed = together([quoted(ana, hand), coded(close)])
        assert (settled in {"touch", "claim_lost"}, closed) == (True, "closed")
        assert not CardRow.objects.filter(pk=lead).exists()


def test_a_quote_and_the_withdrawal_of_its_import_at_once_keep_the_lead_in_its_plan() -> None:
    ana, cy = person("Ana"), person("Cy", role="admin")
    found = draft(cy, f"Name,Phone\nBen Ono,{austin(101)}\nCora Diaz,{austin(102)}\n")
    imports.start(draft=found, by=cy)
    work_off()
    found.refresh_from_db()
    hand = pulled(ana)
    withdraw.withdraw(of=found, by=cy)
    with write_transaction() as now:
        held = jobs.lease(kinds=[withdraw.WITHDRAW], now=now)
    assert held is not None

    def step() -> str:
        withdraw.withdraw_step(held)
        return "withdrawn"

    assert together([quoted(ana, hand), step]) == ["touch", "withdrawn"]
    assert CardRow.objects.get().stage == "quote_sent"
    assert Lead.objects.exclude(pk=hand.lead.id).get().closed_as == "withdrawn"


def test_two_disputes_and_a_settle_at_once_leave_one_dispute() -> None:
    ana = person("Ana")
    for n in range(ROUNDS):
        lead = admitted(f"Ben {n}", austin(100 + n))
        hand = pulled(ana)

        def dispute(reason: str, hand: ClaimView = hand) -> Callable[[], str]:
            def act() -> str:
                disputes.dispute(agent_id=ana.pk, token=hand.token, reason=reason)
                return "disputed"

            return coded(act)

        reasons = ["bad_number", "wrong_person"]
        *disputed, settled = together([*map(dispute, reasons), quoted(ana, hand)])
        assert settled == "touch"
        assert set(disputed) <= {"disputed", "claim_lost"}
        there = Dispute.objects.filter(claim_id=hand.token)
        assert there.count() == ("disputed" in disputed)
        assert kinds(lead).count("claim.disputed") == disputed.count("disputed")
