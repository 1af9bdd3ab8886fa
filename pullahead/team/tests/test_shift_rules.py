"""Shifts and leave at a moment: pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from pullahead.team.calendar import Calendar, WorkSpan
from pullahead.team.shift_rules import leave_at, shift_at, shift_calendar

NIGHT = (WorkSpan(time(22), time(0)),), (WorkSpan(time(0), time(6)),)
DAYS = (WorkSpan(time(9), time(12)), WorkSpan(time(13), time(18)))
# Mondays, Wednesdays: days; Friday night into Saturday
WEEK = (DAYS, (), DAYS, (), NIGHT[0], NIGHT[1], ())


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the week from Monday, 7 June 2027."""
    return datetime(2027, 6, 7, tzinfo=UTC) + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("now", "ends", "begins"),
    [
        (at(0, 8, 59), None, at(0, 9)),
        (at(0, 9), at(0, 12), None),
        (at(0, 12), None, at(0, 13)),
        (at(0, 18), None, at(2, 9)),
        (at(4, 23), at(5, 6), None),  # over midnight: one shift
        (at(5, 6), None, at(7, 9)),
    ],
)
def test_a_plan_says_when_a_shift_ends_or_begins(
    now: datetime, ends: datetime | None, begins: datetime | None
) -> None:
    plan = shift_calendar(Calendar("UTC"), zone="", week=WEEK)
    found = shift_at(plan, now)
    assert (found.on, found.ends_at, found.begins_at) == (begins is None, ends, begins)


def test_a_plan_has_its_own_zone_and_the_days_off_of_its_team() -> None:
    team = Calendar("UTC", closed=frozenset({at(2, 0).date()}))
    plan = shift_calendar(team, zone="America/New_York", week=WEEK)
    assert shift_at(plan, at(0, 13)).ends_at == at(0, 16)
    assert shift_at(plan, at(2, 14)).begins_at == at(5, 2)


def test_without_a_plan_and_in_a_shift_without_pause_there_is_no_end() -> None:
    always = tuple([(WorkSpan(time(0), time(0)),)] * 7)
    plan = shift_calendar(Calendar("UTC"), zone="", week=always)
    assert shift_at(plan, at(3, 3)).ends_at is None
    assert shift_at(None, at(3, 3)).on


def test_leaves_that_touch_are_one() -> None:
    spans = ((at(3, 0), at(5, 0)), (at(1, 0), at(3, 0)))
    assert leave_at(spans, at(1, 0)) == at(5, 0)
    assert leave_at(spans, at(5, 0)) is None
    assert leave_at(spans, at(0, 23)) is None
