"""Alerts of sources, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pullahead.reports.alerts import (
    BadNumbers,
    expected_arrivals,
    is_over_bought,
    is_silent,
    more_bad_numbers,
)

FRIDAY = date(2026, 5, 1)


def delivered(a_day: int, *, weekend: bool) -> dict[date, int]:
    days = [FRIDAY - timedelta(days=n) for n in range(28)]
    return {day: a_day for day in days if weekend or day.weekday() < 5}


def test_a_source_that_rests_on_weekends_is_not_silent_on_monday() -> None:
    by_day = delivered(20, weekend=False)
    assert expected_arrivals(by_day, FRIDAY, date(2026, 5, 4)) == 0
    assert not is_silent(by_day, FRIDAY, date(2026, 5, 4))


def test_a_regular_source_is_silent_after_the_days_that_miss_seven_leads() -> None:
    by_day = delivered(2, weekend=True)
    assert expected_arrivals(by_day, FRIDAY, FRIDAY + timedelta(days=4)) == 6
    assert not is_silent(by_day, FRIDAY, FRIDAY + timedelta(days=4))
    assert is_silent(by_day, FRIDAY, FRIDAY + timedelta(days=5))


def test_a_file_that_came_once_makes_no_source_silent_the_next_day() -> None:
    assert not is_silent({FRIDAY: 500}, FRIDAY, FRIDAY + timedelta(days=3))


@pytest.mark.parametrize(
    ("now", "before", "alarm"),
    [
        ((4, 5), (2, 33), True),
        ((9, 20), (10, 100), True),
        ((3, 20), (10, 100), False),
        ((1, 1), (0, 5), False),
        ((0, 20), (10, 100), False),
        ((5, 5), (0, 0), False),
        ((0, 0), (5, 50), False),
        ((500, 1000), (400, 1000), True),
    ],
)
def test_bad_numbers_alarm_beyond_chance(
    now: tuple[int, int], before: tuple[int, int], alarm: bool
) -> None:
    assert more_bad_numbers(BadNumbers(*now), BadNumbers(*before)) is alarm


@pytest.mark.parametrize(
    ("load", "untried", "leads", "alarm"),
    [
        (1.2, 40, 100, True),
        (1.0, 40, 100, False),
        (None, 40, 100, False),
        (1.2, 22, 100, False),
        (1.2, 2, 3, True),
        (1.2, 1, 3, False),
        (1.2, 0, 0, False),
    ],
)
def test_over_bought_needs_a_full_floor_and_leads_that_rot(
    load: float | None, untried: int, leads: int, alarm: bool
) -> None:
    assert is_over_bought(load, untried, leads) is alarm
