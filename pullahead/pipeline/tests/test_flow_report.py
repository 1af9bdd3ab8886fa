"""Efficiency, rework, aging, forecast: golden figures, and the forecast by another route."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from pullahead.pipeline.flow_report import (
    FlowBlock,
    FlowMove,
    FlowSpan,
    aging_bands,
    forecast,
    shares,
    working_times,
)
from pullahead.team.calendar import Calendar

UTC_OFFICE = Calendar("UTC")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def move(hours: float, kind: str, position: int | None, half: str = "doing") -> FlowMove:
    return FlowMove("a", MONDAY + hours * HOUR, kind, position, half)


def test_efficiency_counts_working_hours_at_work_and_unblocked() -> None:
    moves = [move(0, "pull", 0), move(2, "wait", 0, "waiting"), move(5, "resume", 0)]
    moves += [move(24, "lose", 0)]  # Tuesday at 9
    block = FlowBlock("a", MONDAY + 6 * HOUR, MONDAY + 7 * HOUR)
    times = working_times(moves, [block], MONDAY, MONDAY + DAY)
    assert [(b - a) / HOUR for a, b in times] == [2, 1, 17]
    span = FlowSpan("a", "A", MONDAY, MONDAY + DAY, "lost", 0, True)
    found = shares(moves, [span], [block], since=MONDAY, late_from=3, calendar=UTC_OFFICE)
    assert found.efficient == pytest.approx(5 / 9)  # 2 + 1 + 2 of the 9 hours of Monday
    assert found.efficiency_of == 1


def test_moves_back_and_late_discards_are_counted_with_their_denominators() -> None:
    moves = [move(0, "pull", 0), move(1, "pull", 3), move(2, "back", 1), move(3, "pull", 3)]
    moves += [move(4, "discard", 3), FlowMove("b", MONDAY, "remap", 2, "doing")]
    moves += [FlowMove("c", MONDAY, "pull", 2, "doing", live=False)]
    found = shares(moves, [], [], since=MONDAY, late_from=3, calendar=UTC_OFFICE)
    assert (found.moves, found.back, found.discards, found.late_discards) == (4, 1, 1, 1)
    assert found.efficient is None


def test_bands_of_ages_need_twenty_deals() -> None:
    spans, moves = [], []
    for n in range(20):
        spans.append(FlowSpan(str(n), "", MONDAY, MONDAY + n * DAY, "won", 0, True))
        moves.append(FlowMove(str(n), MONDAY, "pull", 0, "doing"))
        moves.append(FlowMove(str(n), MONDAY + n * DAY, "win", 0, "doing"))
    assert aging_bands(moves, spans, 1, UTC_OFFICE) == {0: (10, 14, 17)}
    assert aging_bands(moves, spans[:-1], 1, UTC_OFFICE) == {}


def test_a_forecast_is_that_of_all_combinations_of_past_days() -> None:
    today = date(2026, 3, 2)
    counts = Counter({today - n * DAY: (n * 7) % 3 for n in range(1, 85)})
    finishes = list(counts.elements())
    found = forecast(finishes, today, days=3, number=2)
    assert found is not None
    ahead = [today + n * DAY for n in (1, 2, 3)]
    days = [today - n * DAY for n in range(1, 85)]
    past = [[counts[day] for day in days if day.weekday() == a.weekday()] for a in ahead]
    sums = [sum(combination) for combination in product(*past)]
    for percent, most in found.at_least.items():
        reached = [n for n in range(10) if sum(s >= n for s in sums) >= percent / 100 * len(sums)]
        assert most == max(reached)
    first = next(
        day
        for day, n in zip(ahead, (1, 2, 3), strict=True)
        if sum(sum(c) >= 2 for c in product(*past[:n])) * 2 >= len(list(product(*past[:n])))
    )
    assert found.day_for[50] == first


def test_a_forecast_is_refused_below_twenty_finishes() -> None:
    today = date(2026, 3, 2)
    assert forecast([today - DAY] * 19, today, days=7, number=1) is None
    assert forecast([today] * 30, today, days=7, number=1) is None  # today is not over
    assert forecast([today - DAY] * 20, today, days=7, number=10_000) is not None
