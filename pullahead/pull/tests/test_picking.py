"""Coin, random sample and classes of work; nothing starves."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from pullahead.base.ids import new_id
from pullahead.pull import selection
from pullahead.pull.selection import Rule, rule_for, service_class
from pullahead.pull.tests.factories import NOON
from pullahead.pull.tests.floor import Floor
from pullahead.pull.tests.grounds import MemoryGround


def test_the_coin_gives_a_tenth_to_the_reserve_in_its_shares() -> None:
    fell = Counter(rule_for(n / 1_000) for n in range(1_000))
    assert fell == {
        (Rule.OLDEST, 0.05): 50,
        (Rule.LONGEST, 0.03): 30,
        (Rule.RANDOM, 0.02): 20,
        (Rule.BEST, 0.9): 900,
    }
    assert rule_for(0.0, exploration=0) == (Rule.BEST, 1)
    assert rule_for(1.0) == (Rule.BEST, 0.9)


def test_one_new_lead_in_forty_is_drawn() -> None:
    sampled = sum(selection.sampled(new_id()) for _ in range(20_000))
    assert 350 < sampled < 650  # 500 ± 6.8 sd
    assert not selection.sampled(UUID(int=41))


@pytest.mark.parametrize(
    ("callback", "tried", "days", "kind"),
    [
        (True, True, 90, "callback"),
        (False, False, 0, "fresh"),
        (False, True, 3, "follow-up"),
        (False, False, 30, "aged"),
        (False, True, 45, "aged"),
    ],
)
def test_the_kind_of_work_is_derived(callback: bool, tried: bool, days: int, kind: str) -> None:
    asked = NOON - timedelta(days=days)
    assert service_class(callback=callback, tried=tried, asked_at=asked, now=NOON) == kind


def test_nothing_starves_under_endless_hot_leads_for_thirty_days() -> None:
    """Every pull finds a lead worth a thousand times more, and yet takes each of the dull ones."""
    floor, dice = Floor(MemoryGround()), Random(1)
    dull = {floor.admit(value=1) for _ in range(40)}
    agent, taken = floor.agents[0], {}
    for hour in range(30 * 24):
        floor.admit(value=1_000)
        claim = floor.pull(agent, coin=dice.random()).claim
        assert claim is not None
        taken[claim.lead_id] = hour
        floor.settle(agent, claim.token, "won")
        floor.later(hours=1)
    assert dull <= taken.keys()
    without = Floor(MemoryGround())
    waits = without.admit(value=1)
    for _ in range(30):
        without.admit(value=1_000)
        claim = without.pulled(agent)
        without.settle(agent, claim.token, "won")
        without.later(hours=1)
    assert without.card(waits).state == "ready", "a control: the order alone starves it"
