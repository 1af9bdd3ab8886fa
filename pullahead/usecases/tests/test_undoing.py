"""Undo of a settle until the next pull, with all that it wrote in other packages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base.errors import Conflict, NotFound
from pullahead.leads import queries
from pullahead.leads.models import Address, OptOut
from pullahead.pull.models import Attempt
from pullahead.team.models import Person
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.factories import admitted, austin, kinds, later, pulled, settle
from pullahead.usecases.work import claims, holder_messages, undo

pytestmark = pytest.mark.django_db


def test_a_message_to_the_holder_remains_when_their_settle_is_undone(
    ana: Person, lee: Person
) -> None:
    admitted()
    hand = pulled(ana)
    for n in range(holder_messages.MESSAGES_AT_MOST + 1):
        holder_messages.send_message(lead_id=hand.lead.id, agent_id=lee.pk, text=f"Note {n}")
    settle(ana, hand, "no_answer")
    undo.undo(agent_id=ana.pk, token=hand.token)
    told = [(one.by, one.text) for one in holder_messages.holder_notices(ana.pk).messages]
    assert told == [("Lee", f"Note {n}") for n in range(1, 21)], "the latest twenty"


def test_the_lead_is_in_hand_again_with_the_note_to_go_on_with(ana: Person) -> None:
    lead, hand = admitted(), pulled(ana)
    settle(ana, hand, "busy", "Wrong key")
    assert undo.may_undo(agent_id=ana.pk, token=hand.token)

    undone = undo.undo(agent_id=ana.pk, token=hand.token)
    assert undone.hand is not None
    assert (undone.hand.lead.id, undone.hand.round) == (lead, 1)
    assert holder_messages.holder_notices(ana.pk).draft == "Wrong key"
    assert not undo.may_undo(agent_id=ana.pk, token=hand.token)
    assert "claim.undone" in kinds(lead)
    titles = [h.title for h in undone.hand.lead.timeline]
    assert "Ana saved: Busy (undone)" in titles
    assert "Ana undid the call outcome" in titles


def test_one_call_stays_one_call_however_often_its_settle_is_undone(ana: Person) -> None:
    lead, hand = admitted(), pulled(ana)
    for _ in range(2):
        settle(ana, hand)
        again = undo.undo(agent_id=ana.pk, token=hand.token).hand
        assert again is not None
        hand = again
    settle(ana, hand, "callback", callback_at=factories.START + timedelta(hours=3))
    tries = Attempt.objects.filter(lead_id=lead)
    assert [(a.outcome, a.reached, a.claim_id) for a in tries] == [("callback", True, hand.token)]


def test_a_sale_by_a_slip_is_taken_back(ana: Person) -> None:
    lead, hand = admitted(), pulled(ana)
    settle(ana, hand, "won")
    assert queries.outcome(lead) is not None
    undo.undo(agent_id=ana.pk, token=hand.token)
    assert queries.outcome(lead) is None


def test_a_number_marked_bad_by_a_slip_is_good_again_and_the_lead_open(ana: Person) -> None:
    lead, hand = admitted(), pulled(ana)
    settle(ana, hand, "wrong_number")
    assert not Address.objects.get(lead_id=lead).valid
    undo.undo(agent_id=ana.pk, token=hand.token)
    address = Address.objects.get(lead_id=lead)
    assert (address.valid, address.reason) == (True, "")
    assert factories.lead(lead).closed_at is None


def test_an_opt_out_by_a_slip_is_taken_back_but_nobody_elses(ana: Person) -> None:
    admitted(), pulled(ana)
    hand = claims.current_claim(agent_id=ana.pk)
    assert hand is not None
    settle(ana, hand, "do_not_call")
    assert OptOut.objects.count() == 1
    undo.undo(agent_id=ana.pk, token=hand.token)
    assert not OptOut.objects.exists()


def test_an_opt_out_that_was_there_before_stays(ana: Person, bo: Person) -> None:
    admitted("Ana Lima", austin(110)), admitted("Rui Faria", austin(110))
    first, second = pulled(ana), pulled(bo)
    settle(ana, first, "do_not_call")
    settle(bo, second, "do_not_call")
    undo.undo(agent_id=bo.pk, token=second.token)
    assert OptOut.objects.count() == 1


def test_an_opt_out_that_somebody_else_also_heard_stays(ana: Person, bo: Person) -> None:
    admitted("Ana Lima", austin(110)), admitted("Rui Faria", austin(110))
    first, second = pulled(ana), pulled(bo)
    settle(ana, first, "do_not_call")
    settle(bo, second, "do_not_call")
    undo.undo(agent_id=ana.pk, token=first.token)
    assert OptOut.objects.count() == 1


def test_a_save_is_undone_until_the_next_save_and_a_final_for_ten_seconds(ana: Person) -> None:
    leads = {admitted(f"Ben {n}", austin(n)) for n in (101, 102, 103)}
    first = pulled(ana)
    settle(ana, first)
    second = pulled(ana)
    assert undo.may_undo(agent_id=ana.pk, token=first.token)

    settle(ana, second, "not_interested")
    assert not undo.may_undo(agent_id=ana.pk, token=first.token)
    with pytest.raises(Conflict) as refusal:
        undo.undo(agent_id=ana.pk, token=first.token)
    assert refusal.value.code == "saved_since"
    third = pulled(ana)
    assert {first.lead.id, second.lead.id, third.lead.id} == leads
    assert undo.may_undo(agent_id=ana.pk, token=second.token)
    later(minutes=4)
    assert undo.may_undo(agent_id=ana.pk, token=second.token)
    undone = undo.undo(agent_id=ana.pk, token=second.token)
    assert (undone.name, undone.hand) == (second.lead.name, None)
    card = factories.card(second.lead.id)
    assert (card.state, card.owner_id) == ("scheduled", ana.pk)


def test_what_moved_on_or_was_never_settled_or_is_not_theirs_stands(
    ana: Person, bo: Person
) -> None:
    admitted()
    hand = pulled(ana)
    with pytest.raises(Conflict, match="nothing to undo"):
        undo.undo(agent_id=ana.pk, token=hand.token)
    with pytest.raises(NotFound):
        undo.undo(agent_id=bo.pk, token=hand.token)
    settle(ana, hand)
    later(minutes=46)
    pulled(bo)
    with pytest.raises(Conflict, match="has changed since"):
        undo.undo(agent_id=ana.pk, token=hand.token)
