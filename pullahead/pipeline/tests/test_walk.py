"""Figures of the bottleneck walk on a small history, by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pullahead.pipeline.walk import (
    LostDays,
    StageFlow,
    WalkMove,
    bottleneck,
    lost_by_cause,
    stage_flows,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
ONE, TWO = 1, 2


def move(
    deal: str,
    day: float,
    stage: int | None,
    half: str = "doing",
    *,
    closed: bool = False,
    signal: bool = False,
) -> WalkMove:
    return WalkMove(deal, START + day * DAY, stage, half, ONE, closed, signal)


HISTORY = [
    # ready for 2 days, One at work 3 days and done 4, Two waiting 5 days, closed
    move("a", 0, None, "done"),
    move("a", 2, ONE),
    move("a", 5, ONE, "done"),
    move("a", 9, TWO, "doing", signal=True),
    move("a", 10, TWO, "waiting"),
    move("a", 15, TWO, "waiting", closed=True),
    # One since day 4, still there
    move("b", 4, ONE),
]


def flows(start: float = 0, end: float = 20, now: float = 20) -> dict[int, StageFlow]:
    return stage_flows(
        HISTORY, [ONE, TWO], start=START + start * DAY, end=START + end * DAY, now=START + now * DAY
    )


def test_the_figures_of_a_stage_are_those_counted_by_hand() -> None:
    found = flows()
    one, two = found[ONE], found[TWO]
    assert (one.arrivals, one.departures, one.p85_days) == (2, 1, 8)
    assert (two.arrivals, two.departures, two.p85_days) == (1, 1, 7)
    assert one.item_days == pytest.approx(7 + 16)
    assert one.waiting_before == pytest.approx(2)
    assert two.item_days == pytest.approx(6)
    assert two.waiting_before == pytest.approx(4)
    assert (one.on_them, two.on_them) == (0, 83)
    assert (one.pulled, two.pulled) == (0, 100)


def test_only_the_window_counts() -> None:
    one = flows(start=6, end=12)[ONE]
    assert (one.arrivals, one.departures) == (0, 1)
    assert one.item_days == pytest.approx(3 + 6)


def test_an_empty_window_has_no_shares() -> None:
    one = flows(start=30, end=40, now=20)[ONE]
    assert (one.arrivals, one.on_them, one.pulled, one.p85_days, one.load) == (
        0,
        None,
        None,
        None,
        None,
    )


def flow(item_days: float, before: float, departures: int) -> StageFlow:
    return StageFlow(0, departures, None, None, None, item_days, before)


def test_the_bottleneck_has_the_most_days_for_each_departure() -> None:
    assert bottleneck({1: flow(50, 0, 5), 2: flow(20, 40, 5), 3: flow(900, 0, 4)}, [1, 2, 3]) == 2


def test_of_equal_stages_the_nearest_to_the_close_is_the_bottleneck() -> None:
    assert bottleneck({1: flow(50, 0, 5), 2: flow(25, 25, 5)}, [1, 2]) == 2
    assert bottleneck({1: flow(50, 0, 4)}, [1]) is None


def test_blocked_days_are_summed_by_cause_within_the_window() -> None:
    lost = [
        LostDays(ONE, "budget_moved", START - 5 * DAY, START + 2 * DAY),
        LostDays(ONE, "wrong_person", START + DAY, START + 9 * DAY),
        LostDays(ONE, "budget_moved", START + 4 * DAY, START + 5 * DAY),
        LostDays(TWO, "wrong_person", START - 9 * DAY, START - 8 * DAY),
    ]
    found = lost_by_cause(lost, start=START, end=START + 20 * DAY)
    assert found == {ONE: [("wrong_person", 8.0), ("budget_moved", 3.0)]}
