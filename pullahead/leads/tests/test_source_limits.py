"""Caps of a source: the periods of the organization's zone, and the refusal that lasts longest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pullahead.leads.source_limits import (
    Delivered,
    LimitReason,
    SourceCaps,
    full,
    periods,
)

NOW = datetime(2026, 5, 5, 22, 40, tzinfo=UTC)


def test_a_day_is_the_organizations_and_not_the_servers() -> None:
    within = periods(NOW, "Europe/Berlin")  # 00:40 on 6 May

    assert within.day == datetime(2026, 5, 5, 22, tzinfo=UTC)
    assert within.next_day == datetime(2026, 5, 6, 22, tzinfo=UTC)
    assert within.month == datetime(2026, 4, 30, 22, tzinfo=UTC)
    assert within.next_month == datetime(2026, 5, 31, 22, tzinfo=UTC)


def test_a_zone_of_half_hours_has_its_own_hours() -> None:
    within = periods(NOW, "Asia/Kolkata")  # 04:10
    assert within.hour == datetime(2026, 5, 5, 22, 30, tzinfo=UTC)
    assert within.next_hour == datetime(2026, 5, 5, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(datetime(2026, 3, 29, 12, tzinfo=UTC), 23), (datetime(2026, 10, 25, 12, tzinfo=UTC), 25)],
)
def test_a_day_on_which_the_clocks_change_has_all_its_hours(day: datetime, hours: int) -> None:
    within = periods(day, "Europe/Berlin")
    assert within.next_day - within.day == timedelta(hours=hours)


def test_december_ends_with_january() -> None:
    within = periods(datetime(2026, 12, 31, 12, tzinfo=UTC), "UTC")
    assert within.next_month == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("caps", "reason"),
    [
        (SourceCaps(), None),
        (SourceCaps(hour=6, day=21, month=101, open=31), None),
        (SourceCaps(hour=5), LimitReason.HOUR),
        (SourceCaps(hour=5, day=20), LimitReason.DAY),
        (SourceCaps(hour=5, day=20, month=100), LimitReason.MONTH),
        (SourceCaps(open=30), LimitReason.OPEN),
        (SourceCaps(open=0), LimitReason.OPEN),
    ],
)
def test_the_refusal_that_lasts_longest_is_named(
    caps: SourceCaps, reason: LimitReason | None
) -> None:
    found = full(caps, Delivered(5, 20, 100, 30), periods(NOW, "UTC"), NOW)
    assert (found.reason if found else None) == reason
