"""Calling windows, against a minute-by-minute reading of their definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullahead.compliance.calling_hours import (
    Holiday,
    Hours,
    Window,
    daily,
    place_in,
    window_set,
    windows_for,
)
from pullahead.compliance.defaults.us import DEMO_WINDOWS, FLORIDA, SHIPPED_WINDOWS, US_WINDOWS
from pullahead.compliance.places import Location, place_of

MINUTE = timedelta(minutes=1)
# Closes and opens inside the hours that summer time adds or takes away, and at midnight.
AWKWARD = (
    *daily("*", time(0, 0), time(0, 45)),
    *daily("*", time(1, 30), time(2, 30)),
    *daily("*", time(2, 50), time(3, 10)),
    *daily("*", time(9), time(20), range(5)),
    *daily("*", time(23, 15), time(0, 0), (0, 2, 4, 6)),
)


def said_by_the_clock(windows: Sequence[Window], zones: Sequence[str], now: datetime) -> bool:
    """Return whether some window holds at each zone's local time, by the definition."""
    for zone in zones:
        local = now.astimezone(ZoneInfo(zone))
        clock = local.time()
        if not any(
            w.weekday == local.weekday() and w.opens <= clock and (clock < w.closes or not closes)
            for w in windows
            for closes in (w.closes != time(0),)
        ):
            return False
    return True


@cache
def zones_that_tick_differently() -> list[str]:
    """Return one zone for each behavior of clocks in 2025 and 2026."""
    first: dict[tuple[timedelta | None, ...], str] = {}
    hours = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=12 * n) for n in range(2 * 730)]
    for zone in sorted(available_timezones() - {"localtime"}):
        info = ZoneInfo(zone)
        first.setdefault(tuple(hour.astimezone(info).utcoffset() for hour in hours), zone)
    return list(first.values())


def changes(zone: str) -> Iterator[datetime]:
    """Return the hours of 2025 and 2026 in which the zone's clock changes."""
    info = ZoneInfo(zone)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    days = [start + timedelta(days=n) for n in range(731)]
    for left, right in pairwise(days):
        if left.astimezone(info).utcoffset() != right.astimezone(info).utcoffset():
            for hour in range(24):
                at = left + timedelta(hours=hour)
                after = at + timedelta(hours=1)
                if at.astimezone(info).utcoffset() != after.astimezone(info).utcoffset():
                    yield at


def agree_by_the_minute(zones: Sequence[str], start: datetime, minutes: int) -> None:
    text = window_set(Location(tuple(zones), "XX"))
    moments = [start + n * MINUTE for n in range(minutes)]
    truth = [said_by_the_clock(AWKWARD, zones, moment) for moment in moments]
    warm = Hours(AWKWARD)
    opens_at: datetime | None = None
    shuts_at: datetime | None = None
    for moment, is_open in reversed(list(zip(moments, truth, strict=True))):
        cold = warm if moment.minute % 7 else Hours(AWKWARD)
        assert cold.is_open(text, moment) is is_open, (zones, moment)
        if is_open:
            opens_at = moment
            if shuts_at is not None:
                assert cold.open_until(text, moment) == shuts_at, (zones, moment)
            assert cold.next_open(text, moment) == moment
        else:
            shuts_at = moment
            assert cold.open_until(text, moment) is None
            if opens_at is not None:
                assert cold.next_open(text, moment) == opens_at, (zones, moment)


@pytest.mark.wide
def test_every_zone_agrees_with_a_minute_scan_on_the_days_when_its_clock_is_moved() -> None:
    seen = 0
    for zone in zones_that_tick_differently():
        for change in changes(zone):
            agree_by_the_minute([zone], change - timedelta(hours=5), 11 * 60)
            seen += 1
    assert seen > 100


@pytest.mark.wide
def test_every_zone_agrees_with_a_minute_scan_on_an_ordinary_day() -> None:
    for zone in zones_that_tick_differently():
        agree_by_the_minute([zone], datetime(2026, 6, 13, 21, tzinfo=UTC), 5 * 60)


