"""Concurrent take, take-over, settle and reopen: each ends, and exactly one wins."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from pullahead.base.errors import Conflict
from pullahead.pull.models import CardRow, ClaimRow, ScriptDrawRow
from pullahead.team.models import Person
from pullahead.usecases.floor import script_comparisons
from pullahead.usecases.floor.compared_texts import ScriptPlan
from pullahead.usecases.leads import sale_outcome
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.commits import together
from pullahead.usecases.tests.factories import admitted, austin, person, pulled, settle
from pullahead.usecases.work import claims, pull, take
from pullahead.usecases.work.home import ClaimView

pytestmark = pytest.mark.usefixtures("real_commits")
ROUNDS = 4


def _take(agent: Person, lead: UUID, *, over: bool = False) -> Callable[[], str]:
    def act() -> str:
        try:
            return take.take(lead_id=lead, agent_id=agent.pk, ground="called_in", over=over).kind
        except Conflict as refusal:
            return refusal.code

    return act


def _settle(agent: Person, hand: ClaimView) -> Callable[[], str]:
    def act() -> str:
        try:
            return settle(agent, hand).next
        except Conflict as refusal:
            return refusal.code

    return act


def test_one_of_two_takes_it_and_the_other_is_told_who() -> None:
    ana, bo = person("Ana"), person("Bo")
    for n in range(ROUNDS):
        lead = admitted(f"Ben {n}", austin(100 + n))
        kinds = together([_take(ana, lead), _take(bo, lead)])
        assert sorted(kinds) == ["held", "taken"]
        for agent in (ana, bo):
            if hand := claims.current_claim(agent_id=agent.pk):
                settle(agent, hand, "not_interested")


def test_two_who_take_each_others_lead_over_do_not_wait_for_each_other() -> None:
    ana, bo = person("Ana"), person("Bo")
    admitted("Ben", austin(100)), admitted("Cora", austin(101))
    hers, his = pulled(ana).lead.id, pulled(bo).lead.id
    for _ in range(ROUNDS):
        together([_take(ana, his, over=True), _take(bo, hers, over=True)])
        held = CardRow.objects.filter(state="held").values_list("holder_id", "slot")
        assert len(set(held)) == 2
    live = ClaimRow.objects.filter(ended_at=None).count()
    assert live == 2


def test_a_settle_and_a_take_over_at_once_leave_one_of_them_done() -> None:
    ana, bo = person("Ana"), person("Bo")
    for n in range(ROUNDS):
        lead = admitted(f"Ben {n}", austin(100 + n))
        hand = pulled(ana)
        settled, took = together([_settle(ana, hand), _take(bo, lead, over=True)])
        assert took == "taken"  # what sleeps since the settle is taken as well
        assert settled in {"round", "claim_lost"}
        mine = claims.current_claim(agent_id=bo.pk)
        assert mine is not None
        settle(bo, mine, "not_interested")


def test_settling_a_caller_while_another_calls_does_not_hang() -> None:
    ana = person("Ana")
    leads = [admitted(f"Ben {n}", austin(100 + n)) for n in range(3)]
    leads.remove(pulled(ana).lead.id)
    took = take.take(lead_id=leads[0], agent_id=ana.pk, ground="called_in")
    assert took.hand is not None
    settled, second = together([_settle(ana, took.hand), _take(ana, leads[1])])
    assert settled == "round"
    assert second in {"taken", "two_claims"}


def test_a_closed_lead_is_opened_once() -> None:
    ana, bo = person("Ana"), person("Bo")
    lead = admitted()
    settle(ana, pulled(ana), "not_interested")
    assert sorted(together([_take(ana, lead), _take(bo, lead)])) == ["held", "taken"]
    assert factories.kinds(lead).count("lead.reopened") == 1


def test_a_customer_who_asks_again_while_their_lead_is_opened_is_one_open_lead() -> None:
    ana = person("Ana")
    lead = admitted()
    settle(ana, pulled(ana), "not_interested")

    def ask() -> str:
        return factories.receive(message="Again, please").outcome

    took, asked = together([_take(ana, lead), ask])
    assert (took, asked) == ("taken", "asked_again")
    assert CardRow.objects.count() == 1


def test_two_inquiries_of_a_closed_lead_open_it_once() -> None:
    ana = person("Ana")
    lead = admitted()
    settle(ana, pulled(ana), "not_interested")

    def ask(word: str) -> Callable[[], str]:
        return lambda: factories.receive(message=word).outcome

    assert together([ask("Again"), ask("And again")]) == ["asked_again", "asked_again"]
    assert CardRow.objects.get().lead_id == lead
    assert factories.kinds(lead).count("lead.reopened") == 1


def test_a_settle_and_an_outcome_told_at_once_leave_the_lead_closed_as_it_was_told() -> None:
    ana = person("Ana")
    for n in range(ROUNDS):
        lead = admitted(f"Ben {n}", austin(100 + n))
        hand = pulled(ana)

        def tell(lead: UUID = lead) -> str:
            return sale_outcome.reported_by_file(
                lead_id=lead, fact=sale_outcome.OutcomeReport("won")
            ).outcome.verdict

        settled, told = together([_settle(ana, hand), tell])
        assert (told, settled in {"round", "claim_lost"}) == ("won", True)
        assert factories.lead(lead).closed_as == "won"
        assert not CardRow.objects.exists()


def test_the_first_pull_of_a_lead_draws_its_text_once_for_all_who_pull_at_once() -> None:
    agents = [person(name) for name in ("Ana", "Bo")]
    for n in range(ROUNDS):
        lead = admitted(f"Lead {n}", austin(100 + n))
        if not n:
            _compare_scripts()
        pull.requeue_due()
        both = [lambda a=a: pull.next_lead(agent_id=a.pk) for a in (*agents, agents[0])]
        claims = {got.claim.token for got in together(both) if got.claim is not None}
        assert len(claims) == 1
        assert ScriptDrawRow.objects.filter(lead=lead).count() == 1
        for agent in agents:
            held = pull.next_lead(agent_id=agent.pk).claim
            if held is not None:
                settle(agent, held, "not_interested")
    assert ScriptDrawRow.objects.count() == ROUNDS


def _compare_scripts() -> None:
    cy = person("Cy", role="admin")
    plan = ScriptPlan(factories.source().pk, "Which?", "qualified", 50, 1, 1, steps="Ask")
    made = script_comparisons.plan(given=plan, by=cy)
    script_comparisons.start(comparison_id=made.id, by=cy)
