"""Rates of contact and minutes: sampled to the start values, inside of bounds, and one act back."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pullahead.pull import contact_rates, ranking
from pullahead.pull.contact_rates import (
    HAZARD,
    START,
    Rates,
    UnreadableRates,
    rates_in,
    read,
    written,
)
from pullahead.pull.rules import Lane
from pullahead.pull.tests.factories import ALWAYS, NOON, worth
from pullahead.scoring.contact_rates import ENOUGH, ENOUGH_FOR_HOURS, Work, measure, moves


def claims(count: int, reached: int, of_round: int = 1, **facts: float | None) -> list[Work]:
    """So many claims of a round, of which so many reached somebody."""
    minutes, hour = facts.get("minutes"), facts.get("hour")
    at = None if hour is None else int(hour)
    return [Work(of_round, n < reached, minutes, at) for n in range(count)]


def test_too_few_claims_say_nothing() -> None:
    assert measure(claims(ENOUGH - 1, 10)) is None
    assert measure(claims(ENOUGH, 84)) is not None


def test_few_claims_move_little_and_many_are_believed() -> None:
    few, many = measure(claims(200, 20)), measure(claims(20_000, 2_000))
    assert few is not None
    assert many is not None
    assert 0.10 < few.rates.contact[0] < 0.16 < START.contact[0]
    assert many.rates.contact[0] == pytest.approx(0.10, abs=0.001)
    # nobody tried a later round: the start values' hazard, at the level of this organisation
    for k, by in enumerate(HAZARD):
        assert many.rates.contact[k] == pytest.approx(0.10 * by, abs=0.002)
    assert (many.tried[0], many.reached[0], many.claims) == (20_000, 2_000, 20_000)


def test_a_round_that_was_worked_often_has_its_own_rate() -> None:
    found = measure([*claims(5_000, 2_100), *claims(5_000, 2_500, 3), *claims(50, 25, 9)])
    assert found is not None
    assert found.rates.contact[2] == pytest.approx(0.5, abs=0.005)
    assert found.rates.contact[2] > found.rates.contact[0], "it need not fall"
    assert found.tried == (5_000, 0, 5_000, 0, 0, 50), "later rounds count as the last"


@pytest.mark.parametrize(("reached", "minutes"), [(0, 0.0), (1_000, 1e9)])
def test_nothing_is_measured_outside_of_its_bounds(reached: int, minutes: float) -> None:
    found = measure(claims(1_000_000 // 100, reached * 10, minutes=minutes))
    assert found is not None
    low, high = contact_rates.CONTACT_BOUNDS
    assert all(low <= q <= high for q in found.rates.contact)
    assert contact_rates.TALK_BOUNDS[0] <= found.rates.talk <= contact_rates.TALK_BOUNDS[1]
    assert (
        contact_rates.NO_ANSWER_BOUNDS[0]
        <= found.rates.no_answer
        <= contact_rates.NO_ANSWER_BOUNDS[1]
    )
    assert read(written(found.rates)) == found.rates
    assert all(math.isfinite(contact_rates.minutes(k, found.rates)) for k in range(1, 9))


def test_minutes_are_of_those_whose_end_is_known() -> None:
    talks = [Work(1, True, 10.0)] * 950
    found = measure([*talks, *claims(500, 0, minutes=1.0), *claims(500, 500)])
    assert found is not None
    assert (found.talks, found.silences) == (950, 500)
    assert found.rates.talk == pytest.approx((9_500 + 50 * 6.3) / 1_000)
    assert found.rates.no_answer == pytest.approx((500 + 50 * 1.5) / 550)


def test_the_hour_is_told_from_a_thousand_claims_on_and_never_far_from_1() -> None:
    assert ENOUGH_FOR_HOURS == 1_000
    few = measure(claims(999, 400, hour=10))
    assert few is not None
    assert few.rates.hours == ()
    found = measure([*claims(3_000, 1_800, hour=10), *claims(3_000, 600, hour=15)])
    assert found is not None
    hours = found.rates.hours
    assert (hours[10], hours[15]) == contact_rates.HOUR_BOUNDS[::-1]
    assert 0.9 < hours[3] < 1.1, "nobody was ever called at 3"
    alike = measure([*claims(3_000, 1_260, hour=9), *claims(3_000, 1_260, hour=16)])
    assert alike is not None
    assert all(m == pytest.approx(1, abs=0.02) for m in alike.rates.hours)


def test_what_would_move_no_lead_is_not_put_in_use() -> None:
    alike = measure(claims(4_200, 1_764, minutes=None))
    other = measure(claims(4_200, 420))
    assert alike is not None
    assert other is not None
    assert not moves(alike.rates, START)
    assert moves(other.rates, START)
    assert not moves(other.rates, other.rates)


def test_measured_rates_are_a_term_of_the_key_and_the_hour_one_of_the_lane() -> None:
    mine = Rates(tuple(0.5 * q for q in START.contact), 10.0, 1.0, tuple([0.8] * 12 + [1.2] * 12))
    of, measured = worth(100.0), replace(worth(100.0), rates=mine)
    for k in (1, 3, 6, 9):
        apart = ranking.key(measured, round=k) - ranking.key(of, round=k)
        ours, before = (
            contact_rates.contact_chance(k, r) / contact_rates.minutes(k, r) for r in (mine, START)
        )
        assert apart == pytest.approx(math.log(ours / before))
    at = datetime(2026, 5, 5, 17, tzinfo=UTC)  # 12:00 in Chicago, 10:00 in Los Angeles
    zones = ("America/Chicago", "America/Los_Angeles")
    assert [contact_rates.hour_factor(mine, z, at) for z in (zones[:1], zones[1:], zones, ())] == [
        1.2,
        0.8,
        1.0,
        1.0,
    ]
    assert contact_rates.hour_factor(START, zones, at) == 1
    lane = Lane(ALWAYS, 24.0)
    apart = ranking.offset(lane, now=NOON, hour=1.2) - ranking.offset(lane, now=NOON)
    assert apart == pytest.approx(math.log(1.2))
    slow, fast = (
        ranking.estimate_wait(ready=99, agents=3, rates=mine),
        ranking.estimate_wait(ready=99, agents=3),
    )
    assert slow != fast
    assert slow > timedelta()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no",
        "[]",
        "{}",
        written(START).replace("6.3", "NaN"),
        written(START).replace("6.3", "1e9"),
        written(START).replace("6.3", "true"),
        written(START).replace("0.42", "0.0"),
        written(START).replace("0.42, ", ""),
        written(START).replace("[]", "[1.0]"),
    ],
)
def test_what_is_no_rates_is_not_read_and_stops_nobody(text: str) -> None:
    with pytest.raises(UnreadableRates):
        read(text)
    assert rates_in(text) == rates_in(None) == START
