"""Due moments of the next round."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pullahead.pull import cadence
from pullahead.pull.cadence import Cadence, next_due
from pullahead.pull.tests.factories import FRESH, NOON

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BOUGHT = Cadence(FRESH.offsets, waits={"busy": 30 * MINUTE, "no_answer": 4 * HOUR})


def due(
    round: int, *, after: timedelta = timedelta(), code: str = "no_answer", cadence: Cadence = FRESH
) -> timedelta:
    """Return the time from the first attempt to the next round, settled `after` the first."""
    return next_due(cadence, round=round, first_at=NOON, now=NOON + after, disposition=code) - NOON


def test_rounds_count_from_the_first_attempt() -> None:
    assert [due(n) for n in range(1, 4)] == [45 * MINUTE, 2 * HOUR, 5 * DAY]


def test_a_late_round_leaves_half_an_hour_before_the_next() -> None:
    assert due(1, after=3 * HOUR) == 3 * HOUR + 30 * MINUTE


def test_a_dropped_call_may_be_redialled_at_once() -> None:
    assert due(1, after=3 * HOUR, code="dropped") == 3 * HOUR


def test_a_wait_for_the_disposition_stands_before_the_offset() -> None:
    assert due(1, code="busy", cadence=BOUGHT) == 30 * MINUTE
    assert due(3, code="no_answer", after=HOUR, cadence=BOUGHT) == 5 * HOUR
    assert due(1, code="voicemail", cadence=BOUGHT) == 45 * MINUTE


def test_from_the_second_day_on_rounds_keep_away_from_hours_that_nobody_answered() -> None:
    tried = [NOON, NOON + 2 * HOUR]
    got = next_due(
        FRESH, round=3, first_at=NOON, now=NOON + HOUR, disposition="no_answer", unanswered=tried
    )
    assert got - NOON == 5 * DAY + 4 * HOUR


def test_on_the_first_day_the_clock_time_does_not_matter() -> None:
    got = next_due(
        FRESH, round=1, first_at=NOON, now=NOON, disposition="no_answer", unanswered=[NOON]
    )
    assert got == NOON + 45 * MINUTE


MOMENTS = st.timedeltas(-60 * DAY, 270 * DAY).map(lambda span: NOON + span)


@given(
    round=st.integers(1, 5),
    late=st.timedeltas(timedelta(), 30 * DAY),
    code=st.sampled_from(["no_answer", "dropped", "busy"]),
    cadence=st.sampled_from([FRESH, BOUGHT]),
    unanswered=st.lists(MOMENTS, max_size=30),
)
def test_a_round_is_never_due_in_the_past_nor_more_than_a_day_after_its_plan(
    round: int, late: timedelta, code: str, cadence: Cadence, unanswered: list[datetime]
) -> None:
    now = NOON + late
    got = next_due(
        cadence, round=round, first_at=NOON, now=now, disposition=code, unanswered=unanswered
    )
    planned = next_due(cadence, round=round, first_at=NOON, now=now, disposition=code)
    assert now <= planned <= got < planned + DAY


@given(unanswered=st.lists(MOMENTS, min_size=1, max_size=3))
def test_three_tries_always_leave_an_hour_of_the_day_that_is_two_hours_away(
    unanswered: list[datetime],
) -> None:
    got = next_due(
        FRESH, round=3, first_at=NOON, now=NOON, disposition="no_answer", unanswered=unanswered
    )
    for earlier in unanswered:
        gap = (got - earlier) % DAY
        assert min(gap, DAY - gap) >= cadence.AWAY_FROM_EARLIER
