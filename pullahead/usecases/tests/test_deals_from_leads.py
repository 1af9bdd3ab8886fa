"""From lead to deal: a qualified lead becomes a ready deal, once, in the settle's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import pytest

from pullahead.base.errors import Conflict
from pullahead.leads.models import Inquiry, Lead, SaleOutcome
from pullahead.pipeline.models import Deal, DealFact, DealSignal
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, closing
from pullahead.usecases.deals.closing import reopen
from pullahead.usecases.leads import lifecycle, sale_outcome
from pullahead.usecases.settings import call_scripts
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import WHY, DealFloor, assert_deals_sound, deal, published
from pullahead.usecases.work import correct, pull, undo
from pullahead.usecases.work.take import take


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()


def qualified(ana: Person) -> tuple[UUID, UUID, UUID]:
    """Settle a new lead as qualified; return lead, claim and deal."""
    factories.admitted("Ana Lima", company="Lima Hotels", value="5000")
    hand = factories.pulled(ana)
    done = factories.settle(ana, hand, "qualified", note="They want nine certificates by June.")
    assert done.next == "closed"
    assert done.deal_id is not None
    return done.lead_id, hand.token, done.deal_id


def test_a_qualified_lead_is_closed_and_its_deal_is_ready(team: DealFloor) -> None:
    lead_id, token, deal_id = qualified(team.ana)
    found = deal(deal_id)
    assert factories.lead(lead_id).closed_as == "qualified"
    # agents do not see the value of a lead, so the deal starts without one
    assert (found.title, found.company, found.value) == ("Ana Lima", "Lima Hotels", None)
    assert (found.stage_id, found.half, found.lead_id) == (None, "done", lead_id)
    assert found.claim_token == token
    assert found.next_at is not None


def test_qualified_sets_a_callback_where_the_team_has_no_workflow(ana: Person) -> None:
    factories.admitted()
    hand = factories.pulled(ana)
    factories.settle(ana, hand, "qualified", callback_at=factories.START.replace(day=6))
    assert not Deal.objects.exists()
    assert factories.card(hand.lead.id).due_at is not None


def test_the_choices_of_a_claim_say_whether_qualified_closes_the_lead(team: DealFloor) -> None:
    lead_id = factories.admitted()
    kinds = {one.code: one.kind for one in pull.choices(lead_id)}
    assert kinds["qualified"] == "final"
    assert {one.code: one.kind for one in pull.choices()}["qualified"] == "callback"


def test_a_replay_of_the_settle_returns_the_same_deal(team: DealFloor) -> None:
    factories.admitted()
    hand = factories.pulled(team.ana)
    first = factories.settle(team.ana, hand, "qualified", note="They want to buy in June.")
    again = factories.settle(team.ana, hand, "qualified", note="They want to buy in June.")
    assert again.replayed
    assert again.deal_id == first.deal_id
    assert Deal.objects.count() == 1


def test_answers_to_the_call_script_become_facts_of_the_deal(team: DealFloor) -> None:
    call_scripts.save(
        of="team",
        place_id=team.ana.team_id,
        steps="",
        objections="",
        questions="When do you need it?",
        by=team.cy,
    )
    factories.admitted()
    hand = factories.pulled(team.ana)
    factories.settle(
        team.ana,
        hand,
        "qualified",
        note="They want to buy in June.",
        answers={"When do you need it?": "In June"},
    )
    fact = DealFact.objects.get()
    assert (fact.question, fact.words) == ("When do you need it?", "In June")


def test_an_undone_settle_discards_its_deal_and_the_next_settle_makes_another(
    team: DealFloor,
) -> None:
    lead_id, token, deal_id = qualified(team.ana)
    undo.undo(agent_id=team.ana.pk, token=token)
    assert deal(deal_id).closed_as == "discarded"
    assert factories.lead(lead_id).closed_at is None
    hand = factories.pulled(team.ana)
    again = factories.settle(team.ana, hand, "qualified", note="They do want nine of them.")
    assert again.deal_id not in {None, deal_id}


def test_a_settle_is_not_undone_once_its_deal_was_pulled(team: DealFloor) -> None:
    lead_id, token, deal_id = qualified(team.ana)
    acts.pull(deal_id=deal_id, by=team.bo)
    with pytest.raises(Conflict):
        undo.undo(agent_id=team.ana.pk, token=token)
    assert factories.lead(lead_id).closed_at is not None
    assert deal(deal_id).closed_at is None


def test_a_corrected_settle_discards_its_deal(team: DealFloor) -> None:
    lead_id, _token, deal_id = qualified(team.ana)
    correct.correct(
        lead_id=lead_id, disposition="not_interested", reason="They said no to me.", by=team.lee
    )
    assert deal(deal_id).closed_as == "discarded"


def test_a_new_inquiry_raises_the_open_deal_and_opens_no_lead(team: DealFloor) -> None:
    lead_id, _token, deal_id = qualified(team.ana)
    factories.later(hours=1)
    got = factories.receive("Ana Lima", factories.austin(), message="Could we start in May?")
    assert (got.outcome, got.lead_id) == ("asked_again", lead_id)
    signal = DealSignal.objects.get()
    assert (signal.deal_id, signal.kind, signal.words) == (
        deal_id,
        "asked_again",
        "Could we start in May?",
    )
    assert signal.alarm_at is not None
    assert factories.lead(lead_id).closed_at is not None
    assert Lead.objects.count() == 1
    assert Inquiry.objects.count() == 2


def test_after_the_deal_is_closed_a_new_inquiry_opens_the_lead_again(team: DealFloor) -> None:
    lead_id, _token, deal_id = qualified(team.ana)
    closing.discard(deal_id=deal_id, by=team.ana, reason="did_nothing")
    factories.later(hours=1)
    factories.receive("Ana Lima", factories.austin(), message="Could we start in May?")
    assert factories.lead(lead_id).closed_at is None
    assert not DealSignal.objects.exists()


def test_a_lead_with_an_open_deal_is_not_reopened(team: DealFloor) -> None:
    lead_id, _token, _deal = qualified(team.ana)
    with pytest.raises(Conflict) as refused:
        lifecycle.reopen(lead_id=lead_id, by=team.lee)
    assert refused.value.code == "open_deal"
    with pytest.raises(Conflict) as refused:
        take(agent_id=team.bo.pk, lead_id=lead_id, ground="called_in")
    assert refused.value.code == "open_deal"


def test_won_lost_and_reopened_write_the_sale_outcome_of_the_lead(team: DealFloor) -> None:
    lead_id, _token, deal_id = qualified(team.ana)
    closing.lose(deal_id=deal_id, by=team.ana, reason="competitor")
    assert SaleOutcome.objects.latest("id").verdict == "lost"
    reopen(deal_id=deal_id, by=team.ana)
    assert SaleOutcome.objects.latest("id").verdict not in {"won", "lost"}
    for _ in range(2):
        acts.pull(deal_id=deal_id, by=team.ana, reason=WHY)
    for _ in range(2):
        acts.pull(deal_id=deal_id, by=team.ana, reason=WHY)
    closing.win(deal_id=deal_id, by=team.ana, value=Decimal("4800.50"))
    outcome = SaleOutcome.objects.latest("id")
    assert (outcome.lead_id, outcome.verdict, outcome.value) == (
        lead_id,
        "won",
        Decimal("4800.50"),
    )


def test_an_outside_outcome_of_the_lead_leaves_the_deal_alone(team: DealFloor) -> None:
    lead_id, _token, deal_id = qualified(team.ana)
    fact = sale_outcome.OutcomeReport("won", Decimal(10))
    sale_outcome.reported_by_person(lead_id=lead_id, fact=fact, by=team.lee)
    assert deal(deal_id).closed_at is None
