"""Public holidays: by country and part of it, with substitutes, and none where none are known."""

from __future__ import annotations

from datetime import date

import pytest

from pullahead.team.calendar import Calendar
from pullahead.team.public_holidays import HolidaysOf, is_known, named_days


def test_federal_holidays_of_the_united_states_are_known_by_name() -> None:
    days = named_days("US", "", 2026)
    assert len(days) >= 11
    assert days[date(2026, 11, 26)] == "Thanksgiving Day"
    assert date(2026, 7, 3) in days  # for the 4th, a Saturday


def test_a_substitute_for_a_holiday_of_the_next_year_stands_in_its_own_year() -> None:
    assert date(2027, 12, 31) in named_days("US", "", 2027)  # for Saturday, 1 January 2028
    assert all(day.year == 2027 for day in named_days("US", "", 2027))


def test_a_part_of_a_country_has_more_than_the_country() -> None:
    assert date(2026, 1, 6) in named_days("DE", "BY", 2026)
    assert date(2026, 1, 6) not in named_days("DE", "", 2026)


@pytest.mark.parametrize("place", [("QQ", ""), ("US", "QQ"), ("", ""), ("us", "")])
def test_a_place_that_is_not_known_has_no_holidays(place: tuple[str, str]) -> None:
    assert not is_known(*place)
    assert named_days(*place, 2026) == {}


@pytest.mark.parametrize("year", [1, 1800, 2500, 9999])
def test_a_year_beyond_what_is_known_is_no_error(year: int) -> None:
    assert isinstance(HolidaysOf("US", "TX")(year), frozenset)


def test_a_calendar_with_a_country_passes_its_holidays_by() -> None:
    office = Calendar("America/New_York", holidays=HolidaysOf("US"))
    assert office.working_day(date(2026, 11, 25)) == date(2026, 11, 27)
    assert office == Calendar("America/New_York", holidays=HolidaysOf("US"))
