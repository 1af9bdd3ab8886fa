"""Pull permission, claims, reviews, and checks of the picked card: plain values in and out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.pull import cadence, rules
from pullahead.pull.rules import Card, CardState
from pullahead.pull.tests.factories import NOON, lead_id
from pullahead.pull.tests.soundness import faults

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
READY = Card(lead_id(1), team=1, lane=1, state=CardState.READY, key=0.0)


@pytest.mark.parametrize(
    ("active", "holding", "reason"),
    [(True, False, ""), (True, True, "settle_first"), (False, False, "not_active")],
)
def test_the_gate(active: bool, holding: bool, reason: str) -> None:
    gate = rules.may_pull(active=active, holding=holding)
    assert (gate.open, gate.reason) == (not reason, reason)


@given(minutes=st.lists(st.integers(0, 40), max_size=12))
def test_extending_never_takes_time_away_and_never_passes_the_hard_stop(
    minutes: list[int],
) -> None:
    ends = [NOON + rules.CLAIM]
    for minute in sorted(minutes):
        now = NOON + minute * MINUTE
        ends.append(rules.extended_end(now=now, started_at=NOON, ends_at=ends[-1]))
    assert all(a <= b for a, b in pairwise(ends))
    assert ends[-1] <= NOON + rules.HARD_STOP


def test_midnight_is_local() -> None:
    got = rules.next_midnight(NOON, "America/New_York")
    assert got == datetime(2026, 3, 5, 5, tzinfo=UTC)


@given(
    due=st.timedeltas(MINUTE, 100 * DAY),
    tried=st.booleans(),
    expiries=st.integers(0, 2),
    passed=st.timedeltas(timedelta(), 200 * DAY),
)
def test_every_transition_leaves_a_sound_card(
    due: timedelta, tried: bool, expiries: int, passed: timedelta
) -> None:
    held = Card(
        lead_id(1), 1, 1, CardState.HELD, 0.0, next_at=NOON + rules.CLAIM, holder=3,
        token=lead_id(9), slot=1, expiries=expiries,
    )  # fmt: skip
    review = NOON + passed
    callback = cadence.to_callback(held, owner=3, due=NOON + due, now=NOON, tried=tried)
    round_ = cadence.to_next_round(held, due=NOON + due, now=NOON, tried=tried)
    after = [
        callback,
        round_,
        rules.after_end(held, now=NOON, review_at=review),
        rules.after_wait(callback),
        rules.after_wait(round_),
        rules.after_release(held, agent=3, until=review, now=NOON),
        rules.after_leaving(held, now=NOON),
        rules.after_leaving(callback, now=NOON),
        rules.back_to_giver(replace(held, handed_over_by=4), now=NOON),
        rules.after_end(replace(held, handed_over_by=4), now=NOON, review_at=review),
        rules.after_leaving(replace(callback, handed_over_by=4), now=NOON),
        rules.held_again(READY, agent=3, token=lead_id(9), now=NOON),
        rules.scheduled_until(held, review),
        *(rules.parked(c, reason="x", review_at=review) for c in (held, callback, round_, READY)),
        *(rules.asked_again(c, now=NOON) for c in (held, callback, round_, READY)),
    ]
    assert [faults(card) for card in after] == [[]] * len(after)


@pytest.mark.parametrize(
    ("expiries", "may"),
    [
        (0, False),  # its person asked again, or it was settled
        (2, True),  # as this claim left it
        (3, False),  # another claim began and ended since, by a clock that had stood still
    ],
)
def test_a_late_settle_counts_the_claims_that_ended(expiries: int, may: bool) -> None:
    mine = lead_id(9)
    card = replace(READY, expiries=expiries)
    assert may == rules.may_settle_late(card, round=1, token=mine, last=mine, expiries=1)
    assert not rules.may_settle_late(card, round=1, token=mine, last=lead_id(8), expiries=1)
