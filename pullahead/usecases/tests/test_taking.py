"""Taking a named lead because the customer pulls: permissions, waits and messages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.ids import new_id
from pullahead.pull import models
from pullahead.team.models import Person
from pullahead.usecases.leads import detail
from pullahead.usecases.settings import users
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.factories import admitted, austin, card, kinds, later, pulled, settle
from pullahead.usecases.work import claims, holder_messages, take

pytestmark = pytest.mark.django_db


def _refused(code: str, **given: object) -> None:
    with pytest.raises(Conflict) as refusal:
        take.take(**given)  # type: ignore[arg-type]  # spelled out by each test
    assert refusal.value.code == code


def test_who_calls_in_is_taken_though_the_lead_sleeps(ana: Person, bo: Person) -> None:
    lead = admitted()
    settle(ana, pulled(ana))
    took = take.take(lead_id=lead, agent_id=bo.pk, ground="called_in")
    assert took.kind == "taken"
    assert took.hand is not None
    assert took.hand.lead.id == lead
    assert took.hand.why == "The customer called in, and goes first."
    assert "Bo took the lead: the customer called in" in [h.title for h in took.hand.lead.timeline]


def test_a_call_interrupts_and_settling_it_brings_the_first_one_back(ana: Person) -> None:
    first, caller = admitted("Ben Ode", austin(101)), admitted("Ana Lima", austin(102))
    hand = pulled(ana)
    other = caller if hand.lead.id == first else first
    later(minutes=2)

    took = take.take(lead_id=other, agent_id=ana.pk, ground="called_in")
    assert took.hand is not None
    assert took.interrupted == hand.lead.name
    left = holder_messages.holder_notices(ana.pk).left
    assert left is not None
    assert timedelta(minutes=2) < left < timedelta(minutes=3)

    later(minutes=4)
    settle(ana, took.hand)
    back = claims.current_claim(agent_id=ana.pk)
    assert back is not None
    assert (back.token, back.lead.id) == (hand.token, hand.lead.id)
    assert holder_messages.holder_notices(ana.pk).interrupted == ""
    assert {"claim.interrupted", "claim.resumed"} <= set(kinds(hand.lead.id))


def test_giving_the_caller_back_brings_the_first_one_back_too(ana: Person) -> None:
    admitted("Ben Ode", austin(101)), admitted("Ana Lima", austin(102))
    hand = pulled(ana)
    other = models.CardRow.objects.exclude(pk=hand.lead.id).get().lead_id
    took = take.take(lead_id=other, agent_id=ana.pk, ground="walked_in")
    assert took.hand is not None
    claims.release(agent_id=ana.pk, token=took.hand.token, reason="technical")
    back = claims.current_claim(agent_id=ana.pk)
    assert back is not None
    assert back.token == hand.token


def test_a_second_interruption_is_refused(ana: Person) -> None:
    leads = [admitted(f"Ben {n}", austin(n)) for n in (101, 102, 103)]
    leads.remove(pulled(ana).lead.id)
    take.take(lead_id=leads[0], agent_id=ana.pk, ground="called_in")
    _refused("two_claims", lead_id=leads[1], agent_id=ana.pk, ground="called_in")
    again = take.take(lead_id=leads[0], agent_id=ana.pk, ground="called_in")
    assert again.kind == "again"


def test_what_somebody_holds_is_told_or_taken_over_not_both(ana: Person, bo: Person) -> None:
    lead, hand = admitted(), pulled(ana)
    took = take.take(lead_id=lead, agent_id=bo.pk, ground="called_in")
    assert (took.kind, took.holder) == ("held", "Ana")

    assert (
        holder_messages.send_message(lead_id=lead, agent_id=bo.pk, text="  He called: after 4.  ")
        == "Ana"
    )
    told = holder_messages.holder_notices(ana.pk).messages
    assert [(one.by, one.text) for one in told] == [("Bo", "He called: after 4.")]

    over = take.take(lead_id=lead, agent_id=bo.pk, ground="called_in", over=True)
    assert over.kind == "taken"
    assert holder_messages.taken_by(agent_id=ana.pk, token=hand.token) == "Bo"
    with pytest.raises(Conflict, match="note is on the lead’s timeline"):
        settle(ana, hand)
    with pytest.raises(Conflict) as refusal:
        claims.extend(agent_id=ana.pk, token=hand.token)
    assert refusal.value.code == "claim_lost"


def test_looking_up_passes_nothing_and_needs_a_reason(ana: Person, bo: Person) -> None:
    lead = admitted()
    with pytest.raises(Invalid, match="Enter a reason"):
        take.take(lead_id=lead, agent_id=bo.pk, ground="looked_up")
    hand = pulled(ana)
    over = {"ground": "looked_up", "reason": "an old friend", "over": True}
    held = take.take(lead_id=lead, agent_id=bo.pk, **over)  # type: ignore[arg-type]
    assert held.kind == "held"
    settle(ana, hand)
    called = {"ground": "looked_up", "reason": "a friend"}
    _refused("called_just_now", lead_id=lead, agent_id=bo.pk, **called)
    later(minutes=31)
    _refused("scheduled", lead_id=lead, agent_id=bo.pk, **called)
    later(minutes=15)
    took = take.take(lead_id=lead, agent_id=bo.pk, ground="looked_up", reason="a friend")
    assert took.hand is not None
    assert took.hand.why == "You found this lead by search and took it. Reason: a friend"


def test_only_who_comes_to_us_passes_calling_hours_and_the_daily_limit(ana: Person) -> None:
    lead = admitted(phone=factories.TOKYO + "678")
    for ground in ("referral", "transferred", "looked_up"):
        _refused("outside_hours", lead_id=lead, agent_id=ana.pk, ground=ground, reason="mine")
    assert take.take(lead_id=lead, agent_id=ana.pk, ground="replied").kind == "taken"


def test_who_asked_not_to_be_called_is_not_taken_but_when_they_call(
    ana: Person, bo: Person
) -> None:
    one, two = admitted("Ana Lima", austin(110)), admitted("Rui Faria", austin(110))
    hand = pulled(ana)
    settle(ana, hand, "do_not_call")
    other = two if hand.lead.id == one else one
    _refused("do_not_call", lead_id=other, agent_id=bo.pk, ground="referral")
    assert take.take(lead_id=other, agent_id=bo.pk, ground="called_in").kind == "taken"


def test_a_callback_that_the_customer_came_before_is_kept_for_its_owner(
    ana: Person, bo: Person
) -> None:
    lead = admitted()
    factories.callback_settled(ana, pulled(ana), hours=2)
    _refused(
        "callback_scheduled", lead_id=lead, agent_id=bo.pk, ground="looked_up", reason="a friend"
    )
    take.take(lead_id=lead, agent_id=bo.pk, ground="called_in")
    assert "callback.kept" in kinds(lead)
    titles = [h.title for h in detail.lead_detail(lead_id=lead, viewer=bo).timeline]
    assert "Callback of Ana done: the customer made contact first" in titles


def test_a_lead_closed_lately_opens_again_for_its_customer_alone(ana: Person, bo: Person) -> None:
    lead = admitted()
    settle(ana, pulled(ana), "not_interested")
    _refused("closed", lead_id=lead, agent_id=bo.pk, ground="looked_up", reason="a friend")
    later(days=29)
    took = take.take(lead_id=lead, agent_id=bo.pk, ground="called_in")
    assert took.kind == "taken"
    assert factories.lead(lead).closed_at is None
    assert "lead.reopened" in kinds(lead)


def test_a_lead_closed_long_ago_stays_closed(ana: Person) -> None:
    lead = admitted()
    settle(ana, pulled(ana), "not_interested")
    later(days=31)
    _refused("closed_long_ago", lead_id=lead, agent_id=ana.pk, ground="called_in")


def test_a_person_with_a_newer_lead_does_not_get_two(ana: Person) -> None:
    old = admitted()
    settle(ana, pulled(ana), "do_not_call")  # which no asking again opens
    later(days=1)
    assert factories.receive(message="Again").outcome == "admitted"
    _refused("newer_lead", lead_id=old, agent_id=ana.pk, ground="called_in")


def test_a_parked_lead_without_a_phone_walks_in(ana: Person) -> None:
    lead = admitted(email="owen@example.com")
    assert take.take(lead_id=lead, agent_id=ana.pk, ground="walked_in").kind == "taken"
    assert card(lead).lane is not None
    hand = claims.current_claim(agent_id=ana.pk)
    assert hand is not None
    settle(ana, hand, "not_interested")


def test_nobody_disabled_takes_and_nothing_unknown_is_taken(ana: Person, bo: Person) -> None:
    lead = admitted()
    users.disable(person_id=bo.pk)
    _refused("not_active", lead_id=lead, agent_id=bo.pk, ground="called_in")
    with pytest.raises(Invalid):
        take.take(lead_id=lead, agent_id=ana.pk, ground="undone")
    with pytest.raises(NotFound):
        take.take(lead_id=new_id(), agent_id=ana.pk, ground="called_in")
    with pytest.raises(NotFound):
        holder_messages.send_message(lead_id=new_id(), agent_id=ana.pk, text="Hello")
    with pytest.raises(Conflict, match="No agent has this lead"):
        holder_messages.send_message(lead_id=lead, agent_id=ana.pk, text="Hello")
    with pytest.raises(Invalid):
        holder_messages.send_message(lead_id=lead, agent_id=ana.pk, text=" \x00 ")
