"""Inverse-propensity estimates: rates, interval, and the interval's coverage."""

from __future__ import annotations

import pytest

from bench.script_coverage import SITUATIONS, coverage
from pullahead.lab.propensity import DrawnLead, detectable, effect


def leads(arm: str, probability: float, results: int, total: int) -> list[DrawnLead]:
    return [DrawnLead(arm, probability, n < results, 4.0) for n in range(total)]


def test_rates_are_weighted_by_the_logged_probability() -> None:
    drawn = leads("a", 0.5, 10, 100)
    # the same share of leads: 20 % of those drawn with ½, 60 % of those drawn with ¼
    drawn += leads("b", 0.5, 10, 50) + leads("b", 0.25, 15, 25)
    found = effect(drawn)
    assert found is not None
    assert [found.a.rate, found.b.rate, found.b.minutes] == pytest.approx([0.1, 0.4, 4.0])
    assert found.difference == pytest.approx(0.3)
    assert found.low < found.difference < found.high
    assert (found.b.leads, found.b.results) == (75, 25)
    assert found.settled


def test_few_leads_have_no_effect_and_rates_of_zero_have_an_interval() -> None:
    assert effect(leads("a", 0.5, 3, 30) + leads("b", 0.5, 3, 19)) is None
    found = effect(leads("a", 0.5, 0, 30) + leads("b", 0.5, 0, 30))
    assert found is not None
    assert found.low < 0 < found.high


def test_four_times_the_leads_find_half_the_difference() -> None:
    assert detectable(0.1, 400, 0.5) == pytest.approx(2 * detectable(0.1, 1_600, 0.5))
    assert detectable(0.1, 400, 0.5) < detectable(0.1, 400, 0.2)
    assert detectable(0.0, 400, 0.5) == float("inf")


@pytest.mark.lab
@pytest.mark.parametrize("name", SITUATIONS)
def test_the_interval_covers_the_known_answer_in_87_to_93_percent_of_1000_runs(name: str) -> None:
    assert 0.87 <= coverage(SITUATIONS[name], runs=1_000) <= 0.93
