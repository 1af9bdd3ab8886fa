"""Parser of the time of an inquiry, in the notations of exports and forms. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, Literal

from pullahead.base.wording import worded
from pullahead.leads.parsing.fields import BadField, clean_text, plain_digits, quoted
from pullahead.leads.parsing.zones import ZONE_PATTERN, zone_named

Order = Literal["", "dmy", "mdy"]
"""Whether 3/4 is 3 April (``dmy``), March 4 (``mdy``), or nobody knows."""

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100

_MONTH_FIRST: Final = frozenset("AS FM GU MH MP PH PR PW US VI".split())
_EITHER: Final = frozenset({"", "CA"})
# Beginnings of the names of months in English, Portuguese, Spanish, German, French, Italian,
# Turkish, Polish, Russian, Dutch and Nordic languages; no two languages differ about one
_MONTHS: Final = {
    start: number
    for number, starts in enumerate(
        (
            *("jan ene gen oca sty янв", "feb fev lut sub фев", "mar mrz mrt maa мар"),
            *("apr abr avr kwi nis апр", "may mai mag mei maj маи мая", "jun juin giu haz cze июн"),
            *("jul juil lug tem lip июл", "aug ago aou agu sie авг", "sep set eyl wrz сен"),
            *("oct out okt ott eki paz окт", "nov kas lis ноя", "dec dez dic des ara gru дек"),
        ),
        start=1,
    )
    for start in starts.split()
}
_DATES: Final = (
    r"(?P<y>[0-9]{4})(?P<s>[-/.])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})",
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
    r"(?:[a-z]{2,9}\.?,?\s+)?"
    r"(?P<a>[0-9]{1,2})(?P<s>[-/.])(?P<b>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4}|[0-9]{2})",
    r"(?:[a-z]{2,9}\.?,?\s+)?(?P<d>[0-9]{1,2})(?:st|nd|rd|th|er|[oa.])?[\s/-]?(?:de\s)?"
    r"(?P<name>[a-zа-я]{3,12})\.?,?[\s/-]?(?:(?:de|del)\s)?(?P<y>[0-9]{4}|(?<![0-9])[0-9]{2})"
    r"(?:\sг\.?)?",
    r"(?:[a-z]{2,9}\.?,?\s+)?(?P<name>[a-z]{3,9})\.?[\s-](?P<d>[0-9]{1,2})(?:st|nd|rd|th)?"
    r"(?:,\s?|\s|-)(?P<y>[0-9]{4}|[0-9]{2}(?![0-9:]))",
    r"(?P<y>[0-9]{4})[-\s/](?P<name>[a-z]{3,9})[-\s/](?P<d>[0-9]{1,2})",
)
_ZONE: Final = (
    rf"(?:\s?[(\[]?(?P<zone>{ZONE_PATTERN})[)\]]?(?:(?<=[0-9])\s[A-Z]{{3,5}})?"
    r"(?:\s?\([^()]{1,60}\))?)?"
)  # +0000 UTC
_HOUR: Final = (
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})"
    r"(?:[.,](?P<fraction>[0-9]{1,9}))?)?|h(?P<minute2>[0-9]{2})?)(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
)
_CLOCK: Final = (
    r"(?:(?:T|,?\s+(?:(?:at|as|a|a las?|alle|om|kl\.?|um|-|·)\s+)?)"
    rf"{_HOUR}(?:\s?(?:Uhr|hrs?\.?|h))?{_ZONE})?"
)
_FORMS: Final = tuple(re.compile(date + _CLOCK, re.IGNORECASE) for date in _DATES)
_UNIX_DATE: Final = re.compile(
    rf"[a-z]{{3}}\s+(?P<name>[a-z]{{3}})\s+(?P<d>[0-9]{{1,2}})\s+{_HOUR}"
    rf"(?:\s(?P<zone>{ZONE_PATTERN}))?\s(?P<y>[0-9]{{4}})",
    re.IGNORECASE | re.ASCII,
)  # Fri Nov 20 14:05:00 EST 2026
_SINCE_1970 = re.compile(r"[0-9]{10}(?:[0-9]{3}|\.[0-9]{1,9})?", re.ASCII)
_COMPACT = re.compile(
    r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})[T ]?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})"
    r"(?P<second>[0-9]{2})?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)  # 20261125T140500Z
_HALF_OF_DAY: Final = re.compile(
    r"(上午|午前|오전|下午|午後|오후)\s*([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
)
_EAST_ASIAN: Final = re.compile(
    r"([0-9]{4})\s*[年년.]\s*([0-9]{1,2})\s*[月월.]\s*([0-9]{1,2})\s*[日일.]"
)
_CLOCK_FIRST: Final = re.compile(
    r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[ap]\.?m\.?)?),?\s+(\S.*[0-9]{4})", re.IGNORECASE
)  # 14:05 25/11/2026
_SERIAL = re.compile(r"([0-9]{5})(?:[.,]([0-9]{1,12}))?", re.ASCII)
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_415  # the years 1990 to 2100
_SERIAL_START: Final = datetime(1899, 12, 30)  # noqa: DTZ001
_IN_DIGITS = re.compile(_DATES[2] + r"(?![0-9])", re.IGNORECASE | re.ASCII)


def date_marks(text: str) -> str:
    """Say what a cell shows of its file's order of day and month.

    "d" for a day first, "m" for a month first, "a" for a date that may be either, "" for any
    other text.
    """
    found = _IN_DIGITS.match(text.strip())
    if found is None or found["s"] == ".":
        return ""
    a, b = int(found["a"]), int(found["b"])
    if a > 12 >= b > 0:
        return "d"
    if b > 12 >= a > 0:
        return "m"
    return "a" if a != b else ""


def date_order(country: str) -> Order:
    """Return the usual order of day and month in a country (ISO 3166, or "")."""
    code = country.strip().upper()
    if code in _EITHER:
        return ""
    return "mdy" if code in _MONTH_FIRST else "dmy"


def read_time(raw: str, zone: str, now: datetime, order: Order = "") -> datetime | BadField:
    """Read a moment in UTC, in the years 1990 to 2100; it may be after `now`.

    Reads ISO 8601, 14/06/2017 12:30, 6/14/2017 12:30 PM, 14.06.17, 14 Jun 2017, 14-Jun-17, a
    spreadsheet's day number such as 42900.52, and seconds or milliseconds since 1970. A time
    without a zone is in `zone`; a date alone is its midnight there. If day and month are ambiguous,
    `order` decides; without an order the text is refused. `now` gives the century of a two-digit
    year: the latest that is at most a year ahead.

    Raises LookupError if `zone` is unknown.
    """
    home = zone_named(zone)
    text = _folded(raw)
    if not text:
        return BadField("received_at", "missing", worded("no time"))
    if _SINCE_1970.fullmatch(text):
        return _bounded(raw, datetime.fromtimestamp(int(text[:10]), UTC))
    if (serial := _SERIAL.fullmatch(text)) and _FIRST_SERIAL <= int(serial[1]) < _LAST_SERIAL:
        return _of_serial(raw, serial[1], serial[2] or "0", home)
    for form in (*_FORMS, _UNIX_DATE, _COMPACT):
        found = form.fullmatch(text)
        if found:
            return _moment(raw, found.groupdict(), home, now, order)
    return _not_a_time(raw)


def _folded(raw: str) -> str:
    """The text without accents and quotation marks, its date first, in digits of ASCII."""
    text = plain_digits(clean_text(raw, 100).strip("'\"= "))
    text = _EAST_ASIAN.sub(r"\1-\2-\3 ", text)
    text = _HALF_OF_DAY.sub(lambda m: f"{m[2]} {'am' if m[1] in _MORNING else 'pm'}", text)
    if first := _CLOCK_FIRST.fullmatch(text):
        text = f"{first[2]} {first[1]}"
    plain = unicodedata.normalize("NFKD", text).replace("−", "-").replace("ı", "i")
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(bare.split()).strip("'\"= ")


_MORNING: Final = frozenset({"上午", "午前", "오전"})


def _of_serial(raw: str, days: str, fraction: str, home: tzinfo) -> datetime | BadField:
    """Read a spreadsheet's number of days, to the second."""
    seconds = round(float(f"0.{fraction}") * 86_400)
    naive = _SERIAL_START + timedelta(days=int(days), seconds=seconds)
    return _bounded(raw, naive.replace(tzinfo=home).astimezone(UTC))


