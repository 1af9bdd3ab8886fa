"""An opt-out counts even if the settle that reports it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pullahead.base.errors import Conflict, Invalid, NotFound, Problem
from pullahead.base.models import Journal
from pullahead.leads.models import OptOut
from pullahead.pull import models
from pullahead.team.models import Person
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.leads.opt_out import OPT_OUT_KEPT
from pullahead.usecases.settings import users
from pullahead.usecases.tests.factories import (
    START,
    admitted,
    austin,
    card,
    lead,
    nothing,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work import attempts, claims, correct, settle_input, undo
from pullahead.usecases.work import settle as settling
from pullahead.usecases.work.home import ClaimView

pytestmark = pytest.mark.usefixtures("floor")

NOTE = "asked us never to call again"
WORD = settle_input.SettleInput("do_not_call", NOTE, dialled=True)


def refused(agent: Person, hand: ClaimView, word: settle_input.SettleInput) -> Problem:
    """Return the refusal of a settle."""
    with pytest.raises(Problem) as problem:
        settling.settle(agent_id=agent.pk, token=hand.token, word=word)
    return problem.value


def barred() -> set[str]:
    return set(OptOut.objects.values_list("value", flat=True))


@pytest.mark.parametrize("note", [NOTE, "", "never"])
def test_an_opt_out_is_never_delayed_for_its_note(ana: Person, note: str) -> None:
    admitted("Ana Lima", austin(101)), admitted("Bo Reis", austin(102))
    other = admitted("Eve Roth", austin(102), value="1")
    first = pulled(ana)
    settling.settle(agent_id=ana.pk, token=first.token, word=WORD)
    second = pulled(ana)

    word = replace(WORD, note=note)
    assert settling.settle(agent_id=ana.pk, token=second.token, word=word).next == "closed"

    assert barred() == {austin(101), austin(102)}
    assert lead(second.lead.id).closed_as == "do_not_call"
    stored = models.ClaimRow.objects.get(pk=second.token).note
    assert stored == (note or "Do not call again.")
    assert Journal.objects.filter(kind="opt_out", lead_id=second.lead.id).count() == 1
    assert nothing(ana)
    assert lead(other).closed_as == "do_not_call"


@pytest.mark.parametrize("code", ["wrong_number", "disconnected"])
def test_the_system_writes_the_note_of_a_dead_number(ana: Person, code: str) -> None:
    admitted("Ana Lima", austin(101))
    hand = pulled(ana)
    word = replace(WORD, disposition=code, note="")
    assert settling.settle(agent_id=ana.pk, token=hand.token, word=word).next == "closed"
    assert models.ClaimRow.objects.get(pk=hand.token).note


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (replace(WORD, note="x" * 4001), "note_too_long"),
        (replace(WORD, answers={"Why?": "y" * 5000}), "answer_too_long"),
        (replace(WORD, amount=Decimal(5)), "amount_unexpected"),
        (replace(WORD, callback_for=2**40), "unknown_person"),
        (replace(WORD, callback_at=START + timedelta(days=1)), "callback_at_unexpected"),
        (replace(WORD, dialled=False), "attempt_required"),
        (replace(WORD, disposition=" do_not_call\x00", dialled=False), "attempt_required"),
    ],
)
def test_it_is_kept_whatever_is_refused(
    ana: Person, word: settle_input.SettleInput, code: str
) -> None:
    there = admitted()

    problem = refused(ana, pulled(ana), word)

    assert problem.code == code
    assert str(OPT_OUT_KEPT) in problem.message
    assert barred() == {austin()}
    assert card(there).state == "held"


def test_nobody_can_call_the_number_from_that_moment_on(ana: Person, bo: Person) -> None:
    admitted("Ana Lima", austin(101)), admitted("Bo Reis", austin(101))
    hand, other = pulled(ana), pulled(bo)

    refused(ana, hand, replace(WORD, dialled=False))

    for agent, held in ((ana, hand), (bo, other)):
        with pytest.raises(Conflict) as barred_call:
            attempts.try_on(
                agent_id=agent.pk,
                token=held.token,
                address_id=held.lead.contact_points[0].id,
                channel="call",
            )
        assert barred_call.value.code == "do_not_call"


def test_a_disposition_that_was_switched_off_is_heard_too(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    models.DispositionRow.objects.filter(pk="do_not_call").update(active=False)

    assert refused(ana, hand, WORD).code == "unknown_disposition"
    assert barred() == {austin()}


def test_a_settle_that_was_sent_before_with_other_words_does_not_hide_it(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    settle(ana, hand, "no_answer")

    assert refused(ana, hand, WORD).code == "body_differs"
    assert barred() == {austin()}


def test_a_claim_that_was_lost_or_given_back_does_not_hide_it(ana: Person, bo: Person) -> None:
    admitted("Ana Lima", austin(101))
    hand = pulled(ana)
    set_clock(hand.ends_at)
    pulled(bo)
    assert refused(ana, hand, replace(WORD, dialled=False)).code == "claim_lost"
    assert barred() == {austin(101)}

    admitted("Bo Reis", austin(102))
    given_back = pulled(ana)
    claims.release(agent_id=ana.pk, token=given_back.token, reason="language")
    problem = refused(ana, given_back, WORD)
    assert (problem.code, str(OPT_OUT_KEPT) in problem.message) == ("claim_lost", True)
    assert barred() == {austin(101), austin(102)}


def test_no_other_disposition_and_no_other_agent_opts_anybody_out(ana: Person, bo: Person) -> None:
    admitted()
    hand = pulled(ana)

    problem = refused(ana, hand, replace(WORD, disposition="not_interested", note=""))
    assert str(OPT_OUT_KEPT) not in problem.message
    with pytest.raises(NotFound) as foreign:
        settling.settle(agent_id=bo.pk, token=hand.token, word=replace(WORD, dialled=False))
    assert str(OPT_OUT_KEPT) not in foreign.value.message
    users.disable(person_id=bo.pk)
    with pytest.raises(Problem):
        settling.settle(agent_id=2**40, token=hand.token, word=WORD)
    assert not barred()


def test_undoing_the_settle_takes_back_the_opt_out_that_was_kept_before_it(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    refused(ana, hand, replace(WORD, dialled=False))
    settling.settle(agent_id=ana.pk, token=hand.token, word=WORD)

    undo.undo(agent_id=ana.pk, token=hand.token)

    assert not barred()
    problem = refused(ana, hand, replace(WORD, dialled=False))
    assert str(OPT_OUT_KEPT) not in problem.message, "a slip does not come back"
    assert not barred()


def test_a_leader_who_closes_or_corrects_with_something_missing_is_heard(
    ana: Person, lee: Person
) -> None:
    there, settled = admitted("Ana Lima", austin(101)), admitted("Bo Reis", austin(102))
    lifecycle.close(lead_id=settled, disposition="duplicate", note="known", by=lee)

    with pytest.raises(Invalid) as closing:
        lifecycle.close(lead_id=there, disposition="do_not_call", note="", by=lee)
    assert str(OPT_OUT_KEPT) in closing.value.message
    with pytest.raises(Conflict) as closed:
        lifecycle.close(lead_id=settled, disposition="do_not_call", note="wrote to us", by=lee)
    assert str(OPT_OUT_KEPT) in closed.value.message
    assert barred() == {austin(101), austin(102)}

    third = admitted("Eve Roe", austin(103))
    settle(ana, pulled(ana), "not_interested")
    with pytest.raises(Invalid) as correction:
        correct.correct(lead_id=third, disposition="do_not_call", reason="", by=lee)
    assert str(OPT_OUT_KEPT) in correction.value.message
    assert austin(103) in barred()
    with pytest.raises(NotFound):
        lifecycle.close(lead_id=third, disposition="do_not_call", note="", by=ana)
