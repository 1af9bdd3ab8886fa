"""Settles: each kind of disposition with its effect; refusals; replays."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Address
from pullahead.pull import models
from pullahead.pull.card_queries import unreachable
from pullahead.team.models import Person
from pullahead.usecases.settings.dispositions import ALWAYS_OWN_WORDS
from pullahead.usecases.tests.factories import (
    NOTE,
    admitted,
    austin,
    callback_settled,
    card,
    kinds,
    later,
    lead,
    london,
    nothing,
    pulled,
    receive,
    said,
    set_clock,
    settle,
)
from pullahead.usecases.work import attempts, claims, expired_claims, pull, settle_input
from pullahead.usecases.work import settle as settling

pytestmark = pytest.mark.usefixtures("floor")

FINALS = "won not_interested wrong_number disconnected duplicate do_not_call".split()
NEXTS = "no_answer busy voicemail dropped third_party".split()


def test_there_is_no_next_lead_before_the_one_in_hand_is_settled(ana: Person) -> None:
    admitted("Ana Lima", austin(101))
    admitted("Bo Reis", austin(102))
    first = pulled(ana)

    again = pull.next_lead(agent_id=ana.pk)

    assert again.again
    assert again.claim is not None
    assert (again.claim.token, again.claim.ends_at) == (first.token, first.ends_at)
    settle(ana, first)
    assert pulled(ana).token != first.token


@pytest.mark.parametrize("code", NEXTS)
def test_a_next_disposition_sends_it_to_sleep_until_its_next_round(ana: Person, code: str) -> None:
    there = admitted()
    before = clock.now()

    got = settle(ana, pulled(ana), code)

    found = card(there)
    assert (got.next, got.round, got.lead_id, got.replayed) == ("round", 1, there, False)
    assert (found.state, found.round, found.next_at) == ("scheduled", 2, got.at)
    assert got.at is not None
    assert timedelta(minutes=45) <= got.at - before < timedelta(minutes=46)
    attempt = models.Attempt.objects.get()
    assert (attempt.value, attempt.outcome, attempt.agent) == (austin(), code, ana)
    assert attempt.reached == (code == "dropped")


@pytest.mark.parametrize("code", FINALS)
def test_a_final_disposition_closes_the_lead_and_takes_its_card(ana: Person, code: str) -> None:
    there = admitted()

    got = settle(ana, pulled(ana), code)

    assert (got.next, got.at, got.disposition) == ("closed", None, code)
    assert lead(there).closed_as == code
    assert lead(there).closed_at is not None
    assert not models.CardRow.objects.exists()
    assert models.Attempt.objects.count() == (code != "duplicate")
    assert kinds(there)[-3:] in (
        ["claim.made", "claim.settled", "lead.closed"],
        ["claim.settled", "lead.closed", "opt_out"],
        ["claim.settled", "lead.closed", "lead.outcome"],
    )


@pytest.mark.parametrize("code", ["wrong_number", "disconnected"])
def test_a_bad_number_is_marked_and_the_others_are_not(ana: Person, code: str) -> None:
    receive("Ana Lima", austin(101), "ana@example.com")
    there = receive("Ana Lima", london(7), "ana@example.com").lead_id

    settle(ana, pulled(ana), code)

    marks = Address.objects.filter(lead_id=there, kind="phone").values_list(
        "value", "valid", "reason"
    )
    assert sorted(marks) == [(austin(101), False, code), (london(7), True, "")]


def test_the_number_of_another_lead_stays_good(ana: Person) -> None:
    admitted("Ana Lima", austin(101), value="900")
    other = admitted("Bo Reis", austin(101))

    settle(ana, pulled(ana), "wrong_number")
    later(minutes=30)

    assert pulled(ana).lead.id == other


@pytest.mark.parametrize(
    ("note", "code"),
    [(" \n\t", "note_required"), ("\x00", "note_required"), ("told me", "note_too_short")],
)
def test_who_was_reached_is_told_of_in_own_words(ana: Person, note: str, code: str) -> None:
    there = admitted()
    hand = pulled(ana)

    for disposition in ("not_interested", "duplicate", "dropped"):
        with pytest.raises(Invalid) as refused:
            settle(ana, hand, disposition, note=note)
        assert (refused.value.code, refused.value.errors[0].field) == (code, "note")
    assert card(there).state == "held"
    assert settle(ana, hand).next == "round"


def test_a_note_is_no_copy_of_one_of_the_last_five(ana: Person) -> None:
    for n in range(7):
        admitted(f"Lead {n}", austin(101 + n))
    settle(ana, pulled(ana), "not_interested", "They have one already")
    hand = pulled(ana)
    with pytest.raises(Invalid) as refused:
        settle(ana, hand, "not_interested", " they  have one ALREADY")
    assert refused.value.code == "note_copied"
    settle(ana, hand, "not_interested", "They wanted a red one")
    for _ in range(4):
        settle(ana, pulled(ana), "not_interested")
    assert settle(ana, pulled(ana), "not_interested", "They have one already").next == "closed"


def test_where_nobody_was_reached_the_system_writes_the_note(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    attempts.try_on(
        agent_id=ana.pk, token=hand.token, address_id=hand.lead.contact_points[0].id, channel="call"
    )
    settle(ana, hand, note="")
    claim = models.ClaimRow.objects.get()
    assert claim.note == f"Called {austin()} at {clock.now():%H:%M}: No answer."
    attempt = models.Attempt.objects.get()
    assert (attempt.outcome, attempt.reached) == ("no_answer", False)


def test_a_house_can_want_own_words_always(ana: Person) -> None:
    with write_transaction():
        set_setting(name=ALWAYS_OWN_WORDS, value=True)
    admitted()
    with pytest.raises(Invalid):
        settle(ana, pulled(ana), note="")


@pytest.mark.parametrize("code", ["", "no-such", "NO_ANSWER", "x" * 300])
def test_a_disposition_from_the_list_is_needed(ana: Person, code: str) -> None:
    admitted()
    with pytest.raises(Invalid) as refused:
        settle(ana, pulled(ana), code)
    assert refused.value.code == "unknown_disposition"


def test_a_disposition_that_is_no_longer_in_use_is_refused(ana: Person) -> None:
    admitted()
    models.DispositionRow.objects.filter(pk="busy").update(active=False)

    assert "busy" not in {choice.code for choice in pull.choices()}
    with pytest.raises(Invalid) as refused:
        settle(ana, pulled(ana), "busy")
    assert refused.value.code == "unknown_disposition"


def test_the_last_round_asks_for_a_final_disposition_or_a_callback(ana: Person) -> None:
    there = admitted()
    for _ in range(5):
        settle(ana, pulled(ana))
        next_at = card(there).next_at
        assert next_at is not None
        set_clock(max(next_at, next_at.replace(hour=15, minute=0)))
    hand = pulled(ana)
    assert (hand.round, hand.lead.rounds) == (6, 6)

    with pytest.raises(Invalid) as refused:
        settle(ana, hand)
    assert refused.value.code == "final_required"
    assert card(there).state == "held"

    callback_settled(ana, hand, hours=20)
    later(hours=20)
    again = pulled(ana)
    assert again.round == 7
    with pytest.raises(Invalid):
        settle(ana, again)
    assert settle(ana, again, "not_interested").next == "closed"
    assert not unreachable().exists()


def test_the_same_body_again_gives_the_same_answer_and_has_no_effect(ana: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    first = settle(ana, hand)
    before = Journal.objects.count()

    for hours in (0, 1, 200):
        later(hours=hours)
        again = settle(ana, hand, note=f"  {said(hand.token)}\x00 ")
        assert again.replayed
        assert (again.next, again.at, again.round) == (first.next, first.at, first.round)

    assert Journal.objects.count() == before
    assert models.Attempt.objects.count() == 1
    assert kinds(there).count("claim.settled") == 1


def test_a_replay_of_a_final_settle_answers_though_the_card_is_gone(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    settle(ana, hand, "won")

    assert settle(ana, hand, "won").replayed


@pytest.mark.parametrize(("code", "note"), [("busy", NOTE), ("no_answer", "other words")])
def test_another_body_is_refused_and_the_first_settle_stands(
    ana: Person, code: str, note: str
) -> None:
    there = admitted()
    hand = pulled(ana)
    settle(ana, hand)

    with pytest.raises(Invalid) as refused:
        settle(ana, hand, code, note)

    assert refused.value.code == "body_differs"
    claim = models.ClaimRow.objects.get(pk=hand.token)
    assert (claim.disposition, claim.note, claim.lead_id) == (
        "no_answer",
        said(hand.token),
        there,
    )


def test_another_agents_token_does_not_exist(ana: Person, bo: Person) -> None:
    there = admitted()
    hand = pulled(ana)

    for act in (
        lambda: settle(bo, hand),
        lambda: claims.extend(agent_id=bo.pk, token=hand.token),
        lambda: claims.release(agent_id=bo.pk, token=hand.token, reason="skill"),
        lambda: settling.settle(
            agent_id=ana.pk, token=uuid4(), word=settle_input.SettleInput("won", NOTE, dialled=True)
        ),
    ):
        with pytest.raises(NotFound):
            act()

    assert card(there).holder_id == ana.pk
    assert not models.ClaimRow.objects.exclude(late_note="").exists()


def test_a_lost_claim_changes_nothing_but_keeps_the_note(ana: Person, bo: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    later(minutes=5)
    new = pulled(bo)

    with pytest.raises(Conflict) as lost:
        settle(ana, hand, "won", note="They bought two")

    assert lost.value.code == "claim_lost"
    assert "on the lead’s timeline" in lost.value.message
    assert card(there).token == new.token
    assert lead(there).closed_at is None
    late = [h for h in pulled(bo).lead.timeline if h.kind == "late"]
    assert [(h.note, h.who) for h in late] == [("They bought two", "Ana")]


def test_a_lost_claim_without_a_note_keeps_none_and_says_so(ana: Person, bo: Person) -> None:
    admitted()
    hand = pulled(ana)
    later(minutes=5)
    pulled(bo)

    with pytest.raises(Conflict) as lost:
        settle(ana, hand, note=" ")

    assert "on the lead’s timeline" not in lost.value.message
    assert "claim.late" not in Journal.objects.values_list("kind", flat=True)


def test_what_ended_is_settled_late_until_somebody_takes_it(ana: Person, bo: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    set_clock(hand.ends_at)
    asked = expired_claims.unanswered(ana.pk)
    assert asked is not None
    assert (asked.token, asked.can_settle) == (hand.token, True)

    assert settle(ana, hand).next == "round"
    assert expired_claims.unanswered(ana.pk) is None
    assert kinds(there)[-1] == "claim.settled"

    set_clock(clock.now() + timedelta(hours=1))
    second = pulled(ana)
    set_clock(second.ends_at)
    pulled(bo)
    asked = expired_claims.unanswered(ana.pk)
    assert asked is not None
    assert not asked.can_settle
    expired_claims.answer_nothing(agent_id=ana.pk, token=second.token)
    assert expired_claims.unanswered(ana.pk) is None


def test_who_asked_not_to_be_called_is_heard_though_the_claim_was_lost(
    ana: Person, bo: Person
) -> None:
    admitted()
    hand = pulled(ana)
    set_clock(hand.ends_at)
    new = pulled(bo)
    with pytest.raises(Conflict):
        settle(ana, hand, "do_not_call")
    with pytest.raises(Conflict) as barred:
        attempts.try_on(
            agent_id=bo.pk,
            token=new.token,
            address_id=new.lead.contact_points[0].id,
            channel="call",
        )
    assert barred.value.code == "do_not_call"


def test_what_cannot_be_called_at_this_hour_is_not_given(ana: Person) -> None:
    admitted(phone="+12125550101")
    set_clock(clock.now().replace(hour=4))

    assert nothing(ana) == ("1 lead outside calling hours until 12:00",)