def _moment(
    raw: str, part: dict[str, str | None], home: tzinfo, now: datetime, order: Order
) -> datetime | BadField:
    date = _month_and_day(raw, part, order)
    if isinstance(date, BadField):
        return date
    try:
        naive = datetime(_year(part["y"] or "", now), *date) + _clock(part)  # noqa: DTZ001
        named = part.get("zone")
        there = zone_named(named, naive, home) if named else home
        moment = naive.replace(tzinfo=there).astimezone(UTC)
    except (ValueError, OverflowError):
        return _not_a_time(raw)
    except LookupError:
        return _unknown_zone(raw, named or "")
    return _bounded(raw, moment)


def _bounded(raw: str, moment: datetime) -> datetime | BadField:
    if FIRST_YEAR <= moment.year <= LAST_YEAR:
        return moment
    said = worded(
        "{text} is not in the years {first} to {last}; correct it",
        text=quoted(raw),
        first=FIRST_YEAR,
        last=LAST_YEAR,
    )
    return BadField("received_at", "out_of_range", said)


def _month_and_day(
    raw: str, part: dict[str, str | None], order: Order
) -> tuple[int, int] | BadField:
    if part.get("name"):
        name = (part["name"] or "").lower()
        month = _MONTHS.get(name[:4], 0) or _MONTHS.get(name[:3], 0)
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
    said = worded(
        "{text} may be day {a} of month {b} or day {b} of month {a}; write it as 2017-06-14, or "
        "set the country",
        text=quoted(raw),
        a=a,
        b=b,
    )
    return BadField("received_at", "ambiguous", said)


def _year(digits: str, now: datetime) -> int:
    if len(digits) == 4:
        return int(digits)
    latest = now.year + 1
    year = latest - latest % 100 + int(digits)
    return year if year <= latest else year - 100


def _clock(part: dict[str, str | None]) -> timedelta:
    if part["hour"] is None:
        return timedelta()
    part = {"half": None, "fraction": None, **part}
    part["minute"] = part["minute"] or part.get("minute2")
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    if part["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("no such hour on a twelve-hour clock")
        hour = hour % 12 + (12 if part["half"].lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 60:  # 60: a leap second
        raise ValueError("no such time of day")
    micro = int(f"{(part['fraction'] or '')[:6]:0<6}")
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=micro)


def _unknown_zone(raw: str, zone: str) -> BadField:
    said = worded(
        "{text} names the time zone {zone}, which is unknown or has several meanings; write an "
        "offset such as -05:00",
        text=quoted(raw),
        zone=quoted(zone),
    )
    return BadField("received_at", "unknown_zone", said)


def _not_a_time(raw: str) -> BadField:
    said = worded(
        "{text} is not a time that can be read; write it as 2017-06-14T12:34:00-03:00",
        text=quoted(raw),
    )
    return BadField("received_at", "not_a_time", said)
