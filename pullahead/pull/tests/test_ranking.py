"""Index of acting now over acting later, as a key that is never rewritten."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.pull import decay, ranking
from pullahead.pull.explanation import RankExplanation, explain
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.rules import Lane
from pullahead.pull.tests.factories import ALWAYS, NOON, worth

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HALF_LIFE = 105.6
AGES = st.timedeltas(timedelta(), 60 * DAY)
VALUES = st.floats(1, 1e6)


def index(of: RankingInputs, *, round: int, now_after: timedelta) -> float:
    """Return the loss by acting a wait estimate later rather than now (engine.md 3)."""
    rate = math.log(2) / (of.half_life_hours * 3600)
    age = (NOON + now_after - of.asked_at).total_seconds()
    left, later = math.exp(-rate * age), math.exp(-rate * (age + 4 * 3600))
    gain = of.value * of.chance * ranking.contact_chance(round) / ranking.minutes(round)
    return gain * (left - later)


@given(
    a=VALUES,
    b=VALUES,
    age_a=AGES,
    age_b=AGES,
    wait=AGES,
    rounds=st.tuples(*[st.integers(1, 6)] * 2),
)
def test_the_static_key_orders_as_the_index_does_at_every_later_moment(
    a: float, b: float, age_a: timedelta, age_b: timedelta, wait: timedelta, rounds: tuple[int, int]
) -> None:
    first, second = worth(a, asked_at=NOON - age_a), worth(b, asked_at=NOON - age_b)
    keys = [ranking.key(w, round=r) for w, r in zip((first, second), rounds, strict=True)]
    at = [index(w, round=r, now_after=wait) for w, r in zip((first, second), rounds, strict=True)]
    if not math.isclose(at[0], at[1], rel_tol=1e-6):
        assert (keys[0] > keys[1]) == (at[0] > at[1])


@given(value=VALUES, age=AGES, wait=AGES, half_life=st.floats(0.5, 720))
def test_key_and_offset_together_are_the_logarithm_of_the_index(
    value: float, age: timedelta, wait: timedelta, half_life: float
) -> None:
    of = worth(value, asked_at=NOON - age, half_life_hours=half_life)
    score = ranking.key(of, round=2) + ranking.offset(Lane(ALWAYS, half_life), now=NOON + wait)
    expected = index(of, round=2, now_after=wait)
    if expected > 1e-250:
        assert score == pytest.approx(math.log(expected), abs=1e-6)


def test_nothing_starves_by_decaying_faster_than_a_month() -> None:
    assert decay.rate(10_000) == decay.rate(decay.MAX_HALF_LIFE_HOURS)


@given(due=st.timedeltas(timedelta(), 180 * DAY), value=VALUES)
def test_a_callback_past_its_grace_goes_ahead_of_every_key(due: timedelta, value: float) -> None:
    now = NOON + due
    callback = ranking.callback_key(NOON + due) + ranking.offset(
        Lane(ALWAYS, HALF_LIFE, callback=True), now=now
    )
    best = ranking.key(worth(value, asked_at=now), round=1) + ranking.offset(
        Lane(ALWAYS, HALF_LIFE), now=now
    )
    assert callback > best


@given(a=AGES, b=AGES)
def test_of_two_callbacks_the_earlier_due_comes_first(a: timedelta, b: timedelta) -> None:
    if a != b:
        earlier = ranking.callback_key(NOON + a) > ranking.callback_key(NOON + b)
        assert earlier == (a < b)


def test_later_rounds_have_less_chance_of_contact_and_cost_less_time() -> None:
    chances = [ranking.contact_chance(k) for k in range(1, 9)]
    minutes = [ranking.minutes(k) for k in range(1, 9)]
    assert chances == sorted(chances, reverse=True)
    assert minutes == sorted(minutes, reverse=True)


@pytest.mark.parametrize(
    ("why", "code"),
    [
        (RankExplanation("best", 1, NOON - HOUR), "new"),
        (RankExplanation("best", 1, NOON - HOUR, had_before=True), "first_attempt"),
        (RankExplanation("best", 1, NOON - HOUR, times_asked=2), "asked_again"),
        (RankExplanation("best", 3, NOON - HOUR, times_asked=2), "attempt"),
        (RankExplanation("own_callback", 2, NOON - HOUR, due_at=NOON), "own_callback"),
        (RankExplanation("callback", 2, NOON - HOUR, due_at=NOON), "callback"),
        (RankExplanation("callback", 2, NOON - HOUR), "attempt"),
    ],
)
def test_each_pull_has_one_reason(why: RankExplanation, code: str) -> None:
    reason = explain(why, at=NOON)
    assert reason.code == code
    assert (reason.round, reason.age, reason.due_at) == (why.round, HOUR, why.due_at)
