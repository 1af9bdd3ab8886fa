"""Undo after concurrent changes: it removes the settle's rows, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base.errors import Conflict
from pullahead.leads.models import Lead, OptOut
from pullahead.team.models import Person
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.settings import users
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    later,
    lead,
    pulled,
    receive,
    set_clock,
    settle,
)
from pullahead.usecases.work import attempts, claims, expired_claims, pull, take, undo

pytestmark = pytest.mark.usefixtures("floor")


def test_no_undo_makes_two_open_leads_of_one_person(ana: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    settle(ana, hand, "do_not_call")
    receive(external_id="2")
    with pytest.raises(Conflict):
        undo.undo(agent_id=ana.pk, token=hand.token)
    assert lead(there).closed_as == "do_not_call"
    assert OptOut.objects.exists()


def test_an_undone_wish_not_to_be_called_is_not_kept_by_sending_it_again(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    settle(ana, hand, "do_not_call")
    undo.undo(agent_id=ana.pk, token=hand.token)
    with pytest.raises(Conflict):
        settle(ana, hand, "do_not_call")
    assert not OptOut.objects.exists()


def test_the_settle_of_who_called_in_is_undone_though_another_came_back(ana: Person) -> None:
    first, caller = admitted("Ana Lima", austin(101), value="900"), admitted("Bo", austin(102))
    pulled(ana)
    take.take(lead_id=caller, agent_id=ana.pk, ground="called_in")
    hand = claims.current_claim(agent_id=ana.pk)
    assert hand is not None
    settle(ana, hand, "busy")
    assert card(first).slot == 1
    assert undo.may_undo(agent_id=ana.pk, token=hand.token)
    undo.undo(agent_id=ana.pk, token=hand.token)
    assert (card(caller).owner_id, card(first).holder_id) == (ana.pk, ana.pk)


def test_what_a_leader_closed_since_is_not_opened_by_an_undo(ana: Person, lee: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    settle(ana, hand, "not_interested")
    lifecycle.reopen(lead_id=there, by=lee)
    lifecycle.close(lead_id=there, disposition="duplicate", note="Twice in the list", by=lee)
    with pytest.raises(Conflict):
        undo.undo(agent_id=ana.pk, token=hand.token)
    assert lead(there).closed_as == "duplicate"


def test_a_late_settle_counts_though_a_colleague_picked_the_card_too_soon(
    ana: Person, bo: Person
) -> None:
    there = admitted()
    hand = pulled(ana)
    settle_later = hand.ends_at + timedelta(minutes=1)
    attempts.try_on(
        agent_id=ana.pk, token=hand.token, address_id=hand.lead.contact_points[0].id, channel="call"
    )
    set_clock(settle_later)
    assert pull.next_lead(agent_id=bo.pk).claim is None  # called a moment ago: not yet
    asked = expired_claims.unanswered(ana.pk)
    assert asked is not None
    assert asked.can_settle
    assert settle(ana, hand, "not_interested").next == "closed"
    assert Lead.objects.get(pk=there).closed_as == "not_interested"


def test_what_somebody_handed_over_does_not_come_back_to_them_once_they_left(
    ana: Person, bo: Person
) -> None:
    there = admitted()
    settle(ana, pulled(ana), "callback", callback_at=None, callback_for=bo)
    users.disable(person_id=ana.pk)
    assert card(there).handed_over_by_id is None
    later(minutes=16)
    pull.requeue_due()
    assert (card(there).state, card(there).owner_id) == ("ready", None)
