"""Measures of flow: golden figures, and each recomputed by another route."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from pullahead.pipeline.measures import (
    DealMoved,
    StageEntry,
    cumulative_flow,
    figures,
    percentile,
    wip_by_day,
)

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def entry(case: str, stage: str, days: float) -> StageEntry:
    return StageEntry(case, stage, START + days * DAY)


@pytest.mark.parametrize(
    ("percent", "expected"), [(50, 5), (85, 9), (95, 10), (100, 10), (1, 1), (10, 1), (11, 2)]
)
def test_a_percentile_is_by_nearest_rank(percent: int, expected: int) -> None:
    assert percentile(list(range(10, 0, -1)), percent) == expected
    assert percentile([], percent) is None


def test_golden_figures_of_three_cases() -> None:
    found = figures(
        [
            entry("a", "One", 0),
            entry("a", "Two", 1),
            entry("a", "One", 2),  # back
            entry("a", "Two", 4),  # back again
            entry("b", "One", 1),
            entry("b", "One", 2),  # no move
            entry("b", "Two", 2),
            entry("c", "One", 0),
        ],
        "UTC",
    )
    assert found.finished == 3
    cycle, wip = found.cycle_days, found.wip
    assert cycle is not None
    assert wip is not None
    assert (cycle.p50, cycle.p85, cycle.p95, cycle.max) == (2, 5, 5, 5)
    assert cycle.mean == pytest.approx(8 / 3)
    assert (found.moves, found.back) == (4, 2)
    # ends of days 0 to 4: a; a and b; a; a; none
    assert (wip.mean, wip.max) == (1.0, 2)
    assert found.throughput == pytest.approx(3 / 5)


def test_the_day_is_that_of_the_zone() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    rows = [StageEntry("a", "One", late), StageEntry("a", "Two", late + timedelta(hours=1))]
    utc, berlin = figures(rows, "UTC").cycle_days, figures(rows, "Europe/Berlin").cycle_days
    assert utc is not None
    assert berlin is not None
    assert (utc.max, berlin.max) == (2, 1)


def test_rows_in_any_order_give_equal_figures() -> None:
    dice = Random(1)
    rows = [entry(str(n % 9), dice.choice("ABC"), dice.randrange(60)) for n in range(80)]
    shuffled = sorted(rows, key=lambda one: (one.at, one.case, one.stage))
    assert figures(shuffled, "UTC").cycle_days == figures(rows, "UTC").cycle_days
    assert figures(shuffled, "UTC").wip == figures(rows, "UTC").wip


@pytest.mark.parametrize("seed", range(20))
def test_littles_law_holds_exactly(seed: int) -> None:
    dice = Random(seed)
    rows = [
        entry(str(n), "One", at)
        for n in range(dice.randrange(1, 60))
        for start in (dice.uniform(0, 90),)
        for at in (start, start + dice.uniform(0, 40))
    ]
    found = figures(rows, "UTC")
    assert found.wip is not None
    assert found.cycle_days is not None
    expected = found.throughput * (found.cycle_days.mean - 1)
    assert found.wip.mean == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(10))
def test_wip_is_that_of_counting_each_day(seed: int) -> None:
    dice = Random(seed)
    first = date(2026, 1, 1)
    spans = [
        (first + a * DAY, first + (a + b) * DAY)
        for _ in range(30)
        for a, b in ((dice.randrange(50), dice.randrange(20)),)
    ]
    for day, open_cases in wip_by_day(spans).items():
        assert open_cases == sum(start <= day < finish for start, finish in spans)


def test_no_rows_give_no_figures() -> None:
    found = figures([], "UTC")
    assert (found.finished, found.cycle_days, found.wip, found.throughput) == (0, None, None, 0.0)


@pytest.mark.parametrize("seed", range(20))
def test_cumulative_flow_never_falls_and_loses_no_finish(seed: int) -> None:
    dice, rows, closed = Random(seed), [], 0
    for number in range(30):
        at, position = START + dice.uniform(0, 30) * DAY, 0
        rows.append(DealMoved(str(number), at, "pull", 0, "doing"))
        for _ in range(dice.randrange(6)):
            at += dice.uniform(0, 6) * DAY
            position = max(0, min(3, position + dice.choice((1, 1, -1))))
            rows.append(DealMoved(str(number), at, "pull", position, "doing"))
        if dice.random() < 0.5:
            closed += 1
            rows.append(DealMoved(str(number), at + DAY, "lose", position, "doing"))
    lines = list(cumulative_flow(rows, 3, "UTC").values())
    for before, after in pairwise(lines):
        assert all(late >= early for early, late in zip(before, after, strict=True))
    for one in lines:
        assert list(one) == sorted(one, reverse=True)
    assert lines[-1][0] == 30
    assert lines[-1][3] >= closed


def test_a_step_back_takes_a_deal_out_of_the_nearer_lines_from_the_start() -> None:
    rows = [
        DealMoved("a", START, "pull", 1, "doing"),
        DealMoved("a", START + DAY, "back", 0, "doing"),
        DealMoved("a", START + 3 * DAY, "pull", 1, "doing"),
    ]
    found = cumulative_flow(rows, 1, "UTC")
    assert [one[1] for one in found.values()] == [0, 0, 0, 1]
