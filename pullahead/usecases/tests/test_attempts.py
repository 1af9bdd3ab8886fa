"""Attempts in a claim: barred calls, bad numbers, and the links that the agent's device opens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.transaction import write_transaction
from pullahead.leads import opt_outs
from pullahead.pull import models, rules
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
    set_clock,
    settle,
)
from pullahead.usecases.work import attempts, claims, handover, settle_input, take
from pullahead.usecases.work import settle as settling
from pullahead.usecases.work.home import ClaimView

pytestmark = pytest.mark.usefixtures("floor")


def call(agent: Person, hand: ClaimView, *, nth: int = 0, **also: bool) -> attempts.LoggedAttempt:
    """Call the n-th address of the lead in hand."""
    return attempts.try_on(
        agent_id=agent.pk,
        token=hand.token,
        address_id=hand.lead.contact_points[nth].id,
        channel="call",
        **also,
    )


def test_a_number_is_called_once_and_redialled_only_after_the_call_dropped(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    assert call(ana, hand).link == f"tel:{austin()}"
    with pytest.raises(Conflict) as refused:
        call(ana, hand)
    assert refused.value.code == "called_just_now"
    call(ana, hand, redial=True)
    call(ana, hand, redial=True)
    with pytest.raises(Conflict) as refused:
        call(ana, hand, redial=True)
    assert refused.value.code == "called_enough"
    settle(ana, hand, "voicemail")
    made = models.Attempt.objects.order_by("id").values_list("outcome", flat=True)
    assert list(made) == ["dropped", "dropped", "voicemail"]


def test_numbers_go_bad_one_by_one_and_the_last_one_closes_the_lead(ana: Person) -> None:
    receive("Ana Lima", austin(101), "ana@example.com")
    there = receive("Ana Lima", london(7), "ana@example.com").lead_id
    hand = pulled(ana)
    numbers = [r for r in hand.lead.contact_points if r.kind == "phone"]
    call(ana, hand, nth=hand.lead.contact_points.index(numbers[0]))
    left = attempts.mark_bad(
        agent_id=ana.pk, token=hand.token, address_id=numbers[0].id, why="wrong_number"
    )
    assert left == 1
    with pytest.raises(NotFound):
        call(ana, hand, nth=hand.lead.contact_points.index(numbers[0]))
    call(ana, hand, nth=hand.lead.contact_points.index(numbers[1]))
    assert settle(ana, hand, "disconnected").next == "round"  # there is an e-mail address yet
    assert nothing(ana), "the e-mail address waits for the next round"
    later(minutes=45)
    again = pulled(ana)
    assert not [r for r in again.lead.contact_points if r.valid and r.kind == "phone"]
    assert settle(ana, again, "disconnected").next == "closed"
    assert lead(there).closed_as == "disconnected"


def test_a_wrong_number_with_another_left_comes_back_at_once(ana: Person) -> None:
    receive("Ana Lima", austin(101), "ana@example.com")
    there = receive("Ana Lima", london(7), "ana@example.com").lead_id
    settle(ana, pulled(ana), "wrong_number")
    again = pulled(ana)
    assert (again.lead.id, again.round) == (there, 2)
    assert [r.valid for r in again.lead.contact_points if r.kind == "phone"].count(True) == 1


def test_what_the_law_bars_is_refused_at_the_dial(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    for _ in range(24):  # a long call keeps the claim past the end of the calling hours
        call_ends = claims.extend(agent_id=ana.pk, token=hand.token)
        later(minutes=1)
        assert call_ends > clock.now()
    later(minutes=4)
    night = clock.now().replace(hour=4) + timedelta(days=1)
    models.CardRow.objects.update(next_at=night + timedelta(minutes=5))
    models.ClaimRow.objects.update(ends_at=night + timedelta(minutes=5))
    later(seconds=(night - clock.now()).total_seconds())
    with pytest.raises(Conflict) as refused:
        call(ana, hand)
    assert refused.value.code == "outside_hours"
    assert not models.Attempt.objects.exists()


def test_a_call_keeps_the_claim_until_it_is_over(ana: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    call(ana, hand)
    for _ in range(10):
        later(minutes=4, seconds=30)
        claims.extend(agent_id=ana.pk, token=hand.token)
    assert card(there).token == hand.token
    attempts.hang_up(agent_id=ana.pk, token=hand.token)
    ends = claims.extend(agent_id=ana.pk, token=hand.token)
    assert ends - clock.now() <= rules.CLAIM
    later(minutes=5)
    with pytest.raises(Conflict):
        attempts.hang_up(agent_id=ana.pk, token=hand.token)


def test_messages_open_the_fitting_text(ana: Person) -> None:
    receive("Rui Costa", austin(101), "rui@example.com", language="pt")
    models.MessageTemplate.objects.create(channel="sms", body="Hello {first_name}, {agent} here.")
    models.MessageTemplate.objects.create(
        channel="sms", language="pt", body="Olá {first_name}, {agent}."
    )
    models.MessageTemplate.objects.create(
        channel="email", subject="{name}?", body="Dear {name} & all"
    )
    hand = pulled(ana)
    phone, mail = sorted(hand.lead.contact_points, key=lambda reach: reach.kind, reverse=True)
    links = {
        channel: attempts.try_on(
            agent_id=ana.pk, token=hand.token, address_id=where.id, channel=channel
        ).link
        for channel, where in (("sms", phone), ("whatsapp", phone), ("email", mail))
    }
    assert links == {
        "sms": f"sms:{austin(101)}?body=Ol%C3%A1%20Rui%2C%20Ana.",
        "whatsapp": f"https://wa.me/{austin(101)[1:]}",
        "email": "mailto:rui@example.com?"
        "subject=Rui%20Costa%3F&body=Dear%20Rui%20Costa%20%26%20all",
    }
    for channel, where in (("pigeon", phone), ("email", phone)):
        with pytest.raises((Invalid, NotFound)):
            attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=where.id, channel=channel)


def test_who_opted_out_is_not_written_to_either(ana: Person) -> None:
    there = receive("Ana Lima", austin(101), "ana@example.com").lead_id
    hand = pulled(ana)
    with write_transaction() as now:
        opt_outs.opt_out(lead_id=there, now=now)
    for reach in hand.lead.contact_points:
        channel = "call" if reach.kind == "phone" else "email"
        with pytest.raises(Conflict) as barred:
            attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=reach.id, channel=channel)
        assert barred.value.code == "do_not_call"


def test_a_call_on_ones_own_phone_counts_beside_a_message(ana: Person) -> None:
    receive("Ana Lima", austin(101), "ana@example.com")
    hand = pulled(ana)
    mail = next(r.id for r in hand.lead.contact_points if r.kind == "email")
    attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=mail, channel="email")
    settle(ana, hand)
    made = models.Attempt.objects.order_by("id").values_list("channel", "outcome")
    assert list(made) == [("email", ""), ("call", "no_answer")]


def test_who_called_in_needs_no_call_of_ours_and_stays_for_two_hours(ana: Person) -> None:
    there = admitted()
    take.take(lead_id=there, agent_id=ana.pk, ground="called_in")
    hand = claims.current_claim(agent_id=ana.pk)
    assert hand is not None
    for _ in range(10):
        later(minutes=4, seconds=30)
        claims.extend(agent_id=ana.pk, token=hand.token)
    word = settle_input.SettleInput("not_interested", "They called to say that they have one")
    settling.settle(agent_id=ana.pk, token=hand.token, word=word)
    assert not models.Attempt.objects.exists()


def test_a_moment_that_we_chose_ourselves_opens_no_hours(ana: Person, bo: Person) -> None:
    admitted()
    nearly_night = clock.now().replace(hour=1, minute=56) + timedelta(days=1)
    set_clock(nearly_night)  # they may be called until 21:00 in Austin: 02:00 here
    hand = pulled(ana)
    handover.hand_over(agent_id=ana.pk, token=hand.token, to=bo.pk, brief="Wants a quote")
    claims.release(agent_id=bo.pk, token=pulled(bo).token, reason="skill")
    back = pulled(ana)
    later(minutes=4, seconds=30)
    with pytest.raises(Conflict) as barred:
        call(ana, back)
    assert barred.value.code == "outside_hours"


def test_nobody_tries_with_another_agents_token_or_after_the_end(ana: Person, bo: Person) -> None:
    admitted()
    hand = pulled(ana)
    with pytest.raises(NotFound):
        call(bo, hand)
    later(minutes=5)
    with pytest.raises(Conflict) as lost:
        call(ana, hand)
    assert lost.value.code == "claim_lost"
