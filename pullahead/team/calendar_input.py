"""Settings of a calendar: read as people type them, written back, kept as JSON.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from pullahead.base.errors import FieldError, Invalid
from pullahead.base.wording import worded
from pullahead.team.calendar import OFFICE_WEEK, Calendar, DayHours, WorkSpan

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SPANS_AT_MOST, LINES_AT_MOST, NAME_AT_MOST = 6, 200, 100
_SPAN = re.compile(r"(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?", re.ASCII)
_LINE = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s+(.+))?", re.ASCII)

ClosedDays = tuple[tuple[date, str], ...]
OpenDays = tuple[tuple[date, DayHours], ...]


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """The settings of one calendar. Blank zone: the organization's; blank country: no holidays."""

    zone: str = ""
    country: str = ""
    subdivision: str = ""
    week: tuple[DayHours, ...] = OFFICE_WEEK
    closed: ClosedDays = ()
    opened: OpenDays = ()


def read_settings(typed: Mapping[str, str]) -> CalendarSettings:
    """Read a form. Raises Invalid with an error for each field that cannot be read."""
    errors: list[FieldError] = []

    def read(field: str, reader: Any) -> Any:
        try:
            return reader(typed.get(field, ""))
        except ValueError as problem:
            errors.append(FieldError(field, "invalid", problem.args[0]))
            return ()

    week = tuple(read(day, read_hours) for day in WEEKDAYS)
    closed = read("closed", read_closed)
    opened = read("opened", read_opened)
    if not errors and not any(week):
        said = worded("Enter the hours of at least one weekday, such as 9:00-18:00.")
        errors.append(FieldError("monday", "invalid", said))
    for day in {day for day, _ in closed} & {day for day, _ in opened}:
        said = worded("{day} is also among the days off. Remove one of the two.", day=str(day))
        errors.append(FieldError("opened", "invalid", said))
    if errors:
        raise Invalid(" ".join(one.message for one in errors), errors=errors)
    return CalendarSettings(
        zone=typed.get("zone", "").strip(),
        country=typed.get("country", "").strip().upper(),
        subdivision=typed.get("subdivision", "").strip(),
        week=week,
        closed=closed,
        opened=opened,
    )


def read_hours(text: str) -> DayHours:
    """Read the hours of one day: ``9:00-12:30, 13:30-18:00``. Blank: a day off."""
    found = [one.strip() for one in text.split(",") if one.strip()]
    if len(found) > SPANS_AT_MOST:
        raise ValueError(worded("Enter at most {limit} spans for a day.", limit=SPANS_AT_MOST))
    spans = sorted((_span(one) for one in found), key=lambda one: one.opens)
    try:
        Calendar("UTC", (tuple(spans), *OFFICE_WEEK[1:]))
    except ValueError:
        raise ValueError(worded("These hours overlap. Enter each hour once.")) from None
    return tuple(spans)


def read_closed(text: str) -> ClosedDays:
    """Read days off, one a line: a date, and a name if wanted."""
    return tuple((day, rest[:NAME_AT_MOST]) for day, rest in _dated(text))


def read_opened(text: str) -> OpenDays:
    """Read extra working days, one a line: a date and its hours."""
    found = []
    for day, rest in _dated(text):
        hours = read_hours(rest)
        if not hours:
            said = worded(
                "Enter the hours of {day} after the date, such as {day} 9:00-14:00.", day=str(day)
            )
            raise ValueError(said)
        found.append((day, hours))
    return tuple(found)


def _dated(text: str) -> list[tuple[date, str]]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > LINES_AT_MOST:
        raise ValueError(worded("Enter at most {limit} days.", limit=LINES_AT_MOST))
    days: dict[date, str] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        try:
            day = date.fromisoformat(found[1] if found else "")
        except ValueError:
            said = worded(
                "Can’t read “{text}”. Begin each line with a date, such as 2026-12-24.",
                text=line[:40],
            )
            raise ValueError(said) from None
        if day in days:
            said = worded("{day} is listed twice. Remove one of the two.", day=str(day))
            raise ValueError(said)
        days[day] = (found[2] if found else None) or ""
    return sorted(days.items())


def _span(text: str) -> WorkSpan:
    found = _SPAN.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        return WorkSpan(_time(found[1], found[2]), _time(found[3], found[4], end=True))
    except ValueError:
        said = worded(
            "Can’t read “{text}”. Enter hours such as 9:00-18:00. The end of a day is 24:00.",
            text=text[:40],
        )
        raise ValueError(said) from None


def _time(hour: str, minute: str | None, *, end: bool = False) -> time:
    if end and int(hour) == 24 and not int(minute or 0):
        return time(0)
    return time(int(hour), int(minute or 0))


# ---- as text and as JSON


def hours_text(hours: DayHours) -> str:
    """The hours of a day as `read_hours` reads them."""
    return ", ".join(f"{_clock(one.opens)}-{_clock(one.closes, end=True)}" for one in hours)


def as_typed(settings: CalendarSettings) -> dict[str, str]:
    """The settings as `read_settings` reads them."""
    return {
        "zone": settings.zone,
        "country": settings.country,
        "subdivision": settings.subdivision,
        "closed": "\n".join(f"{day} {name}".strip() for day, name in settings.closed),
        "opened": "\n".join(f"{day} {hours_text(hours)}" for day, hours in settings.opened),
    } | {day: hours_text(hours) for day, hours in zip(WEEKDAYS, settings.week, strict=True)}


def _clock(at: time, *, end: bool = False) -> str:
    return "24:00" if end and at == time(0) else f"{at:%H:%M}"


def days_as_json(settings: CalendarSettings) -> dict[str, Any]:
    """The hours and days as JSON for the table."""
    return {
        "week": [hours_text(hours) for hours in settings.week],
        "closed": [[day.isoformat(), name] for day, name in settings.closed],
        "opened": [[day.isoformat(), hours_text(hours)] for day, hours in settings.opened],
    }


def days_from_json(week: Any, closed: Any, opened: Any) -> CalendarSettings:
    """The hours and days that `days_as_json` wrote."""
    return CalendarSettings(
        week=tuple(read_hours(hours) for hours in week),
        closed=tuple((date.fromisoformat(day), name) for day, name in closed),
        opened=tuple((date.fromisoformat(day), read_hours(hours)) for day, hours in opened),
    )
