"""Worked examples of standing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pullahead.reports.standing import (
    StandingInputs,
    StandingPart,
    every_nth,
    part_of,
    shrunk,
    standing,
    weight,
)

FLOOR = {"worked": 0.9, "callbacks": 0.8, "quick": 0.5}
PERSON = StandingInputs(worked=StandingPart(80, 80), callbacks=StandingPart(20, 20))


def test_events_weigh_less_with_age() -> None:
    assert (weight(0), weight(10), weight(20), weight(29)) == (1, 0.5, 0.25, 0)
    assert part_of([(True, 0), (False, 10)]) == StandingPart(1, 1.5, good_n=1, n=2)


def test_a_share_is_drawn_to_the_floor() -> None:
    assert shrunk(StandingPart(0, 0), 0.9) == 0.9
    assert shrunk(StandingPart(20, 20), 0.5) == 0.75


def test_parts_that_cannot_be_judged_give_their_weight_to_the_others() -> None:
    # worked (80 + 18) / 100 = .98, callbacks (20 + 16) / 40 = .9
    assert standing(PERSON, FLOOR) == pytest.approx(100 * (0.35 * 0.98 + 0.25 * 0.9) / 0.6)
    few = replace(PERSON, ratio=0.2, expected=19.9)
    assert standing(few, FLOOR) == standing(PERSON, FLOOR)
    all_four = replace(PERSON, quick=StandingPart(0, 20), ratio=1.7, expected=20.0)
    # quick (0 + 10) / 40 = .25; results clip at 1
    value = 0.35 * 0.98 + 0.25 * 0.9 + 0.2 * 0.25 + 0.2
    assert standing(all_four, FLOOR) == pytest.approx(100 * value)


def test_a_newcomer_has_fifty_for_ten_working_days() -> None:
    assert standing(replace(PERSON, working_days=9), FLOOR) == 50


def test_at_most_a_tenth_of_the_floor_is_throttled_lowest_first() -> None:
    people = dict.fromkeys(range(1, 21), (80.0, 100))
    people |= {1: (39.0, 40), 2: (10.0, 40), 3: (30.0, 40), 4: (5.0, 39)}
    assert every_nth(people, {}) == {2: 4, 3: 2}
    assert every_nth({1: (39.0, 40)}, {}) == {}, "nobody of a floor of nine"


def test_a_throttle_ends_at_fifty() -> None:
    people = dict.fromkeys(range(1, 11), (80.0, 100))
    assert every_nth(people | {1: (49.0, 40)}, {1: 2}) == {1: 2}
    assert every_nth(people | {1: (49.0, 40)}, {}) == {}
    assert every_nth(people | {1: (50.0, 40)}, {1: 2}) == {}
