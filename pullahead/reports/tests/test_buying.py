"""Marginal return and the governor, on simulated data with a known answer."""

from __future__ import annotations

import math
from random import Random

import pytest

from pullahead.reports.governor import (
    AdviceReason,
    BuyingFacts,
    BuyingPlan,
    LeadWorth,
    SourcePlan,
    govern,
)
from pullahead.reports.marginal_return import Advice, MarginalReturn, WeekOfSpend, marginal_return

UNKNOWN = MarginalReturn(weeks=4, spread=0.1)


def year(seed: int, slope: float, weeks: int = 26, spread: float = 0.3) -> list[WeekOfSpend]:
    """Simulate weeks whose sales of 100 each bring `slope` for each unit of spend, and 3 more."""
    rng, found = Random(seed), []
    for _ in range(weeks):
        spend = max(100.0, rng.gauss(1_000, spread * 1_000))
        expected, sales, left = spend * slope / 100 + 3, 0, rng.random()
        while left > math.exp(-expected):
            sales, left = sales + 1, left * rng.random()
        found.append(WeekOfSpend(spend, 100.0 * sales))
    return found


@pytest.mark.parametrize(("slope", "advice"), [(0.3, Advice.LESS), (2.5, Advice.MORE)])
def test_the_known_slope_is_found(slope: float, advice: Advice) -> None:
    found = [marginal_return(year(seed, slope, weeks=40, spread=0.5)) for seed in range(200)]
    inside = sum((one.low or 0) <= slope <= (one.high or 0) for one in found)
    assert 170 <= inside <= 192  # 90 % of 200
    assert sum(one.advice == advice for one in found) >= 190


def test_at_break_even_the_advice_is_to_hold() -> None:
    found = [marginal_return(year(seed, 1.0, weeks=40, spread=0.5)) for seed in range(200)]
    assert sum(one.advice == Advice.HOLD for one in found) >= 170


def test_few_weeks_or_steady_spend_give_no_advice() -> None:
    assert marginal_return(year(1, 0.1, weeks=25, spread=0.5)).advice == Advice.HOLD
    steady = marginal_return(year(1, 0.1, weeks=60, spread=0.1))
    assert (steady.enough, steady.advice) == (False, Advice.HOLD)
    assert marginal_return([WeekOfSpend(5.0, 1.0)] * 30).slope is None
    assert marginal_return([]).weeks == 0


def facts(id: int, leads: float, **of: object) -> BuyingFacts:
    usual: dict[str, object] = {
        "delivers": 1.0,
        "work": 8.0,
        "worth": LeadWorth(20.0, 15.0, 25.0),
        "price": 5.0,
    }
    usual |= {"returns": UNKNOWN, "interest": lambda load: 1.2 - 0.2 * load}
    made = usual | of
    return BuyingFacts(id=id, leads_a_day=leads, **made)  # type: ignore[arg-type]


def plan(*sources: BuyingFacts, minutes: float = 8_000, cost: float = 0.5) -> BuyingPlan:
    return govern(sources, minutes_a_day=minutes, minute_cost=cost)


def one(found: BuyingPlan, id: int) -> SourcePlan:
    return next(source for source in found.sources if source.id == id)


def test_the_highest_price_is_that_of_the_resulting_load() -> None:
    found = plan(facts(1, 500))
    assert found.load == 0.5
    assert one(found, 1).highest_price == pytest.approx(20 * 1.1 - 8 * 0.5)
    assert one(found, 1).highest == pytest.approx(25 * 1.1 - 4)
    assert (one(found, 1).advice, one(found, 1).reason) == (Advice.HOLD, AdviceReason.UNKNOWN)


def test_what_the_floor_cannot_work_is_cut_where_a_minute_earns_least() -> None:
    found = plan(facts(1, 700), facts(2, 500, price=15.0), facts(3, 100, work=30.0))
    assert found.load_now == pytest.approx((700 * 8 + 500 * 8 + 100 * 30) / 8_000)
    assert found.load == pytest.approx(0.9, abs=0.01)
    assert one(found, 1).leads_a_day == 700
    assert one(found, 2).leads_a_day + one(found, 3).leads_a_day < 300
    assert one(found, 3).reason == AdviceReason.CAPACITY


def test_a_price_above_the_interval_is_too_high_and_inside_it_is_not_known() -> None:
    dear = plan(facts(1, 100, price=40.0), facts(2, 100, price=22.0))
    assert (one(dear, 1).advice, one(dear, 1).reason) == (Advice.LESS, AdviceReason.PRICE)
    assert one(dear, 1).leads_a_day == 70
    assert one(dear, 2).advice == Advice.HOLD
    guessed = plan(facts(1, 100, price=40.0, worth=LeadWorth(20.0)))
    assert one(guessed, 1).advice == Advice.HOLD


def test_more_is_bought_of_what_returns_more_while_there_is_room() -> None:
    pays = MarginalReturn(30, 0.4, slope=2.0, half=0.5)
    assert one(plan(facts(1, 100, returns=pays)), 1).leads_a_day == 130
    full = one(plan(facts(1, 100, returns=pays), minutes=900), 1)
    assert (full.advice, full.reason) == (Advice.HOLD, AdviceReason.CAPACITY)


def test_whole_leads_follow_the_advice() -> None:
    pays = MarginalReturn(30, 0.4, slope=2.0, half=0.5)
    sources = facts(1, 2.9), facts(2, 2.9, price=40.0), facts(3, 2.1, returns=pays)
    assert [found.leads_a_day for found in plan(*sources).sources] == [3, 2, 3]


def test_leads_of_five_days_in_seven_are_planned_for_these_days() -> None:
    found = one(plan(facts(1, 50, delivers=5 / 7)), 1)
    assert (found.leads_a_day, round(found.now_a_day)) == (70, 70)


def test_a_floor_without_people_buys_nothing() -> None:
    found = plan(facts(1, 100), minutes=0)
    assert (found.load, one(found, 1).leads_a_day) == (None, 0)
