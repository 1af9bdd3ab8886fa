"""Episodes of waiting, and periods, by example."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pullahead.reports import periods
from pullahead.reports.episodes import Asked, LeadCourse, WaitKind, Waits

START = datetime(2026, 5, 5, 9, tzinfo=UTC)
NOW = START + timedelta(hours=10)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def waits(
    asked: list[float], tried: list[float], closed: float | None = None, outside: bool = False
) -> Waits:
    """Return the waits of a lead; all times in hours from the start."""
    course = LeadCourse(
        [Asked(at(hour), at(hour)) for hour in asked],
        [at(hour) for hour in tried],
        at(closed) if closed is not None else None,
        outside,
    )
    found = Waits()
    for start, kind, seconds in course.waits(START, NOW):
        if kind == WaitKind.NEVER:
            found.never += 1
        elif kind == WaitKind.OPEN:
            found.open.append((NOW - start).total_seconds())
        else:
            (found.ended if kind == WaitKind.ENDED else found.open).append(seconds)
    return found


@pytest.mark.parametrize(
    ("course", "ended", "open", "never"),
    [
        (([0], [1]), [1], [], 0),
        (([0, 0.5], [1]), [1], [], 0),  # asked again while it waits
        (([0, 2], [1]), [1], [8], 0),  # asked again after the attempt
        (([0, 2], [1, 5]), [1, 3], [], 0),
        (([0], []), [], [10], 0),
        (([0], [], 4, True), [], [4], 0),  # opted out: censored at its closing
        (([0], [], 4), [], [], 1),  # closed by us, never tried
        (([-2, 1], [1.5]), [], [], 0),  # its episode began before the period
    ],
)
def test_episodes_of_a_lead(
    course: tuple[object, ...], ended: list[float], open: list[float], never: int
) -> None:
    got = waits(*course)  # type: ignore[arg-type]
    assert [wait / 3600 for wait in got.ended] == ended
    assert [wait / 3600 for wait in got.open] == open
    assert got.never == never


def test_an_old_inquiry_is_reported_apart() -> None:
    course = LeadCourse([Asked(at(0), at(-30))], [at(1)])
    assert list(course.waits(START, NOW)) == [(START, WaitKind.LATE, 0)]


def test_the_curve_has_the_share_at_each_mark() -> None:
    assert Waits(ended=[60, 300], open=[4200]).curve([59, 60, 300]) == pytest.approx(
        (0, 1 / 3, 2 / 3)
    )


def test_a_period_is_in_the_viewers_days() -> None:
    week = periods.last_days(7, zone="America/New_York", now=datetime(2026, 5, 6, 2, tzinfo=UTC))
    assert (week.first, week.last) == (date(2026, 4, 29), date(2026, 5, 5))
    assert week.since == datetime(2026, 4, 29, 4, tzinfo=UTC)
    assert week.until == week.now
    assert week.before.last == date(2026, 4, 28)


def test_an_episode_ends_at_its_first_contact_or_never() -> None:
    asked = Asked(at(1), at(0.5))
    course = LeadCourse([asked], [at(2)], at(6))
    assert asked.lag == 1800
    assert course.wait(at(1), at(5)) == (WaitKind.ENDED, 4 * 3600)
    assert course.wait(at(1), None) == (WaitKind.NEVER, 0), "tried, and closed without a contact"
