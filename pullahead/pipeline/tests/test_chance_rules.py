"""The chance of a deal: facts move it from 100 ended deals on, and only if they predict."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from pullahead.pipeline.chance_rules import BuyerFacts, ChanceModel, EndedEntry, fitted

START = datetime(2026, 1, 1, tzinfo=UTC)


def ended(number: int, *, effect: float, seed: int = 1) -> list[EndedEntry]:
    """Return deals that entered two stages; a heard decider adds `effect` to a chance of .3."""
    dice, rows = random.Random(seed), []
    for deal in range(number):
        heard = dice.random() < 0.5
        won = dice.random() < 0.3 + effect * heard
        facts = BuyerFacts(breadth=dice.random(), decider=float(heard))
        closed = START + timedelta(days=deal)
        rows += [EndedEntry(deal, stage, closed, won, facts) for stage in (1, 2)]
    return rows


def model(number: int, *, effect: float) -> ChanceModel:
    found = fitted(ended(number, effect=effect))
    assert found is not None
    return found


def test_a_fact_that_wins_deals_raises_the_chance_and_says_by_how_much() -> None:
    found = model(300, effect=0.4)
    heard, not_heard = BuyerFacts(breadth=0.5, decider=1.0), BuyerFacts(breadth=0.5)
    high, low = found.estimate(2, heard), found.estimate(2, not_heard)
    assert high is not None
    assert low is not None
    assert high.chance == pytest.approx(0.7, abs=0.08)
    assert low.chance == pytest.approx(0.3, abs=0.08)
    assert (high.points["decider"] > 10, low.points["decider"] < -10) == (True, True)
    assert high.ended == 300
    assert abs(high.points.get("breadth", 0)) <= 3


def test_an_average_deal_keeps_the_rate_of_its_stage() -> None:
    found = model(200, effect=0.4)
    usual = BuyerFacts(*found.means[1])
    assert found.chance(1, usual) == pytest.approx(found.rates[1])
    assert found.chance(9, usual) is None  # no ended deal was there


def test_too_few_deals_and_facts_that_predict_nothing_move_no_chance() -> None:
    assert fitted(ended(99, effect=0.4)) is None
    assert fitted([]) is None
    unused = [fitted(ended(120, effect=0.0, seed=seed)) is None for seed in range(12)]
    assert sum(unused) >= 8  # chance finds a pattern in a few


def test_deals_that_are_all_won_give_no_certainty() -> None:
    rows = ended(150, effect=0.7)
    assert {one.won for one in rows if one.facts.decider} == {True}
    found = fitted(rows)
    assert found is not None
    chance = found.chance(1, BuyerFacts(decider=1.0))
    assert chance is not None
    assert 0.8 < chance < 0.999
