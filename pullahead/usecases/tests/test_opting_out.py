"""A do-not-call request applies at the next pull, to every lead with that number, in any state."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict
from pullahead.base.models import Journal
from pullahead.leads.models import OptOut
from pullahead.pull import models
from pullahead.team.models import Person
from pullahead.usecases.leads import edit, lifecycle
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    card,
    later,
    lead,
    london,
    nothing,
    pulled,
    receive,
    set_clock,
    settle,
    source,
)
from pullahead.usecases.work import attempts

pytestmark = pytest.mark.usefixtures("floor")


def test_all_addresses_of_the_lead_are_kept_as_not_to_be_called(ana: Person) -> None:
    receive("Ana Lima", austin(101), "ana@example.com")
    there = receive("Ana Lima", london(7), "ana@example.com").lead_id

    settle(ana, pulled(ana), "do_not_call")

    kept = OptOut.objects.values_list("kind", "value")
    mail = ("email", "ana@example.com")
    assert sorted(kept) == [mail, ("phone", austin(101)), ("phone", london(7))]
    line = Journal.objects.get(kind="opt_out")
    assert (line.lead_id, line.actor_id) == (there, ana.pk)


def test_it_wins_at_the_next_pull_for_every_lead_with_that_number(ana: Person, bo: Person) -> None:
    asker = admitted("Ana Lima", austin(101), value="9000")
    ready = admitted("Bo Reis", austin(101))
    sleeper = admitted("Cora Diaz", austin(101), value="800")
    callback = admitted("Dora Ng", austin(101), value="700")
    other = admitted("Eve Roe", austin(102), value="1")
    hand = pulled(ana)
    assert hand.lead.id == asker
    settle(bo, pulled(bo), "dropped")
    callback_settled(bo, pulled(bo), hours=1)
    assert (card(sleeper).state, card(callback).state) == ("scheduled", "scheduled")

    settle(ana, hand, "do_not_call")

    assert pulled(ana).lead.id == other  # the ready one was closed on the way
    assert lead(ready).closed_as == "do_not_call"
    later(hours=2)
    assert pulled(bo).lead.id == other  # its claim has ended
    assert lead(sleeper).closed_as == lead(callback).closed_as == "do_not_call"
    assert models.CardRow.objects.count() == 1


def test_a_lead_that_comes_in_later_with_that_number_is_never_called(ana: Person) -> None:
    admitted("Ana Lima", austin(101))
    settle(ana, pulled(ana), "do_not_call")
    later(days=300)
    set_clock(clock.now().replace(hour=15))

    again = receive("Ana Lima", austin(101), of=source("fair"))

    assert again.outcome == "admitted"
    assert nothing(ana)
    assert lead(again.lead_id).closed_as == "do_not_call"


def test_a_leader_who_closes_with_do_not_call_opts_them_out_too(ana: Person, lee: Person) -> None:
    there = admitted("Ana Lima", austin(101))
    other = admitted("Bo Reis", austin(101))

    lifecycle.close(lead_id=there, disposition="do_not_call", note="wrote to us", by=lee)

    assert nothing(ana)
    assert lead(other).closed_as == "do_not_call"
    assert Journal.objects.get(kind="opt_out").actor_id == lee.pk


def test_a_hundred_leads_of_one_number_do_not_stand_before_the_others(ana: Person) -> None:
    first = admitted("Ana Lima", austin(101), value="9000")
    for n in range(12):
        admitted(f"Family{n} Nr{n}", austin(101), value="500")
    other = admitted("Eve Roe", austin(102), value="1")
    hand = pulled(ana)
    assert hand.lead.id == first
    settle(ana, hand, "do_not_call")

    assert pulled(ana).lead.id == other
    assert models.CardRow.objects.count() == 1


def test_three_calls_to_a_number_in_24_hours_are_all_whosever_lead_it_is(
    ana: Person, bo: Person
) -> None:
    start = clock.now()
    for name in ("Ana Lima", "Bo Reis", "Cora Diaz"):
        admitted(name, london(7))
    fourth = admitted("Dora Ng", london(7), value="1")
    for agent in (ana, bo, ana):
        settle(agent, pulled(agent), "not_interested")
        later(minutes=30)  # the gap between two calls to one number

    assert nothing(bo) == ("1 lead scheduled for its next attempt at 15:00 on 6 May",)
    found = card(fourth)
    assert found.state == "scheduled"
    assert found.next_at is not None
    assert timedelta(hours=24) <= found.next_at - start < timedelta(hours=24, minutes=1)

    set_clock(found.next_at)
    assert pulled(bo).lead.id == fourth
    assert "Postponed: already called three times within 24 hours" in [
        h.title for h in pulled(bo).lead.timeline
    ]


def test_a_second_number_does_not_let_a_fourth_call_to_the_first_through(
    ana: Person, lee: Person
) -> None:
    for name in ("Ana Lima", "Bo Reis", "Cora Diaz"):
        admitted(name, london(7), value="900")
    there = admitted("Dora Ng", london(7))
    edit.add_phone(lead_id=there, phone=london(8), by=lee)
    for _ in range(3):
        settle(ana, pulled(ana), "not_interested")
        later(minutes=30)

    hand = pulled(ana)  # its other number may be called
    first, second = hand.lead.contact_points
    with pytest.raises(Conflict) as refused:
        attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=first.id, channel="call")
    assert refused.value.code == "called_enough"
    settle(ana, hand)  # dialed on their own phone: the number that may be called
    assert models.Attempt.objects.filter(value=second.value, lead_id=there).count() == 1
    assert models.Attempt.objects.filter(value=london(7)).count() == 3
