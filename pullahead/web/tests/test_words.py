"""Times and durations in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pullahead.web import formatting
from pullahead.web.templatetags.sources import small_amount

NOW = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)  # a Tuesday


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        *((-5, "0 s"), (40, "40 s"), (99, "99 s"), (100, "1 min"), (5400, "90 min")),
        *((7200, "2 h"), (47 * 3600, "47 h"), (50 * 3600, "2 d")),
    ],
)
def test_a_span_is_said_in_one_unit(seconds: int, said: str) -> None:
    assert formatting.span(seconds) == said


@pytest.mark.parametrize(
    ("ahead", "said", "after_a_verb"),
    [
        (timedelta(minutes=25), "14:25", "at 14:25"),
        (timedelta(days=1), "tomorrow 14:00", "tomorrow 14:00"),
        (timedelta(days=-1), "yesterday 14:00", "yesterday 14:00"),
        (timedelta(days=2), "Thursday 14:00", "on Thursday 14:00"),
        (timedelta(days=30), "9 Apr 14:00", "on 9 Apr 14:00"),
        (timedelta(days=400), "14 Apr 2027", "on 14 Apr 2027"),
    ],
)
def test_a_moment_is_as_short_as_it_can_be(ahead: timedelta, said: str, after_a_verb: str) -> None:
    assert formatting.moment(NOW + ahead, NOW) == said
    assert formatting.at_moment(NOW + ahead, NOW) == after_a_verb


def test_several_zones_show_the_earliest_and_the_latest_clock() -> None:
    assert formatting.clocks(("America/Chicago",), NOW) == "09:00"
    assert formatting.clocks(("America/Chicago", "America/New_York"), NOW) == "09:00–10:00"
    assert formatting.clocks((), NOW) == ""


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        ("Europe/Berlin", "America/Chicago", "6 h behind you"),
        ("Europe/Berlin", "Asia/Kolkata", "4 h 30 min ahead of you"),
        ("Europe/Berlin", "Europe/Madrid", "same time as yours"),
        ("Asia/Kathmandu", "Asia/Kolkata", "15 min behind you"),
    ],
)
def test_a_clock_there_is_told_against_the_viewers(mine: str, theirs: str, said: str) -> None:
    assert formatting.behind(ZoneInfo(mine), theirs, NOW) == said


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.034, "0.034"), (1.5, "1.50"), (12.34, "12.3"), (1234.5, "1,234")],
)
def test_figures_are_short(value: float, text: str) -> None:
    assert formatting.figure(value) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0.00"), (1.6e-05, "< 0.0001"), (0.0057, "0.0057"), (0.45, "0.45"), (1234.5, "1,234.50")],
)
def test_a_small_amount_has_no_exponent(value: float, shown: str) -> None:
    assert small_amount(value) == shown
