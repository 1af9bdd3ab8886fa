"""Analysis of experiments: effect by block, power, and the interval's coverage."""

from __future__ import annotations

import pytest

from bench.switchback import FLOORS, answer, covered, run
from pullahead.lab.switchback import (
    BlockFacts,
    detectable,
    effect,
    pairs_for,
    spread_of,
    t_quantile,
)


def square(pair: int, day: float, gain: float) -> list[BlockFacts]:
    """Return four blocks of two days; the second day is better by `day`."""
    rates = (("a", 2.0), ("b", 3.0 + gain), ("b", 2.0 + day + gain), ("a", 3.0 + day))
    return [BlockFacts(pair, order, rate * 4, 4.0) for order, rate in rates]


def test_days_and_halves_cancel_and_the_interval_is_that_of_the_pairs() -> None:
    gains = (0.4, 0.6, 0.5, 0.9, 0.1)
    blocks = [one for n, gain in enumerate(gains) for one in square(n, n * 7.0, gain)]
    found = effect(blocks, usual="a", other="b")
    assert found is not None
    assert found.difference == pytest.approx(0.5)
    assert found.half == pytest.approx(2.1318 * 0.29155 / 5**0.5, rel=1e-3)  # t(4), sd of gains
    assert (found.pairs, found.dropped, found.settled) == (5, 0, True)


def test_a_pair_without_work_is_dropped_and_too_few_pairs_have_no_effect() -> None:
    blocks = [one for n in range(5) for one in square(n, 0, 0.1 * n)]
    blocks[0] = BlockFacts(0, "a", 0, 0)
    found = effect(blocks, usual="a", other="b")
    assert found is not None
    assert (found.pairs, found.dropped) == (4, 1)
    assert effect(blocks[:-1], usual="a", other="b") is None  # the last pair is not whole


@pytest.mark.parametrize(
    ("share", "freedom", "known"), [(0.95, 3, 2.353), (0.95, 9, 1.833), (0.8, 9, 0.883)]
)
def test_quantiles_of_t_are_those_of_the_tables(share: float, freedom: int, known: float) -> None:
    assert t_quantile(share, freedom) == pytest.approx(known, abs=0.003)


def test_more_pairs_find_a_smaller_effect() -> None:
    needed = pairs_for(1.0, 0.5)
    assert needed is not None
    assert detectable(1.0, needed) <= 0.5 < detectable(1.0, needed - 1)
    assert pairs_for(1.0, 0.001) is None
    assert spread_of([1, 2, 2, 4] * 4) == pytest.approx(0.5)  # (1 + 4 - 2 - 2) / 2
    assert spread_of([1.0] * 12) is None


@pytest.mark.slow
def test_the_interval_covers_a_known_answer_although_leads_interfere() -> None:
    """Repeat a small part of `python -m bench.switchback`, which has 500 runs."""
    truth, _ = answer(300, 99, 90)
    ends = [run(seed, 4, 90) for seed in range(40)]
    assert 0.8 <= covered(ends, truth) <= 0.98


@pytest.mark.lab
@pytest.mark.parametrize("name", [name for name in FLOORS if name != "usual"])
def test_the_interval_covers_a_known_answer_on_floors_that_the_design_was_not_made_on(
    name: str,
) -> None:
    truth, _ = answer(1_500, 99, 90, FLOORS[name])
    ends = [run(seed, 6, 90, FLOORS[name]) for seed in range(100)]
    assert 0.8 <= covered(ends, truth) <= 0.98
