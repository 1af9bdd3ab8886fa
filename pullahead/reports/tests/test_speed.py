"""Worked examples of the measures of speed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pullahead.reports import speed
from pullahead.reports.measures import survival

FRIDAY = datetime(2026, 5, 8, tzinfo=UTC)

# Weeks in remission under 6-MP, and weeks of those still in remission: Freireich et al., Blood 21
# (1963), 699-716. The estimate is printed by Kleinbaum and Klein, Survival Analysis, chapter 2.
RELAPSED = [6.0, 6, 6, 7, 10, 13, 16, 22, 23]
CENSORED = [6.0, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PUBLISHED = [
    (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538), (23, 0.448),
]  # fmt: skip


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment, in days after that Friday."""
    return FRIDAY + timedelta(days=day, hours=hour, minutes=minute)


def test_the_estimate_of_waits_is_the_published_one_of_the_remission_data() -> None:
    got = survival(RELAPSED, CENSORED, 0)
    assert [(week, round(left, 3)) for week, left in got] == PUBLISHED


def test_the_worked_example_of_waits() -> None:
    curve = survival([1, 3, 6, 9, 30], [4, 20, 45], 0)
    assert [round(left, 3) for _, left in curve] == [0.875, 0.75, 0.6, 0.45, 0.225]


def test_a_wait_over_night_on_three_clocks() -> None:
    wait = at(0, 20, 30), at(1, 8, 10)
    hours = [(at(day, 8), at(day, 21)) for day in (0, 1)]
    shifts = [(at(day, 9), at(day, 18)) for day in (0, 1)]
    minutes = [
        speed.clock_seconds(wait) / 60,
        speed.clock_seconds(wait, hours) / 60,
        speed.clock_seconds(wait, hours, shifts) / 60,
    ]
    assert minutes == [700, 40, 0]


def test_takt_and_pace() -> None:
    assert speed.takt(240, 160) == 1.5
    assert speed.pace(6, 5) == 1.2
    assert speed.takt(240, 0) is speed.pace(None, 5) is speed.pace(6, 0) is None


def test_the_median_is_a_value_that_occurred() -> None:
    values = [10.0, 20, 30, 40]
    assert (speed.quantile(values, 0.5), speed.quantile(values, 0.9)) == (20, 40)
    assert speed.quantile([float(n) for n in range(1, 11)], 0.9) == 9
    assert speed.spread([]) == speed.Spread(0, None, None, None)
    groups = [speed.spread(values[:3]), speed.spread(values[3:]), speed.spread([])]
    assert speed.spread_of_all(values, groups) == speed.spread(values)


def test_handle_time_leaves_an_interruption_out() -> None:
    paused = [(at(0, 10, 2), at(0, 10, 6))]
    assert speed.handle_seconds(at(0, 10), at(0, 10, 10), paused) == 6 * 60


@pytest.mark.parametrize(
    ("leads", "expected"),
    [([(6, 7), (3, 3), (2, 6)], (2, 3)), ([], (0, 0))],
)
def test_persistence_counts_six_attempts_or_the_whole_plan(
    leads: list[tuple[int, int]], expected: tuple[int, int]
) -> None:
    assert speed.persistence(leads) == expected


def test_tempo_has_three_rates_or_none() -> None:
    assert speed.tempo(settled=30, contacts=12, wins=3, hours=6) == speed.TempoRate(5, 2, 0.5)
    assert speed.tempo(settled=30, contacts=12, wins=3, hours=0).settled is None
    assert speed.occupancy(handle=40, wrap_up=10, available=50) == 0.5
    assert speed.empty_pulls({"nothing": 1}, 4) == {"nothing": 0.25}
