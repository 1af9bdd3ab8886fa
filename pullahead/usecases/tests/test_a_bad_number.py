"""A bad number ends the lead only where nothing else is left; the page says so before a press."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.leads.models import Address
from pullahead.pull import models
from pullahead.team.models import Person
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    later,
    lead,
    london,
    nothing,
    pulled,
    receive,
    settle,
)
from pullahead.usecases.work import attempts, correct, pull, take, undo
from pullahead.usecases.work.bad_number import StepAfterBadNumber, step_after_bad_number
from pullahead.usecases.work.home import ClaimView

pytestmark = pytest.mark.usefixtures("floor")
BAD = pytest.mark.parametrize("code", ["wrong_number", "disconnected"])
MAIL = "ana@example.com"


def said(hand: ClaimView) -> StepAfterBadNumber:
    """Return the next step that the page announces."""
    told = step_after_bad_number(token=hand.token, choices=pull.choices())
    assert told is not None
    return told


def write_to(agent: Person, hand: ClaimView, nth: int = 0) -> None:
    """Write to the n-th e-mail address of the lead in hand."""
    emails = [one for one in hand.lead.contact_points if one.kind == "email"]
    attempts.try_on(agent_id=agent.pk, token=hand.token, address_id=emails[nth].id, channel="email")


@BAD
def test_the_only_number_ends_the_lead(ana: Person, code: str) -> None:
    there = admitted()
    hand = pulled(ana)
    assert said(hand) == StepAfterBadNumber()
    assert settle(ana, hand, code).next == "closed"
    assert lead(there).closed_as == code
    assert nothing(ana)


@BAD
def test_an_email_left_waits_for_the_next_round(ana: Person, code: str) -> None:
    there = admitted("Ana Lima", austin(), MAIL)
    hand = pulled(ana)
    promised = said(hand)
    assert promised.address == MAIL
    assert promised.at is not None
    done = settle(ana, hand, code)
    assert done.next == "round"
    assert done.at is not None
    assert abs(done.at - promised.at) < timedelta(minutes=1)
    assert nothing(ana), "the lead comes back at once to the same agent"
    later(minutes=46)
    again = pulled(ana)
    assert (again.lead.id, again.round) == (there, 2)
    assert not [one for one in again.lead.contact_points if one.valid and one.kind == "phone"]


@BAD
def test_an_email_alone_ends_the_lead(ana: Person, code: str) -> None:
    there = admitted("Ana Lima", "", MAIL)
    hand = pulled(ana)
    write_to(ana, hand)
    assert said(hand) == StepAfterBadNumber()
    assert settle(ana, hand, code).next == "closed"
    assert lead(there).closed_as == code
    assert nothing(ana)


def test_each_of_two_emails_is_tried_once(ana: Person) -> None:
    there = admitted("Ana Lima", "", MAIL)
    Address.objects.create(lead_id=there, kind="email", value="lima@example.com", position=9)
    hand = pulled(ana)
    write_to(ana, hand)
    assert said(hand).address == "lima@example.com"
    assert settle(ana, hand, "disconnected").next == "round"
    later(minutes=46)
    again = pulled(ana)
    assert [one.value for one in again.lead.contact_points if one.valid] == ["lima@example.com"]
    write_to(ana, again, [one.valid for one in again.lead.contact_points].index(True))
    assert said(again) == StepAfterBadNumber()
    assert settle(ana, again, "disconnected").next == "closed"


def test_another_number_is_tried_at_once_and_never_the_same(ana: Person) -> None:
    receive("Ana Lima", austin(101), MAIL)
    there = receive("Ana Lima", london(7), MAIL).lead_id
    hand = pulled(ana)
    first, second = (one for one in hand.lead.contact_points if one.kind == "phone")
    assert said(hand) == StepAfterBadNumber(second.shown)
    attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=first.id, channel="call")
    attempts.mark_bad(agent_id=ana.pk, token=hand.token, address_id=first.id, why="wrong_number")
    assert said(hand) == StepAfterBadNumber(second.shown), "the number is marked already"
    settle(ana, hand, "wrong_number")
    again = pulled(ana)
    assert again.lead.id == there
    assert [
        one.value for one in again.lead.contact_points if one.valid and one.kind == "phone"
    ] == [second.value]
    assert said(again).address == MAIL


def test_in_the_last_round_a_bad_number_ends_the_lead(ana: Person) -> None:
    there = admitted("Ana Lima", austin(), MAIL)
    hand = pulled(ana)
    models.CardRow.objects.filter(pk=there).update(round=6)
    assert said(hand) == StepAfterBadNumber()
    assert settle(ana, hand, "wrong_number").next == "closed"


def test_after_an_opt_out_nothing_is_tried_next(ana: Person) -> None:
    other = admitted("Bo Reis", "", MAIL)
    take.take(lead_id=other, agent_id=ana.pk, ground="called_in")
    settle(ana, pulled(ana), "do_not_call")
    admitted("Ana Lima", austin(), MAIL)
    hand = pulled(ana)
    assert said(hand) == StepAfterBadNumber()
    assert settle(ana, hand, "wrong_number").next == "closed"


def test_undone_the_email_is_good_again(ana: Person) -> None:
    admitted("Ana Lima", "", MAIL)
    hand = pulled(ana)
    write_to(ana, hand)
    settle(ana, hand, "wrong_number")
    undone = undo.undo(agent_id=ana.pk, token=hand.token)
    assert undone.hand is not None
    assert [one.valid for one in undone.hand.lead.contact_points] == [True]


def test_an_email_given_again_is_good_again(ana: Person) -> None:
    there = admitted("Ana Lima", "", MAIL)
    hand = pulled(ana)
    write_to(ana, hand)
    settle(ana, hand, "wrong_number")
    later(days=1)
    assert receive("Ana Lima", "", MAIL, external_id="2").lead_id == there
    assert [one.valid for one in pulled(ana).lead.contact_points] == [True]


def test_a_corrected_bad_number_goes_on_with_the_email(ana: Person, lee: Person) -> None:
    there = admitted("Ana Lima", austin(), MAIL)
    settle(ana, pulled(ana), "not_interested")
    correct.correct(lead_id=there, disposition="wrong_number", reason="it was a bakery", by=lee)
    assert lead(there).closed_at is None
    assert card(there).state == "ready"
    assert clock.now() >= lead(there).admitted_at
