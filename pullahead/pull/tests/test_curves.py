"""Piecewise decay: a key written at most three times orders as the curve itself does."""

from __future__ import annotations

import math
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.pull import decay, ranking
from pullahead.pull.decay import CURVES, curve
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.rules import Card, CardState, Lane
from pullahead.pull.tests.factories import ALWAYS, NOON

NAMES = st.sampled_from(sorted(CURVES))
HALF_LIVES = st.floats(0.5, 2_000)
AGES = st.timedeltas(timedelta(), timedelta(days=40))
EPOCH_TO_NOON = (NOON - ranking.EPOCH).total_seconds()


def index(worth: RankingInputs, *, age: float, wait: float) -> float:
    """Return the index by the curve's definition: v p q / d times the loss by waiting (engine.md
    3).
    """
    gain = worth.value * worth.chance * ranking.contact_chance(1) / ranking.minutes(1)
    return gain * (_left(worth, age) - _left(worth, age + wait))


def _left(worth: RankingInputs, age: float) -> float:
    """Return f, one second-exact stretch after another."""
    left, pieces = 1.0, CURVES[worth.curve]
    for n, piece in enumerate(pieces):
        begins = piece.begins.total_seconds()
        ends = pieces[n + 1].begins.total_seconds() if n + 1 < len(pieces) else math.inf
        hours = min(piece.share * min(worth.half_life_hours, 720), 720)
        left *= 0.5 ** (max(0.0, min(age, ends) - begins) / (hours * 3600))
    return left


@given(name=NAMES, half_life=HALF_LIVES, age=AGES)
def test_key_and_lane_together_are_the_curve_at_every_age(
    name: str, half_life: float, age: timedelta
) -> None:
    worth = RankingInputs(100.0, 0.05, half_life, NOON - age, name)
    lane = ranking.lane_for(ALWAYS, worth, now=NOON)
    place = ranking.place(worth, round=1, now=NOON)
    fades = ranking.curve_of(worth)
    score = place.key - fades.rates[lane.piece] * EPOCH_TO_NOON
    gain = 100 * 0.05 * ranking.contact_chance(1) / ranking.minutes(1)
    left = _left(worth, age.total_seconds())
    if left > 1e-200:
        assert score == pytest.approx(math.log(gain * left), abs=1e-5)
    if place.rekey_at is not None:
        assert place.rekey_at > NOON


@given(name=NAMES, half_life=HALF_LIVES, later=AGES)
def test_moving_piece_by_piece_comes_to_the_key_of_the_age(
    name: str, half_life: float, later: timedelta
) -> None:
    worth = RankingInputs(100.0, 0.05, half_life, NOON, name)
    lane, place = ranking.lane_for(ALWAYS, worth, now=NOON), ranking.place(worth, round=1, now=NOON)
    card = Card(UUID(int=1), 1, 1, CardState.READY, place.key, rekey_at=place.rekey_at)
    card, lane = ranking.next_piece(card, lane, now=NOON + later)
    there = ranking.place(worth, round=1, now=NOON + later)
    assert lane == ranking.lane_for(ALWAYS, worth, now=NOON + later)
    assert card.rekey_at == there.rekey_at
    assert card.key == pytest.approx(there.key, rel=1e-9, abs=1e-6)


@given(
    cards=st.lists(
        st.tuples(NAMES, st.sampled_from([24.0, 105.6]), st.floats(1, 1e4), AGES),
        min_size=2,
        max_size=8,
    ),
    wait_estimate=st.timedeltas(timedelta(hours=4), timedelta(hours=24)),
)
def test_the_best_head_of_lanes_is_the_best_of_a_full_scan_but_for_the_age_of_urgency(
    cards: list[tuple[str, float, float, timedelta]], wait_estimate: timedelta
) -> None:
    """In its last piece, a lane's loss is that of each of its cards, so the choice is exact."""
    worths = [
        RankingInputs(v, 0.05, h, NOON - age - timedelta(days=4), n) for n, h, v, age in cards
    ]
    lanes = [ranking.lane_for(ALWAYS, w, now=NOON) for w in worths]
    heads: dict[Lane, int] = {}
    keys = [ranking.place(w, round=1, now=NOON).key for w in worths]
    for i, lane in enumerate(lanes):
        if lane not in heads or keys[i] > keys[heads[lane]]:
            heads[lane] = i
    best = max(
        heads.values(),
        key=lambda i: keys[i] + ranking.offset(lanes[i], now=NOON, wait_estimate=wait_estimate),
    )
    full = [
        index(w, age=(NOON - w.asked_at).total_seconds(), wait=wait_estimate.total_seconds())
        for w in worths
    ]
    assert full[best] >= max(full) * (1 - 1e-6)


def test_each_curve_has_three_pieces_at_most_and_none_that_starves() -> None:
    assert len(CURVES) <= 3
    for name, pieces in CURVES.items():
        assert len(pieces) <= 3
        assert min(curve(name, 1e6).rates) == decay.rate(decay.MAX_HALF_LIFE_HOURS)
        ages = [p.begins for p in pieces]
        assert ages == sorted(ages)
        assert name in decay.LABELS


def test_the_inquiry_curve_halves_as_was_published() -> None:
    pace = [math.log(2) / rate for rate in curve(decay.INQUIRY, 105.6).rates]
    assert pace[0] == pytest.approx(1.53 * 60, rel=0.01)
    assert pace[1] == pytest.approx(105.6 * 60, rel=0.01)
    assert pace[2] == pytest.approx(105.6 * 3600)


@pytest.mark.parametrize(
    ("ready", "agents", "hours"),
    [(0, 5, 5 / 60), (20, 1, 0.29), (430, 5, 5), (1_000, 5, 27.4), (90_000, 5, 72)],
)
def test_the_lull_grows_faster_than_the_work_that_waits_by_who_is_there(
    ready: int, agents: int, hours: float
) -> None:
    found = ranking.estimate_wait(ready=ready, agents=agents)
    assert found.total_seconds() / 3600 == pytest.approx(hours, abs=0.1)
