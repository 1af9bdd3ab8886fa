"""Reading the moment when somebody asked, from the notations that exports and forms use. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pullahead.leads.parsing.fields import BadField, clean_text, quoted

Order = Literal["", "dmy", "mdy"]
"""Whether 3/4 is 3 April (``dmy``), March 4 (``mdy``), or nobody knows."""

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100

_MONTH_FIRST: Final = frozenset("AS FM GU MH MP PH PR PW US VI".split())
_EITHER: Final = frozenset({"", "CA"})
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_DATES: Final = (
    r"(?P<y>[0-9]{4})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})",
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
    r"(?P<a>[0-9]{1,2})(?P<s>[-/.])(?P<b>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4}|[0-9]{2})",
    r"(?:[a-z]{3,9},?\s+)?(?P<d>[0-9]{1,2})[\s-](?P<name>[a-z]{3,9})\.?,?[\s-](?P<y>[0-9]{4})",
    r"(?:[a-z]{3,9},?\s+)?(?P<name>[a-z]{3,9})\.?\s(?P<d>[0-9]{1,2}),?\s(?P<y>[0-9]{4})",
)
_CLOCK: Final = (
    r"(?:(?:T|,?\s+(?:at\s+)?)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?(?:\s?(?P<half>[ap])\.?m\.?)?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_FORMS: Final = tuple(re.compile(date + _CLOCK, re.IGNORECASE | re.ASCII) for date in _DATES)
_SINCE_1970 = re.compile(r"[0-9]{10}(?:[0-9]{3})?", re.ASCII)


def date_order(country: str) -> Order:
    """How people of a country (ISO 3166, or "") write a date in digits."""
    code = country.strip().upper()
    if code in _EITHER:
        return ""
    return "mdy" if code in _MONTH_FIRST else "dmy"


def read_time(raw: str, zone: str, now: datetime, order: Order = "") -> datetime | BadField:
    """A moment in UTC, of the years 1990 to 2100; it may lie after `now`.

    Reads ISO 8601, 14/06/2017 12:30, 6/14/2017 12:30 PM, 14.06.17, 14 Jun 2017, and seconds or
    milliseconds since 1970. A time that names no zone is in `zone`; a date alone is its midnight
    there. Where day and month could be either, `order` decides, and without one it is refused.
    `now` tells the century of a year of two digits: the last that is not more than a year ahead.

    Raises ZoneInfoNotFoundError where `zone` is not in the tz database.
    """
    home = ZoneInfo(zone)
    text = clean_text(raw, 80)
    if not text:
        return BadField("received_at", "missing", "no time is given")
    if _SINCE_1970.fullmatch(text):
        return _bounded(raw, datetime.fromtimestamp(int(text[:10]), UTC))
    for form in _FORMS:
        found = form.fullmatch(text)
        if found:
            return _moment(raw, found.groupdict(), home, now, order)
    return _not_a_time(raw)


def _moment(
    raw: str, part: dict[str, str | None], home: tzinfo, now: datetime, order: Order
) -> datetime | BadField:
    date = _month_and_day(raw, part, order)
    if isinstance(date, BadField):
        return date
    try:
        naive = datetime(_year(part["y"] or "", now), *date) + _clock(part)  # noqa: DTZ001
        moment = naive.replace(tzinfo=_zone(part["zone"]) or home).astimezone(UTC)
    except (ValueError, OverflowError):
        return _not_a_time(raw)
    return _bounded(raw, moment)


def _bounded(raw: str, moment: datetime) -> datetime | BadField:
    if FIRST_YEAR <= moment.year <= LAST_YEAR:
        return moment
    return BadField(
        "received_at",
        "out_of_range",
        f"{quoted(raw)} is not in the years {FIRST_YEAR} to {LAST_YEAR}; correct it",
    )


def _month_and_day(
    raw: str, part: dict[str, str | None], order: Order
) -> tuple[int, int] | BadField:
    if part.get("name"):
        month = _MONTHS.get((part["name"] or "")[:3].lower(), 0)
        return month, int(part["d"] or 0)
    if part.get("a") is None:
        return int(part["m"] or 0), int(part["d"] or 0)
    a, b = int(part["a"] or 0), int(part["b"] or 0)
    if a > 12 or a == b or part["s"] == ".":
        return b, a
    if b > 12 or order == "mdy":
        return a, b
    if order == "dmy":
        return b, a
    return BadField(
        "received_at",
        "ambiguous",
        f"{quoted(raw)} may be day {a} of month {b} or day {b} of month {a}; "
        "write it as 2017-06-14 or give the country it is from",
    )


def _year(digits: str, now: datetime) -> int:
    if len(digits) == 4:
        return int(digits)
    latest = now.year + 1
    year = latest - latest % 100 + int(digits)
    return year if year <= latest else year - 100


def _clock(part: dict[str, str | None]) -> timedelta:
    if part["hour"] is None:
        return timedelta()
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    if part["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour on a twelve-hour clock")
        hour = hour % 12 + (12 if part["half"].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 60:  # 60: a leap second
        raise ValueError("no such time of day")
    micro = int(f"{(part['fraction'] or '')[:6]:0<6}")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=micro)


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-ahead if text[0] == "-" else ahead)


def _not_a_time(raw: str) -> BadField:
    return BadField(
        "received_at",
        "not_a_time",
        f"{quoted(raw)} is not a time that can be read; write it as 2017-06-14T12:34:00-03:00",
    )
