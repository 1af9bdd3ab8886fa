"""Working time: hours by weekday in one time zone, holidays, days off, extra working days.

Plain Python without Django, clock or I/O.

A span opens at the first instant at which the local clock reads its start. It closes at the first
instant at which the clock reads its end or later. A day on which clocks change therefore has 23 or
25 hours, spans that touch never overlap, and no minute is counted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
NOTHING = timedelta(0)
MIDNIGHT = time(0)

HolidaysOfYear = Callable[[int], frozenset[date]]


def no_holidays(year: int) -> frozenset[date]:
    """No holiday in any year: for calendars without a country."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class WorkSpan:
    """Working time of one day, local, ``[opens, closes)``; ``closes`` at 00:00 ends the day."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        for clock in (self.opens, self.closes):
            if clock.second or clock.microsecond or clock.tzinfo is not None:
                raise ValueError(f"{clock!r}: give a plain local time in whole minutes")
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            raise ValueError(f"{self.opens:%H:%M}-{self.closes:%H:%M} ends before it begins")


DayHours = tuple[WorkSpan, ...]
OFFICE: DayHours = (WorkSpan(time(9), time(18)),)
OFFICE_WEEK: tuple[DayHours, ...] = (*[OFFICE] * 5, (), ())


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working time of an organization or a team.

    An extra working day wins over a day off and over a holiday; those win over the weekday.
    """

    zone: str
    week: tuple[DayHours, ...] = OFFICE_WEEK  # from Monday
    holidays: HolidaysOfYear = no_holidays
    closed: frozenset[date] = frozenset()
    opened: Mapping[date, DayHours] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("a week has seven days, and at least one of them has working hours")
        for hours in (*self.week, *self.opened.values()):
            if any(
                right.opens < left.closes or left.closes == MIDNIGHT
                for left, right in pairwise(hours)
            ):
                raise ValueError("the hours of a day stand in order and do not overlap")

    # ---- days

    def hours_of(self, day: date) -> DayHours:
        """The working hours of a day; none on a day off."""
        if day in self.opened:
            return self.opened[day]
        if day in self.closed or day in self.holidays(day.year):
            return ()
        return self.week[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """Return whether this day has working hours."""
        return bool(self.hours_of(day))

    def local_day(self, at: datetime) -> date:
        """The date that the calendar's clock shows at a moment."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def working_day(self, day: date, distance: int = 1) -> date:
        """Return the working day `n` working days after `day`; before it if negative."""
        if not distance:
            raise ValueError("the distance of a working day is not 0")
        step = DAY if distance > 0 else -DAY
        for _ in range(abs(distance)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def working_days(self, first: date, last: date) -> int:
        """The number of working days from `first` to `last`, both included."""
        return sum(
            self.is_working_day(first + DAY * n) for n in range(max(0, (last - first).days + 1))
        )

    # ---- ends of days

    def end_of_day(self, day: date) -> datetime:
        """The end of work on a day.

        A day off ends when that weekday usually ends, or else the last weekday before it.
        """
        hours = self.hours_of(day)
        for back in range(7):
            hours = hours or self.week[(day.weekday() - back) % 7]
        return _moment_of(self.zone, day, hours[-1].closes, end=True)

    def end_of_working_day(self, at: datetime, distance: int = 1) -> datetime:
        """The end of the working day so many working days after the day of `at`."""
        return self.end_of_day(self.working_day(self.local_day(at), distance))

    # ---- hours

    def spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working time between two moments, as spans in UTC, in order."""
        start, end = _utc(start), _utc(end)
        for opens, closes in self._from(start):
            if opens >= end:
                return
            yield max(opens, start), min(closes, end)

    def is_working(self, at: datetime) -> bool:
        """Return whether this moment is working time."""
        return next(self._from(_utc(at)))[0] <= _utc(at)

    def next_working(self, at: datetime) -> datetime:
        """The first moment of working time from `at` on: `at` itself in working time."""
        return max(_utc(at), next(self._from(_utc(at)))[0])

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two moments; negative where `end` comes first."""
        if end < start:
            return -self.between(end, start)
        return sum((closes - opens for opens, closes in self.spans(start, end)), NOTHING)

    def after(self, at: datetime, worked: timedelta) -> datetime:
        """The first moment by which so much has been worked since `at`."""
        if worked < NOTHING:
            raise ValueError("working time after a moment is not negative")
        at = _utc(at)
        if not worked:
            return at
        for opens, closes in self._from(at):
            opens = max(opens, at)
            if closes - opens >= worked:
                return opens + worked
            worked -= closes - opens
        raise OverflowError("there is no such moment")  # unreachable: some weekday has hours

    def _from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """All spans that end after `at`, in order; OverflowError after the year 9999."""
        # where clocks go back over midnight, the day before still has time to come
        day = self.local_day(at) - DAY
        while True:
            for opens, closes in self._on(day):
                if closes > at:
                    yield opens, closes
            day += DAY

    def _on(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        spans = (
            (
                _moment_of(self.zone, day, one.opens),
                _moment_of(self.zone, day, one.closes, end=True),
            )
            for one in self.hours_of(day)
        )
        # a span in an hour that the clock skips is empty
        return [(opens, closes) for opens, closes in spans if opens < closes]


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("the moment has no zone; pass an aware datetime")
    return at.astimezone(UTC)


@lru_cache(maxsize=16_384)
def _moment_of(zone: str, day: date, clock: time, *, end: bool = False) -> datetime:
    """The first instant at which the local clock reads `clock` of `day`, or later."""
    local = datetime.combine(day + DAY if end and clock == MIDNIGHT else day, clock)
    there = ZoneInfo(zone)
    first = local.replace(tzinfo=there).astimezone(UTC)
    if first.astimezone(there).replace(tzinfo=None) == local:
        return first
    # skipped by the clock: the instant of the change lies between the two readings of it
    left, right = local.replace(tzinfo=there, fold=1).astimezone(UTC), first
    while right - left > timedelta(seconds=1):
        middle = left + (right - left) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(there).replace(tzinfo=None) < local:
            left = middle
        else:
            right = middle
    return right