@pytest.mark.parametrize(
    "zones",
    [
        ("America/New_York", "Europe/Berlin"),
        ("America/Denver", "America/Phoenix"),
        ("Australia/Lord_Howe", "Australia/Perth"),
        ("America/Sao_Paulo", "America/Manaus", "America/Noronha"),
    ],
)
def test_several_zones_must_all_be_inside(zones: tuple[str, ...]) -> None:
    for day in (datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC)):
        agree_by_the_minute(zones, day, 2 * 24 * 60)


clocks = st.tuples(st.integers(0, 6), st.integers(0, 1438), st.integers(1, 600))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(clocks, min_size=1, max_size=6),
    st.lists(
        st.sampled_from(["Asia/Kathmandu", "America/New_York", "Pacific/Apia", "Europe/London"]),
        min_size=1,
        max_size=2,
        unique=True,
    ),
    st.integers(0, 3 * 365 * 24 * 60),
)
def test_any_windows_agree_with_a_minute_scan(
    shapes: list[tuple[int, int, int]], zones: list[str], minutes: int
) -> None:
    windows = [shape_of(*shape) for shape in shapes]
    text = window_set(Location(tuple(zones), "XX"))
    now = datetime(2025, 1, 1, tzinfo=UTC) + minutes * MINUTE
    hours = Hours(windows)
    found = hours.next_open(text, now)
    assert hours.is_open(text, now) is said_by_the_clock(windows, zones, now)
    for n in range(0, 8 * 24 * 60, 7):
        moment = now + n * MINUTE
        is_open = said_by_the_clock(windows, zones, moment)
        assert hours.is_open(text, moment) is is_open
        if found is None or moment < found:
            assert not is_open
    if found is not None:
        assert said_by_the_clock(windows, zones, found)
        assert found == now or not said_by_the_clock(windows, zones, found - MINUTE)


