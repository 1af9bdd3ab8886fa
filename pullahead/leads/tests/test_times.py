"""Moments in the notations of exports and forms."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.parsing.times import Order
from pullahead.leads.rules import BadField, date_order, read_time

NOW = datetime(2026, 1, 14, 15, tzinfo=UTC)
SAO_PAULO = "America/Sao_Paulo"
HALF_PAST_NOON = datetime(2017, 6, 14, 15, 30, tzinfo=UTC)  # 12:30 in São Paulo


@pytest.mark.parametrize(
    "raw",
    [
        "2017-06-14T12:30:00-03:00",
        "2017-06-14T15:30:00Z",
        "2017-06-14T15:30:00.000Z",
        "2017-06-14 15:30:00 UTC",
        "2017-06-14 12:30:00 -0300",
        "2017-06-14 12:30",
        "2017/06/14 12:30:00",
        "20170614T12:30",
        "14/06/2017 12:30",
        "14-06-2017 12:30",
        "14.06.2017, 12:30",
        "14/06/17 12:30",
        "6/14/2017 12:30 PM",
        "06/14/2017, 12:30:00 pm",
        "14 Jun 2017 12:30",
        "Wed, 14 Jun 2017 12:30:00 -0300",
        "June 14, 2017 12:30 p.m.",
        "1497454200",
        "1497454200000",
    ],
)
def test_one_moment_in_many_notations(raw: str) -> None:
    assert read_time(raw, SAO_PAULO, NOW) == HALF_PAST_NOON


def test_a_date_alone_is_its_midnight_there() -> None:
    for raw in ("2017-06-14", "14-06-2017", "20170614"):
        assert read_time(raw, SAO_PAULO, NOW) == datetime(2017, 6, 14, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "order", "day"),
    [
        ("03/04/2017", "dmy", (4, 3)),
        ("03/04/2017", "mdy", (3, 4)),
        ("03.04.2017", "", (4, 3)),
        ("04/04/2017", "", (4, 4)),
        ("04/13/2017", "dmy", (4, 13)),
    ],
)
def test_day_and_month(raw: str, order: Order, day: tuple[int, int]) -> None:
    assert read_time(raw, "UTC", NOW, order) == datetime(2017, *day, tzinfo=UTC)


@pytest.mark.parametrize("raw", ["03/04/2017", "03-04-2017 12:30"])
def test_where_both_could_be_the_month_nothing_is_guessed(raw: str) -> None:
    found = read_time(raw, "UTC", NOW)
    assert isinstance(found, BadField)
    assert found.code == "ambiguous"
    assert "day 3 of month 4 or day 4 of month 3" in found.message


def test_countries_write_dates_in_their_order() -> None:
    assert [date_order(c) for c in ("US", "br", "DE", "CA", "")] == ["mdy", "dmy", "dmy", "", ""]


def test_years_of_two_digits_are_the_last_that_is_not_far_ahead() -> None:
    assert read_time("14.06.26", "UTC", NOW) == datetime(2026, 6, 14, tzinfo=UTC)
    assert read_time("14.06.27", "UTC", NOW) == datetime(2027, 6, 14, tzinfo=UTC)
    assert isinstance(read_time("14.06.28", "UTC", NOW), BadField)  # 1928


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "missing"),
        ("yesterday", "not_a_time"),
        ("2017-02-30", "not_a_time"),
        ("31/02/2017", "not_a_time"),
        ("2017-06-14 24:30", "not_a_time"),
        ("2017-06-14 13:30 PM", "not_a_time"),
        ("2017-06-14T12:30+99:00", "not_a_time"),
        ("14 Foo 2017", "not_a_time"),
        ("1066-10-14", "out_of_range"),
        ("9999-12-31T23:59:59-12:00", "not_a_time"),
        ("2101-01-01", "out_of_range"),
        ("9999999999", "out_of_range"),
        ("\x00", "missing"),
        ("9" * 5000, "not_a_time"),
    ],
)
def test_what_is_no_time_is_said(raw: str, code: str) -> None:
    found = read_time(raw, SAO_PAULO, NOW)
    assert isinstance(found, BadField)
    assert (found.field, found.code) == ("received_at", code)


def test_a_time_that_the_clocks_skip_is_still_a_moment() -> None:
    assert read_time("2026-03-08 02:30", "America/New_York", NOW) == datetime(
        2026, 3, 8, 7, 30, tzinfo=UTC
    )


def test_a_zone_that_does_not_exist_is_the_caller_s_mistake() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        read_time("2017-06-14", "Mars/Olympus", NOW)


digits = st.text(alphabet="0123456789-/:.TZ+ apmJun,", max_size=30)


@given(st.one_of(st.text(), digits), st.sampled_from(["", "dmy", "mdy"]))
def test_no_text_makes_an_error(raw: str, order: Order) -> None:
    found = read_time(raw, SAO_PAULO, NOW, order)
    assert isinstance(found, BadField) or (found.tzinfo is UTC and 1990 <= found.year <= 2100)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_iso_is_read_back_exactly(moment: datetime) -> None:
    assert read_time(moment.isoformat(), SAO_PAULO, NOW) == moment
