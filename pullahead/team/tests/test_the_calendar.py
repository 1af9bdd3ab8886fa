"""Working time: hours, days off, holidays, extra working days, and days on which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pullahead.team.calendar import OFFICE_WEEK, Calendar, DayHours, WorkSpan

OFFICE = Calendar("UTC")
HOUR = timedelta(hours=1)
NEW_YORK, LONDON = ZoneInfo("America/New_York"), ZoneInfo("Europe/London")
# clocks go forward and back at midnight, over midnight, by half an hour, and never
ZONES = (
    "UTC America/New_York Europe/London Africa/Cairo America/Havana Australia/Lord_Howe "
    "Asia/Kathmandu America/St_Johns Pacific/Apia"
).split()


def hours(text: str) -> DayHours:
    return tuple(
        WorkSpan(*(time.fromisoformat(clock) for clock in one.split("-"))) for one in text.split()
    )


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-04 15:00", "2026-03-05 18:00"),
        ("2026-03-06 15:00", "2026-03-09 18:00"),
        ("2026-03-07 15:00", "2026-03-09 18:00"),
    ],
)
def test_the_next_working_day_of_an_office_ends_at_six(now: str, end: str) -> None:
    assert OFFICE.end_of_working_day(at(now)) == at(end)


def test_a_day_is_the_calendars_own_and_not_that_of_utc() -> None:
    tokyo = Calendar("Asia/Tokyo")
    assert tokyo.local_day(at("2026-03-05 16:00")) == date(2026, 3, 6)
    assert tokyo.end_of_working_day(at("2026-03-05 16:00")) == at("2026-03-09 09:00")


def test_a_holiday_and_a_day_off_are_passed_by_and_an_extra_day_is_worked() -> None:
    christmas = Calendar(
        "UTC",
        holidays=lambda year: frozenset({date(year, 12, 25)}),
        closed=frozenset({date(2026, 12, 24)}),
        opened={date(2026, 12, 26): hours("10:00-14:00")},
    )
    assert christmas.working_day(date(2026, 12, 23)) == date(2026, 12, 26)
    assert christmas.end_of_working_day(at("2026-12-23 12:00")) == at("2026-12-26 14:00")
    assert christmas.working_day(date(2026, 12, 28), -2) == date(2026, 12, 23)
    assert christmas.working_days(date(2026, 12, 21), date(2026, 12, 27)) == 4
    assert not christmas.is_working(at("2026-12-25 12:00"))
    assert christmas.is_working(at("2026-12-26 10:00"))
    assert not christmas.is_working(at("2026-12-26 14:00"))


def test_an_extra_day_wins_over_a_holiday_on_it() -> None:
    day = date(2026, 12, 25)
    calendar = Calendar(
        "UTC", holidays=lambda year: frozenset({day}), opened={day: hours("09:00-12:00")}
    )
    assert calendar.is_working_day(day)


def test_a_day_off_ends_when_the_last_weekday_with_hours_before_it_ends() -> None:
    short_friday = Calendar(
        "UTC",
        (*[hours("09:00-18:00")] * 4, hours("09:00-14:00"), (), ()),
        closed=frozenset({date(2026, 3, 3)}),
    )
    assert short_friday.end_of_day(date(2026, 3, 7)) == at("2026-03-07 14:00")
    assert short_friday.end_of_day(date(2026, 3, 3)) == at("2026-03-03 18:00")


def test_hours_between_two_moments_skip_nights_weekends_and_lunch() -> None:
    lunch = Calendar("UTC", (*[hours("09:00-12:30 13:30-18:00")] * 5, (), ()))
    friday, monday = at("2026-03-06 12:00"), at("2026-03-09 14:00")
    assert lunch.between(friday, monday) == timedelta(hours=9)
    assert lunch.between(monday, friday) == -timedelta(hours=9)
    assert lunch.after(friday, timedelta(hours=9)) == monday
    assert lunch.between(at("2026-03-07 00:00"), at("2026-03-09 09:00")) == timedelta(0)


def test_no_working_time_after_a_moment_is_that_moment() -> None:
    night = at("2026-03-07 03:00")
    assert OFFICE.after(night, timedelta(0)) == night
    assert OFFICE.next_working(night) == at("2026-03-09 09:00")
    assert OFFICE.next_working(at("2026-03-09 10:00")) == at("2026-03-09 10:00")


def test_four_working_hours_after_a_late_signal_end_on_the_next_working_day() -> None:
    assert OFFICE.after(at("2026-03-06 16:00"), 4 * HOUR) == at("2026-03-09 11:00")


# ---- days on which clocks change

ROUND_THE_CLOCK = Calendar("America/New_York", (hours("00:00-00:00"),) * 7)


def test_a_day_on_which_clocks_change_has_23_or_25_hours() -> None:
    def length(day: date) -> timedelta:
        midnight = datetime.combine(day, time(0), NEW_YORK)
        after = datetime.combine(day + timedelta(days=1), time(0), NEW_YORK)
        return ROUND_THE_CLOCK.between(midnight, after)

    assert length(date(2026, 3, 7)) == 24 * HOUR
    assert length(date(2026, 3, 8)) == 23 * HOUR
    assert length(date(2026, 11, 1)) == 25 * HOUR


def test_hours_that_the_clock_skips_are_not_worked() -> None:
    night = Calendar("America/New_York", (hours("01:00-02:30 02:45-04:00"),) * 7)
    # 1:00 to 2:00, then 3:00 to 4:00
    assert night.between(at("2026-03-08 04:00"), at("2026-03-08 12:00")) == 2 * HOUR
    inside = Calendar("America/New_York", (hours("02:10-02:50"),) * 7)
    assert inside.between(at("2026-03-08 04:00"), at("2026-03-08 12:00")) == timedelta(0)
    assert inside.next_working(at("2026-03-08 04:00")) == at("2026-03-09 06:10")


def test_an_hour_that_the_clock_shows_twice_is_worked_twice_and_counted_once_each() -> None:
    night = Calendar("America/New_York", (hours("01:30-02:30"),) * 7)
    early, late = Calendar("America/New_York", (hours("00:00-01:30"),) * 7), at("2026-11-01 12:00")
    assert night.between(at("2026-11-01 04:00"), late) == 2 * HOUR
    assert early.between(at("2026-11-01 04:00"), late) == 1.5 * HOUR


def test_an_office_keeps_its_local_hours_over_a_change_of_clocks() -> None:
    london = Calendar("Europe/London")
    friday = datetime(2026, 3, 27, 17, tzinfo=LONDON)
    assert london.after(friday, 2 * HOUR) == datetime(2026, 3, 30, 10, tzinfo=LONDON)
    assert london.end_of_day(date(2026, 3, 30)) == at("2026-03-30 17:00")


def test_a_midnight_that_does_not_exist_is_the_moment_after_it() -> None:
    cairo = Calendar("Africa/Cairo", (hours("00:00-00:00"),) * 7)
    # 24 April 2026 begins at 1:00
    spans = list(cairo.spans(at("2026-04-23 00:00"), at("2026-04-24 21:00")))
    assert sum((b - a for a, b in spans), timedelta(0)) == timedelta(hours=45)


def test_a_date_that_a_zone_left_out_has_no_hours() -> None:
    apia = Calendar("Pacific/Apia", (hours("00:00-00:00"),) * 7)
    assert list(apia._on(date(2011, 12, 30))) == []


# ---- what no calendar may be


@pytest.mark.parametrize("week", [(), ((),) * 7, (*OFFICE_WEEK, ())])
def test_a_week_has_seven_days_with_an_hour_of_work_in_it(week: tuple[DayHours, ...]) -> None:
    with pytest.raises(ValueError, match="week"):
        Calendar("UTC", week)


@pytest.mark.parametrize("day", ["09:00-12:00 11:00-13:00", "09:00-00:00 10:00-11:00"])
def test_hours_of_a_day_do_not_overlap(day: str) -> None:
    with pytest.raises(ValueError, match="overlap"):
        Calendar("UTC", (hours(day), *OFFICE_WEEK[1:]))


@pytest.mark.parametrize(
    "span", [(time(9), time(9)), (time(9), time(8)), (time(9, 0, 1), time(10))]
)
def test_a_span_ends_after_it_begins_in_whole_minutes(span: tuple[time, time]) -> None:
    with pytest.raises(ValueError, match=r"ends before|whole minutes"):
        WorkSpan(*span)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        OFFICE.between(datetime(2026, 3, 4), datetime(2026, 3, 5))  # noqa: DTZ001


# ---- properties


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    def day() -> DayHours:
        cuts = draw(st.lists(st.integers(0, 24 * 4), unique=True, max_size=6).map(sorted))
        pairs = zip(cuts[::2], cuts[1::2], strict=False)
        return tuple(WorkSpan(_quarter(a), _quarter(b)) for a, b in pairs)

    week = tuple(day() for _ in range(7))
    assume(any(week))
    days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
    return Calendar(
        draw(st.sampled_from(ZONES)),
        week,
        closed=draw(st.frozensets(days, max_size=4)),
        opened={draw(days): hours("10:00-14:00") for _ in range(draw(st.integers(0, 2)))},
    )


def _quarter(number: int) -> time:
    return time(number // 4 % 24, number % 4 * 15)


# around changes of clocks of most zones, and any other time
MOMENTS = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    *(
        st.datetimes(datetime(*day) - timedelta(hours=30), datetime(*day) + timedelta(hours=30))  # noqa: DTZ001
        for day in [(2026, 3, 8), (2026, 3, 29), (2026, 4, 5), (2026, 4, 24), (2026, 11, 1)]
    ),
).map(lambda moment: moment.replace(tzinfo=UTC))
SPANS_OF_TIME = st.timedeltas(timedelta(0), timedelta(hours=60))


@pytest.mark.slow
@given(calendars(), MOMENTS, SPANS_OF_TIME)
def test_as_many_hours_as_are_asked_for_lie_before_the_moment_after_them(
    calendar: Calendar, moment: datetime, worked: timedelta
) -> None:
    then = calendar.after(moment, worked)
    assert calendar.between(moment, then) == worked
    if worked:  # and no earlier moment does
        assert calendar.between(moment, then - timedelta(microseconds=1)) < worked


@pytest.mark.slow
@given(calendars(), MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up_over_any_moment_between(
    calendar: Calendar, a: datetime, b: datetime, c: datetime
) -> None:
    a, b, c = sorted((a, b, c))
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert timedelta(0) <= calendar.between(a, c) <= c - a


@pytest.mark.slow
@given(calendars(), MOMENTS)
def test_a_moment_is_working_time_exactly_if_time_passes_in_it(
    calendar: Calendar, moment: datetime
) -> None:
    tick = timedelta(microseconds=1)
    assert calendar.is_working(moment) == (calendar.between(moment, moment + tick) == tick)
    there = calendar.next_working(moment)
    assert calendar.is_working(there)
    assert calendar.between(moment, there) == timedelta(0)


@pytest.mark.slow
@given(calendars(), st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 15))
def test_working_days_are_counted_as_they_are_walked(
    calendar: Calendar, day: date, distance: int
) -> None:
    there = calendar.working_day(day, distance)
    assert calendar.is_working_day(there)
    assert calendar.working_days(day + timedelta(days=1), there) == distance
    if calendar.is_working_day(day):
        assert calendar.working_day(there, -distance) == day