def shape_of(weekday: int, start: int, length: int) -> Window:
    end = min(start + length, 1440)
    return Window("*", weekday, time(start // 60, start % 60), time(end // 60 % 24, end % 60))


@pytest.mark.wide
def test_nobody_is_called_on_a_holiday_to_the_minute_in_every_zone() -> None:
    day = date(2026, 3, 29)  # clocks are moved on it in Europe
    hours = Hours((*daily("*", time(8), time(20)), *daily("AA", time(0), time(0))), [
        Holiday("*", day), Holiday("AA-BB", date(2026, 3, 31)),
    ])  # fmt: skip
    for zone in zones_that_tick_differently():
        info = ZoneInfo(zone)
        for law in ("*", "AA-BB"):
            inside = open_from = None
            start = datetime(2026, 3, 27, 20, tzinfo=UTC)
            for minute in range(0, 5 * 1440, 15):
                now = start + minute * MINUTE
                local = now.astimezone(info)
                closed = {day} | ({date(2026, 3, 31)} if law == "AA-BB" else set())
                open_now = local.date() not in closed and (law != "*" or 8 <= local.hour < 20)
                assert hours.is_open(f"{law}@{zone}", now) == open_now, (law, zone, local)
                if inside is False and open_now and open_from is not None:
                    assert open_from == now, (law, zone, local)
                if not open_now:
                    open_from = hours.next_open(f"{law}@{zone}", now)
                inside = open_now


def test_where_two_laws_may_hold_both_must_be_open() -> None:
    hours = Hours((*daily("US-FL", time(8), time(20)), *daily("US", time(9), time(21))))
    both = "US-FL+US-GA@America/New_York"
    said = [hours.is_open(both, datetime(2026, 5, 5, h, tzinfo=UTC)) for h in (12, 13, 23, 0)]
    assert said == [False, True, True, False]
    assert place_in(both) == Location(("America/New_York",), "US-FL+US-GA")


def test_florida_and_new_york_share_a_zone_but_not_a_window() -> None:
    hours = Hours(SHIPPED_WINDOWS)
    half_past_eight = datetime(2026, 1, 14, 20, 30, tzinfo=ZoneInfo("America/New_York"))
    assert hours.is_open("US@America/New_York", half_past_eight)
    assert not hours.is_open("US-FL@America/New_York", half_past_eight)
    assert hours.next_open("US-FL@America/New_York", half_past_eight) == datetime(
        2026, 1, 15, 13, tzinfo=UTC
    )


def test_the_most_specific_jurisdiction_holds_alone() -> None:
    assert windows_for("US-FL", SHIPPED_WINDOWS) == FLORIDA
    assert windows_for("US-PR", SHIPPED_WINDOWS) == US_WINDOWS
    assert windows_for("BR", SHIPPED_WINDOWS)[0] == Window("*", 0, time(9), time(20))
    assert windows_for("US", DEMO_WINDOWS) == DEMO_WINDOWS
    assert windows_for("BR", US_WINDOWS) == ()


def test_elsewhere_nobody_is_called_on_sunday() -> None:
    hours = Hours(SHIPPED_WINDOWS)
    saturday_evening = datetime(2026, 1, 17, 17, tzinfo=ZoneInfo("America/Sao_Paulo"))
    monday_at_nine = datetime(2026, 1, 19, 9, tzinfo=ZoneInfo("America/Sao_Paulo"))
    assert hours.next_open("BR@America/Sao_Paulo", saturday_evening) == monday_at_nine


def test_zones_too_far_apart_never_open() -> None:
    hours = Hours(SHIPPED_WINDOWS)
    now = datetime(2026, 1, 14, tzinfo=UTC)
    text = "FR@Europe/Paris+Pacific/Tahiti"
    assert hours.next_open(text, now) is None
    assert not hours.is_open(text, now + timedelta(days=3))
    assert hours.next_open(text, now + timedelta(days=3)) is None
    assert hours.open_until(text, now) is None


def test_windows_around_the_clock_have_no_end() -> None:
    hours = Hours(daily("*", time(0), time(0)))
    now = datetime(2026, 1, 14, 3, 4, 5, 6, tzinfo=UTC)
    assert hours.is_open("BR@America/Bahia", now)
    assert hours.open_until("BR@America/Bahia", now) is None
    assert hours.next_open("BR@America/Bahia", now) == now


@pytest.mark.parametrize("text", ["", "BR", "BR@", "@America/Bahia", "BR@Mars/Olympus"])
def test_a_window_set_that_cannot_be_read_is_closed_rather_than_an_error(text: str) -> None:
    hours = Hours(DEMO_WINDOWS)
    now = datetime(2026, 1, 14, 15, tzinfo=UTC)
    assert not hours.is_open(text, now)
    assert hours.next_open(text, now) is None


def test_where_no_window_is_known_nobody_is_called() -> None:
    assert Hours(()).next_open("BR@America/Bahia", datetime(2026, 1, 14, tzinfo=UTC)) is None


def test_the_clock_may_go_back() -> None:
    hours = Hours(SHIPPED_WINDOWS)
    noon = datetime(2026, 1, 14, 15, tzinfo=UTC)
    night = noon - timedelta(hours=12)
    for moment, is_open in ((noon, True), (night, False), (noon, True)):
        assert hours.is_open("BR@America/Bahia", moment) is is_open


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Hours(DEMO_WINDOWS).is_open("BR@America/Bahia", datetime(2026, 1, 14))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("weekday", "opens", "closes"),
    [(7, time(9), time(10)), (0, time(10), time(9)), (0, time(9), time(9))],
)
def test_a_window_that_makes_no_sense_is_refused(weekday: int, opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match=r"weekday|close after"):
        Window("*", weekday, opens, closes)


def test_a_window_set_is_text_and_back() -> None:
    place = Location(("America/Manaus", "America/Sao_Paulo"), "BR")
    assert window_set(place) == "BR@America/Manaus+America/Sao_Paulo"
    assert place_in(window_set(place)) == place
    odd = Location(("America/Lima", "Etc/GMT+5"), "*")
    assert place_in(window_set(odd)) == odd
    assert window_set(Location(("B/b", "A/a", "A/a"), "XX")) == "XX@A/a+B/b"


def test_every_country_s_mobiles_have_an_hour_in_the_week_when_they_may_be_called() -> None:
    hours = Hours(SHIPPED_WINDOWS)
    now = datetime(2026, 1, 14, tzinfo=UTC)
    for phone in ("+79161234567", "+61412345678", "+19002345678", "+525512345678"):
        place = place_of(phone, ())
        assert place is not None
        assert hours.next_open(window_set(place), now) is not None, place
