"""Worked examples of maturity and of results over expectation."""

from __future__ import annotations

import random

import pytest

from pullahead.reports import distributions, yield_rates
from pullahead.reports.yield_rates import Win


def test_young_wins_do_not_make_the_curve_fast() -> None:
    wins = [Win(3, 100), Win(10, 100), Win(40, 100), Win(3, 20), Win(10, 20), Win(2, 5)]
    curve = yield_rates.maturity(wins)
    assert [curve[3], curve[10], curve[90]] == pytest.approx([1 / 3, 2 / 3, 1])
    assert yield_rates.share_at(curve, 200) == 1


def test_few_wins_use_the_start_curve() -> None:
    curve = yield_rates.maturity_in_use([Win(3, 100)] * 49)
    assert (curve[0], curve[7], curve[30], curve[90]) == (0, 0.37, 0.79, 1)
    assert yield_rates.maturity_in_use([Win(3, 100)] * 50)[3] == 1


def test_the_wins_of_a_young_cohort_are_divided_by_the_share_that_has_come() -> None:
    curve = [0.0, 0.25] + [0.75] * 88 + [1.0]
    assert yield_rates.wins_expected(2, [1.5, 30], curve) == 4  # half have come, on average
    assert yield_rates.wins_expected(0, [0.2], curve) is None


def test_results_have_an_interval() -> None:
    got = yield_rates.results(14, 20)
    assert (got.ratio, round(got.low, 2), round(got.high, 2)) == (0.85, 0.63, 1.10)
    assert not got.judged
    assert yield_rates.results(30, 30).judged


def test_a_list_of_people_uses_the_99_percent_interval() -> None:
    doubtful = yield_rates.results(26, 40)
    assert doubtful.high < 1 < doubtful.wide[1]
    assert (doubtful.judged, doubtful.verdict) == (True, "")
    assert [round(one, 2) for one in yield_rates.results(14, 20).wide] == [0.52, 1.27]
    assert yield_rates.results(60, 30).verdict == "above"
    assert yield_rates.results(5, 40).verdict == "below"
    assert yield_rates.results(60, 29).verdict == ""  # no verdict below E = 30


def test_a_person_is_measured_against_the_rest_of_the_floor() -> None:
    found = yield_rates.calibrated({1: (4, 10.0), 2: (20, 10.0)})
    assert found == {1: (4, 20.0), 2: (20, 4.0)}
    assert yield_rates.calibrated({1: (4, 10.0)}) == {1: (4, 10.0)}


def test_the_strength_is_twenty_until_the_floor_has_600_wins() -> None:
    assert yield_rates.strength([(10, 10.0)] * 59) == 20
    draw = random.Random(5)
    equal = [(sum(draw.random() < 0.01 for _ in range(3000)), 30.0) for _ in range(40)]
    assert yield_rates.strength(equal) == 60  # nothing but chance: the upper bound
    unequal = [(8, 30.0), (52, 30.0)] * 20
    assert yield_rates.strength(unequal) == 5


@pytest.mark.parametrize(
    ("share", "freedom", "value"),
    # upper percentage points of chi-squared: NIST/SEMATECH e-Handbook, section 1.3.6.7.4
    [(0.95, 1, 3.841), (0.05, 10, 3.940), (0.95, 10, 18.307), (0.99, 100, 135.807)],
)
def test_gamma_quantiles_agree_with_printed_ones_of_chi_squared(
    share: float, freedom: int, value: float
) -> None:
    assert distributions.gamma_quantile(share, freedom / 2, 0.5) == pytest.approx(value, abs=6e-4)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (2, 1), (1, 5)])
def test_beta_quantiles_agree_with_their_closed_forms(a: int, b: int) -> None:
    closed = 0.3 ** (1 / a) if b == 1 else 1 - 0.7 ** (1 / b)
    assert distributions.beta_quantile(0.3, a, b) == pytest.approx(closed, abs=1e-9)
