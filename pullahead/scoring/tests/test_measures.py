"""The figures of a back-test, against cases that a person can count."""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.scoring.backtest import recalibrated, roll
from pullahead.scoring.measures import auc, figures
from pullahead.scoring.rules import in_bounds
from pullahead.scoring.training_rows import (
    START_CURVE,
    TrainingHistory,
    TrainingTable,
    curve_of,
    ripeness,
)


def test_figures_that_can_be_counted_by_hand() -> None:
    found = figures([0.9, 0.4, 0.6, 0.1], [1.0, 1.0, 0.0, 0.0], block=2)
    assert found.rows == 4
    assert found.successes == 2
    assert found.log_loss == pytest.approx(-math.log(0.9 * 0.4 * 0.4 * 0.9) / 4)
    assert found.auc == 0.75
    assert found.within is None  # no block has both
    assert found.alift == pytest.approx(0.5 / 2 + 0.5 * 0.75)
    assert found.at_half == 0.5
    assert found.ratio == 1.0
    assert figures([0.9, 0.4, 0.6, 0.1], [1.0, 0.0, 1.0, 0.0], block=2).within == 1.0
    nothing = figures([], [])
    assert (nothing.auc, nothing.ratio, nothing.log_loss) == (None, None, 0.0)


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans()), max_size=30))
def test_the_area_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[float, bool]]) -> None:
    won, lost = [p for p, y in rows if y], [p for p, y in rows if not y]
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a, b in product(won, lost)]
    found = auc([(p, float(y), 1.0) for p, y in rows])
    assert found == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)


def test_a_young_lead_is_not_a_loss() -> None:
    assert [ripeness(d) for d in (-1, 0, 7, 30, 90, 400)] == [0.0, 0.0, 0.3, 0.65, 0.82, 1.0]
    assert curve_of([1.0] * 49) == START_CURVE
    assert ripeness(50, curve_of([float(d) for d in range(101)])) == 0.5
    leads = TrainingHistory(
        {"source": ["a"] * 3}, [1.0, 0.0, 0.0], [0.0, 0.0, 93.0], [200.0, 50.0, None]
    )
    now = leads.as_of(0, 3, 100.0)
    assert now.outcomes == [0.0, 0.0, 0.0]  # the win of day 200 is not known yet
    assert now.weights == [pytest.approx(ripeness(100.0)), 1.0, pytest.approx(0.3)]


def test_no_step_of_a_back_test_knows_the_future() -> None:
    def nosy(known: TrainingTable):  # type: ignore[no-untyped-def]
        seen.append((len(known), sum(known.outcomes)))
        return lambda columns, rows: [0.5] * rows

    seen: list[tuple[int, float]] = []
    n = 40
    leads = TrainingHistory(
        {"x": ["a"] * n}, [1.0] * n, [float(i) for i in range(n)], [float(i + 5) for i in range(n)]
    )
    rolled = roll(leads, start=10, step=10, window=15, learner=nosy)
    assert seen == [(10, 6.0), (15, 11.0), (15, 11.0)]
    assert len(rolled.chances) == 30


def test_a_calibration_learns_from_the_steps_before_only() -> None:
    n = 4_000
    leads = TrainingHistory(
        {"x": ["a"] * n},
        [float(i % 10 == 0) for i in range(n)],
        [float(i) for i in range(n)],
        [float(i) for i in range(n)],
    )
    wrong = roll(leads, start=0, step=500, learner=lambda _: lambda columns, rows: [0.4] * rows)
    assert not in_bounds(wrong.figures().ratio)
    better = recalibrated(wrong)
    assert better.chances[:500] == wrong.chances[:500]
    assert in_bounds(figures(better.chances[500:], better.outcomes[500:]).ratio)
