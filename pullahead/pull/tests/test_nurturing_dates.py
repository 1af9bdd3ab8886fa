"""Dates of touches: seven offsets from the contact, and the two working hours of their agent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pullahead.pull import nurturing
from pullahead.pull.cadence import Cadence
from pullahead.pull.rules import Card, CardState
from pullahead.pull.tests.factories import DISPOSITIONS, FRESH, NOON, PLAN, lead_id
from pullahead.team.calendar import Calendar

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HELD = Card(lead_id(1), team=1, lane=1, state=CardState.HELD, key=0.0, round=3, first_at=NOON)
NURTURED = replace(HELD, stage="quote_sent", touch_at=NOON, round=1)
NEW_YORK = Calendar("America/New_York", holidays=lambda year: frozenset({date(year, 5, 31)}))


def test_seven_touches_fall_on_the_days_of_the_plan() -> None:
    dates = [
        nurturing.touch_due(PLAN, touch=n, contact_at=NOON, now=NOON) - NOON
        for n in range(1, PLAN.rounds + 1)
    ]
    assert [span.days for span in dates] == list(nurturing.DAYS) == [2, 5, 10, 20, 40, 70, 100]


def test_a_touch_that_was_worked_late_leaves_a_day_before_the_next() -> None:
    late = NOON + 6 * DAY
    assert nurturing.touch_due(PLAN, touch=2, contact_at=NOON, now=late) == late + DAY


@pytest.mark.parametrize(
    ("due", "until"),
    [
        # Friday 17:00 in New York: an hour on Friday, an hour on Monday
        (datetime(2027, 3, 5, 22, tzinfo=UTC), datetime(2027, 3, 8, 15, tzinfo=UTC)),
        # Friday 17:00 before the clocks go forward: Monday 10:00 is an hour earlier in UTC
        (datetime(2027, 3, 12, 22, tzinfo=UTC), datetime(2027, 3, 15, 14, tzinfo=UTC)),
        # Friday 17:00 before the clocks go back
        (datetime(2027, 11, 5, 21, tzinfo=UTC), datetime(2027, 11, 8, 15, tzinfo=UTC)),
        # Saturday before Memorial Day: from Tuesday 9:00
        (datetime(2027, 5, 29, 16, tzinfo=UTC), datetime(2027, 6, 1, 15, tzinfo=UTC)),
    ],
)
def test_the_reservation_counts_working_hours_across_clock_changes_and_holidays(
    due: datetime, until: datetime
) -> None:
    touched = nurturing.to_touch(
        HELD,
        DISPOSITIONS["later"],
        PLAN,
        agent=4,
        at=due,
        owned_until=lambda at: NEW_YORK.after(at, nurturing.OWNED_FOR),
        now=due - 3 * DAY,
    )
    assert (touched.owner, touched.owner_at, touched.next_at) == (4, due, until)


@pytest.mark.parametrize(("days", "state"), [(180, "scheduled"), (181, "parked")])
def test_a_date_beyond_180_days_parks(days: int, state: str) -> None:
    touched = nurturing.to_touch(
        HELD,
        DISPOSITIONS["later"],
        PLAN,
        agent=4,
        at=NOON + days * DAY,
        owned_until=lambda at: at,
        now=NOON,
    )
    assert touched.state == state
    assert touched.owner == (4 if state == "scheduled" else None)


@pytest.mark.parametrize(
    ("code", "tries", "reaching", "then"),
    [
        ("no_answer", 0, Cadence((timedelta(),), {}), (1, 1, NOON + DAY)),
        ("skipped", 2, FRESH, (1, 2, NOON + timedelta(minutes=75))),
    ],
    ids=["a cadence of one attempt repeats", "without an attempt no try is used"],
)
def test_a_touch_repeats_without_an_answer(
    code: str, tries: int, reaching: Cadence, then: tuple[int, int, datetime]
) -> None:
    again = nurturing.after_no_answer(
        replace(NURTURED, tries=tries),
        DISPOSITIONS[code],
        PLAN,
        reaching,
        unanswered=(),
        agent=4,
        owned_until=lambda at: at,
        now=NOON,
    )
    assert (again.round, again.tries, again.next_at) == then
    assert again.owner is None
