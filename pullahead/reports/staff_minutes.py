"""Minutes of people by day: what they worked, and what their shifts plan for the days to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pullahead.reports import at_work, capacity, costs
from pullahead.reports.at_work import Span
from pullahead.reports.capacity import DAY, Forecast

PersonMinutes = Mapping[int, Mapping[date, float]]


@dataclass(frozen=True, slots=True)
class StaffMinutes:
    """Minutes at work by person and day, and planned minutes of those who have shifts.

    `planned` begins with the first day of the forecast. A person with a plan is forecast by the
    plan, everyone else by the same weekday of six weeks.
    """

    worked: PersonMinutes
    planned: PersonMinutes

    def on(self, day: date, today: date, people: Collection[int] | None = None) -> Forecast:
        """Forecast the minutes at work on a day, of all people or of some."""
        wanted = self._of(self.planned, people)
        there = sum(own.get(day, 0.0) for own in wanted.values())
        rest = self._of(self.worked, people)
        guess = capacity.forecast(
            summed(own for pk, own in rest.items() if pk not in self.planned), day, today
        )
        return Forecast(day, guess.low + there, guess.middle + there, guess.high + there)

    @staticmethod
    def _of(known: PersonMinutes, people: Collection[int] | None) -> PersonMinutes:
        return known if people is None else {pk: known[pk] for pk in people if pk in known}


def summed(rows: Iterable[Mapping[date, float]]) -> dict[date, float]:
    """Return the sums of several people by day."""
    found: dict[date, float] = defaultdict(float)
    for own in rows:
        for day, amount in own.items():
            found[day] += amount
    return dict(found)


def hour_of(at: datetime) -> datetime:
    """Return the start of the hour of a moment, on the organization's clock, in UTC."""
    local = at.astimezone(costs.organization_zone())
    return at - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )


def minutes_by_hour(spans: Iterable[Sequence[Span]]) -> dict[datetime, float]:
    """Return the minutes of all people in each hour."""
    return capacity.by_slot((span for own in spans for span in own), hour_of)


def staffed_hours(since: datetime, now: datetime) -> dict[datetime, float]:
    """Return the minutes that people were at work in each hour."""
    return minutes_by_hour(at_work.staffed_spans(since, now).values())


def staff_minutes(
    since: datetime, now: datetime, *, first: date, days: int
) -> tuple[StaffMinutes, dict[datetime, float]]:
    """Return the minutes by person, planned for so many days from `first` on, and by hour."""
    book = at_work.shift_book(since)
    spans = at_work.staffed_spans(since, now, book)
    begins, ends = costs.day_start(first), costs.day_start(first + days * DAY)
    coming = {pk: book.planned(pk, begins, ends) for pk in book.people if book.has_plan(pk, now)}
    return (
        StaffMinutes(_by_person(spans), _by_person(coming)),
        minutes_by_hour(spans.values()),
    )


def _by_person(spans: at_work.SpansByPerson) -> dict[int, dict[date, float]]:
    zone = costs.organization_zone()
    return {pk: _by_day(minutes_by_hour([own]), zone) for pk, own in spans.items()}


def _by_day(minutes: Mapping[datetime, float], zone: ZoneInfo) -> dict[date, float]:
    found: dict[date, float] = defaultdict(float)
    for at, amount in minutes.items():
        found[at.astimezone(zone).date()] += amount
    return dict(found)
