"""Worked examples of the measures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pullahead.reports import measures
from pullahead.reports.measures import wait_estimates

MINUTE = 60.0
ENDED = [1, 3, 6, 9, 30]
OPEN = [4, 20, 45]


def waits(never: int = 0) -> measures.WaitEstimates:
    return wait_estimates(
        [one * MINUTE for one in ENDED], open=[one * MINUTE for one in OPEN], never=never
    )


def test_open_waits_are_censored_and_not_left_out() -> None:
    got = waits()

    assert got.n == 8
    assert got.median == 9 * MINUTE
    assert (got.p90, got.longest) == (None, 45 * MINUTE)
    assert got.in_time == pytest.approx(0.25)


def test_a_lead_closed_untried_waits_for_ever() -> None:
    got = waits(never=2)

    assert (got.n, got.never) == (10, 2)
    assert got.median == 30 * MINUTE
    assert got.in_time == pytest.approx(0.20)


def test_no_wait_has_no_estimate() -> None:
    got = wait_estimates([])
    assert (got.n, got.median, got.p90, got.longest, got.in_time) == (0, None, None, None, None)


def test_leads_that_all_wait_for_ever_have_no_median() -> None:
    got = wait_estimates([], never=3)
    assert (got.median, got.in_time) == (None, 0.0)


def test_equal_waits_end_at_once() -> None:
    assert wait_estimates([60.0] * 4).median == 60.0


def test_cost_each_is_unknown_without_a_count() -> None:
    cost = measures.cost_of(spend=Decimal(900), priced=Decimal(120), credits=Decimal(20))

    assert cost == Decimal(1000)
    assert measures.cost_each(cost, 3) == Decimal("333.33")
    assert measures.cost_each(cost, 0) is None
    assert measures.cost_each(None, 3) is None


def test_the_returns_on_investment() -> None:
    assert measures.roas(Decimal(3000), Decimal(1000)) == 3
    assert measures.roi(Decimal(3000) * Decimal("0.4"), Decimal(1000)) == Decimal("0.2")
    assert measures.roi(Decimal(0), Decimal(1000)) == -1
    assert measures.roas(Decimal(3000), Decimal(0)) is None
    assert measures.roi(Decimal(3000), None) is None


def test_a_share_has_its_interval() -> None:
    low, high = measures.interval(3, 40) or (0.0, 0.0)
    assert 0.02 < low < 3 / 40 < high < 0.18
    assert measures.interval(0, 0) is None
    assert (measures.interval(0, 5) or (1.0,))[0] == 0.0
