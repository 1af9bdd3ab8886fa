"""Second looks: drawn by chance, given to another agent, never after a no."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.leads.models import Address
from pullahead.pull import second_look_rules, second_looks
from pullahead.pull.models import SecondLook
from pullahead.team.models import Person
from pullahead.usecases.leads import second_look
from pullahead.usecases.tests.factories import (
    admitted,
    card,
    kinds,
    later,
    nothing,
    pulled,
    settle,
)

pytestmark = pytest.mark.usefixtures("floor")


def always(_dead: int) -> float:
    """Draw every lead."""
    return 1.0


def dead(ana: Person, code: str = "disconnected") -> UUID:
    """Return a lead that Ana closed a day ago."""
    there = admitted()
    settle(ana, pulled(ana), code)
    later(days=1, minutes=1)
    return there


def test_another_agent_finds_the_lead_alive(ana: Person, bo: Person) -> None:
    there = dead(ana)
    assert second_look.run(always) == (0, 1)
    assert second_look.run(always) == (0, 0), "one draw a lead"
    assert Address.objects.get(lead_id=there).valid
    assert card(there).excluded_agent == ana
    assert nothing(ana)

    hand = pulled(bo)
    titles = [line.title for line in hand.lead.timeline]
    assert "Reopened" in titles
    assert not any("look" in title.lower() for title in titles), "it is not announced"
    settle(bo, hand, "qualified", callback_at=clock.now() + timedelta(hours=2))

    assert second_look.run(always) == (1, 0)
    found = SecondLook.objects.get(lead_id=there)
    assert (found.agent, found.was_reached, found.success) == (ana, False, True)
    assert found.look_id == hand.token
    assert {"second_look.drawn", "second_look.settled"} <= set(kinds(there))


@pytest.mark.parametrize(
    "code", ["not_interested", "wrong_number", "duplicate", "do_not_call", "won"]
)
def test_a_no_is_no(ana: Person, code: str) -> None:
    dead(ana, code)
    assert second_look.run(always) == (0, 0)


def test_an_admin_switches_them_off(ana: Person, cy: Person) -> None:
    dead(ana)
    second_look.switch(on=False, by=cy)
    assert second_look.run(always) == (0, 0)


def test_the_coin_of_a_claim_is_fair_and_never_changes() -> None:
    coins = [second_looks.coin(UUID(int=n)) for n in range(2000)]
    assert coins[7] == second_looks.coin(UUID(int=7))
    assert 150 < sum(one < 0.1 for one in coins) < 250


@pytest.mark.parametrize(("dead_leads", "chance"), [(0, 0.1), (20, 0.1), (300, 0.05), (3000, 0.02)])
def test_the_chance_aims_at_fifteen_a_person(dead_leads: int, chance: float) -> None:
    assert second_look_rules.probability(dead_leads) == chance
