"""Capacity and waits, worked out by hand: the examples of the measures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from pullahead.reports import capacity
from pullahead.reports.capacity import FloorQueue, WorkedLead

CONTACT = tuple(0.30 * by for by in (1, 0.92, 0.79, 0.58, 0.43, 0.40))
MINUTES = capacity.round_minutes(CONTACT, talk=6.3, no_answer=1.5)
START = [(1 - q, d) for q, d in zip((0.0, *CONTACT), MINUTES, strict=False)]
MONDAY = date(2026, 5, 4)


def test_the_example_of_the_measures() -> None:
    work = capacity.work_minutes(capacity.open_before(CONTACT), MINUTES)
    assert work == pytest.approx(8.41, abs=5e-3)
    assert int(capacity.workable(8 * 420, 0.85, work)) == 339


@pytest.mark.parametrize(("people", "wait"), [(3, 24), (8, 8), (50, 1)])
def test_erlang_c(people: int, wait: int) -> None:
    queue = FloorQueue(people, 4.0, 0.95)
    assert round(queue.mean_wait) == wait
    assert queue.mean_of(lambda minutes: minutes, steps=20_000) == pytest.approx(
        queue.mean_wait, rel=1e-3
    )


def test_work_is_measured_with_open_leads_and_begins_with_the_start_values() -> None:
    assert capacity.measured_work([], START) == pytest.approx(8.41, abs=5e-3)
    rng, leads = Random(5), []
    for n in range(6_000):
        minutes: list[float] = []
        reached = False
        for q in CONTACT[: 6 if n % 2 else rng.randint(1, 6)]:
            reached = rng.random() < q
            minutes.append(6.3 if reached else 1.5)
            if reached:
                break
        leads.append(WorkedLead(tuple(minutes), closed=reached or len(minutes) == 6))
    assert capacity.measured_work(leads, START) == pytest.approx(8.41, rel=0.02)


def test_attainable_occupancy_needs_forty_busy_quarters() -> None:
    assert capacity.attainable([0.5] * 39) == 0.85
    assert capacity.attainable([0.5] * 20 + [0.9] * 21) == 0.9


def test_spans_of_one_person_are_joined_over_short_gaps_and_cut_by_the_hour() -> None:
    at = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    minute = timedelta(minutes=1)
    spans = [(at, at + 5 * minute), (at + 40 * minute, at + 45 * minute), (at + 300 * minute,) * 2]
    found = capacity.merged(spans, timedelta(hours=1))
    assert found == ((at, at + 45 * minute), spans[2])
    by_hour = capacity.by_slot(found, lambda one: one.replace(minute=0))
    assert list(by_hour.values()) == [30, 15]


def test_a_forecast_is_the_median_of_the_weekday() -> None:
    by_day = {MONDAY - timedelta(weeks=n): float(n * 10) for n in range(1, 7)}
    got = capacity.forecast(by_day, MONDAY + timedelta(weeks=1), MONDAY)
    assert (got.low, got.middle, got.high) == (10, 35, 60)
    young = capacity.forecast({MONDAY - timedelta(days=7): 8.0}, MONDAY, MONDAY)
    assert young.middle == 8.0
    assert capacity.forecast({}, MONDAY, MONDAY).high == 0.0


@pytest.mark.parametrize(
    ("loads", "alarm"),
    [
        ([0.96, 0.97], True),
        ([0.97, 0.9], False),
        ([0.9, 0.97], False),
        ([0.99], False),
        ([None, 0.99], False),
    ],
)
def test_the_alarm_needs_two_days(loads: list[float | None], alarm: bool) -> None:
    assert capacity.is_over_bought(loads) is alarm
