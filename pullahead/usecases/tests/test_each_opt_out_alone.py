"""Opt-outs of a phone and of an e-mail address: each applies alone, at every entry point."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict
from pullahead.leads.models import OptOut
from pullahead.team.models import Person
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    later,
    lead,
    nothing,
    pulled,
    receive,
    settle,
    source,
)
from pullahead.usecases.work import attempts
from pullahead.usecases.work import take as taking
from pullahead.usecases.work.home import ClaimView

pytestmark = pytest.mark.usefixtures("floor")

MAIL = "ana@example.com"


def opt_out(kind: str) -> None:
    """Opt out one address of the lead, and not the other."""
    value = austin(101) if kind == "phone" else MAIL
    OptOut.objects.create(kind=kind, value=value, at=clock.now())


def refusal(act: Callable[[], object]) -> str:
    """Return the code of the refusal; "" where the act was done."""
    try:
        act()
    except Conflict as problem:
        return problem.code
    return ""


def trying(agent: Person, hand: ClaimView, channel: str) -> Callable[[], object]:
    kind = "email" if channel == "email" else "phone"
    address = next(one.id for one in hand.lead.contact_points if one.kind == kind)
    return lambda: attempts.try_on(
        agent_id=agent.pk, token=hand.token, address_id=address, channel=channel
    )


def test_a_phone_that_opted_out_is_never_given_to_anybody(ana: Person) -> None:
    there = admitted("Ana Lima", austin(101))
    opt_out("phone")

    assert nothing(ana)
    assert lead(there).closed_as == "do_not_call"


def test_an_e_mail_that_opted_out_is_never_given_to_anybody(ana: Person) -> None:
    there = admitted("Ana Lima", "", MAIL)
    opt_out("email")

    assert nothing(ana)
    assert lead(there).closed_as == "do_not_call"


@pytest.mark.parametrize("channel", ["call", "sms", "whatsapp", "email"])
def test_a_phone_that_opted_out_in_hand_bars_every_channel(ana: Person, channel: str) -> None:
    admitted("Ana Lima", austin(101), MAIL)
    hand = pulled(ana)
    opt_out("phone")

    assert refusal(trying(ana, hand, channel)) == "do_not_call"


@pytest.mark.parametrize(("channel", "code"), [("email", "do_not_call"), ("call", "")])
def test_an_e_mail_that_opted_out_in_hand_bars_writing_to_it(
    ana: Person, channel: str, code: str
) -> None:
    admitted("Ana Lima", austin(101), MAIL)
    hand = pulled(ana)
    opt_out("email")

    assert refusal(trying(ana, hand, channel)) == code


@pytest.mark.parametrize("kind", ["phone", "email"])
def test_either_of_them_keeps_a_closed_lead_closed_when_its_person_asks_again(
    ana: Person, kind: str
) -> None:
    there = admitted("Ana Lima", austin(101), MAIL)
    settle(ana, pulled(ana), "not_interested")
    opt_out(kind)

    again = receive("Ana Lima", austin(101), MAIL, of=source("fair"))

    assert (again.outcome, lead(there).closed_as) == ("admitted", "not_interested")
    assert not lifecycle.opens_by_itself(lead(there), clock.now())


@pytest.mark.parametrize("kind", ["phone", "email"])
def test_the_disposition_alone_keeps_it_closed_too(ana: Person, kind: str) -> None:
    there = admitted("Ana Lima", *((austin(101), "") if kind == "phone" else ("", MAIL)))
    settle(ana, pulled(ana), "do_not_call")
    OptOut.objects.all().delete()

    assert not lifecycle.opens_by_itself(lead(there), clock.now())


def test_a_leader_does_not_open_a_phone_that_opted_out(ana: Person, lee: Person) -> None:
    there = admitted("Ana Lima", austin(101))
    settle(ana, pulled(ana), "not_interested")
    opt_out("phone")

    assert refusal(lambda: lifecycle.reopen(lead_id=there, by=lee)) == "opted_out"


def test_nobody_takes_a_lead_whose_phone_opted_out(ana: Person) -> None:
    there = admitted("Ana Lima", austin(101))
    opt_out("phone")

    take = lambda: taking.take(lead_id=there, agent_id=ana.pk, ground="referral")  # noqa: E731
    assert refusal(take) == "do_not_call"


@pytest.mark.parametrize("kind", ["phone", "email"])
def test_a_settle_opts_out_each_address_by_itself(ana: Person, kind: str) -> None:
    admitted("Ana Lima", austin(101), MAIL)
    settle(ana, pulled(ana), "do_not_call")
    OptOut.objects.exclude(kind=kind).delete()
    other = receive("Rui Costa", *((austin(101), "") if kind == "phone" else ("", MAIL)))

    assert other.outcome == "admitted"
    assert nothing(ana)
    assert lead(other.lead_id).closed_as == "do_not_call"


def test_an_e_mail_that_opted_out_is_no_way_left_once_the_number_is_bad(ana: Person) -> None:
    there = admitted("Ana Lima", austin(101), MAIL)
    opt_out("email")

    assert settle(ana, pulled(ana), "wrong_number").next == "closed"
    assert lead(there).closed_as == "wrong_number"


def test_an_e_mail_that_did_not_opt_out_is_one(ana: Person) -> None:
    there = admitted("Ana Lima", austin(101), MAIL)

    assert settle(ana, pulled(ana), "wrong_number").next == "round"
    later(minutes=1)
    assert card(there).round == 2
