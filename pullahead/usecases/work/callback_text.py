"""Read a typed callback time: "2p", "tomorrow 10", "fri 9:30", "in 2 h", "2026-11-01 01:30".

Plain Python without Django, clock or I/O.

Words are English, Spanish or Portuguese, whatever the page's language. A time is the customer's
local time. On the two days a year when clocks change, a local time may exist twice or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from pullahead.usecases.work.moment_words import (
    BEFORE_A_SPAN,
    FILLER,
    UNITS,
    meaning,
    phrases_replaced,
    plain,
)

T = TypeVar("T")
TEXT_LIMIT = 100
# A bare hour up to this one means the afternoon: nobody asks for a call at 2 in the night
AFTERNOON_UP_TO = 7
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})[t ](\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?\s*(z|[+-]\d{2}:?\d{2})?"
)
_SPAN_PART = re.compile(r"(\d{1,4}(?:\.\d{1,2})?|an?|una?|uma?)\s*([a-z]+)\s*(?:and|y|e)?\s*")
_TIME = re.compile(r"(\d{1,2})(?:(?:[:.]|h)(\d{2}))?(h|hs|hrs)?(a|p|am|pm)?")
_DIGITS = re.compile(r"(\d{1,2})(\d{2})(a|p|am|pm)?")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|o|a)")


class CallbackProblem(StrEnum):
    """Reason why a text is not one moment."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    NO_TIME = "no_time"
    GAP = "gap"  # the clocks skip this time
    TWICE = "twice"  # the clocks are set back, and show this time twice
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class CallbackReading:
    """The moment of a typed callback time.

    With a problem, `moments` are the moments that may be meant: two where the clocks change.
    """

    moments: tuple[datetime, ...] = ()
    problem: CallbackProblem | None = None


class _UnreadableTextError(Exception):
    pass


@dataclass(slots=True)
class _Parts:
    """Parts of a text, as far as they are found."""

    day: date | None = None
    weekday: int | None = None
    month: int | None = None
    numbers: list[str] = field(default_factory=list)
    half: str = ""  # am, pm
    clock: time | None = None


def read_callback_text(
    text: str, *, now: datetime, zone: ZoneInfo, language: str = "en"
) -> CallbackReading:
    """Return the moment that a text names in `zone`; days are counted from `now`."""
    said = plain(text[:TEXT_LIMIT])
    if not said:
        return CallbackReading(problem=CallbackProblem.EMPTY)
    try:
        moment = _iso(said) or _span(said, now, zone)
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            return CallbackReading((moment.astimezone(UTC),))
        local = moment or _local(phrases_replaced(said), now.astimezone(zone), language)
        return _placed(local, zone) if local else CallbackReading(problem=CallbackProblem.NO_TIME)
    except OverflowError:
        return CallbackReading(problem=CallbackProblem.TOO_FAR)
    except (_UnreadableTextError, ValueError):
        return CallbackReading(problem=CallbackProblem.UNREADABLE)


def canonical(moment: datetime, zone: ZoneInfo) -> str:
    """Return a text that names this moment and no other: *2026-11-01 01:30 -04:00*."""
    local = moment.astimezone(zone)
    sign = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} {sign[:3]}:{sign[3:5]}"


def _placed(local: datetime, zone: ZoneInfo) -> CallbackReading:
    """Return the instants at which the clocks of the zone show this time."""
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return CallbackReading((first,))
    shown = first.astimezone(zone).replace(tzinfo=None)
    problem = CallbackProblem.TWICE if shown == local else CallbackProblem.GAP
    return CallbackReading((min(first, second), max(first, second)), problem)


def _iso(said: str) -> datetime | None:
    found = _ISO.fullmatch(said)
    if found is None:
        return None
    day, clock, offset = found.groups()
    at = datetime.combine(date.fromisoformat(day), _clock(clock))
    if not offset:
        return at
    return at.replace(tzinfo=datetime.strptime(offset.upper(), "%z").tzinfo)


def _span(said: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Read *in 2 h*: hours pass by, days and weeks count calendar days. None = no span."""
    begins = BEFORE_A_SPAN.match(said)
    if begins is None:
        return None
    rest, at, days = phrases_replaced(said[begins.end() :]), now, 0
    while rest:
        part = _SPAN_PART.match(rest)
        unit = UNITS.get(part[2]) if part else None
        if part is None or unit is None:
            return None
        count = float(part[1]) if part[1][0].isdigit() else 1.0
        if unit in {"days", "weeks"}:
            days += int(count * (7 if unit == "weeks" else 1))
        else:
            at += timedelta(**{unit: count})
        rest = rest[part.end() :]
    # up to the whole minute
    at = (at + timedelta(seconds=60, microseconds=-1)).replace(second=0, microsecond=0)
    if not days:
        return at
    local = at.astimezone(zone).replace(tzinfo=None)
    return local + timedelta(days=days)


def _local(said: str, now: datetime, language: str) -> datetime | None:
    """Return the local time that the words name; None without a time of day."""
    parts = _Parts()
    tokens = [token for token in said.split() if token not in FILLER]
    for index, token in enumerate(tokens):
        _take(token, parts, language, before=tokens[index - 1] if index else "", now=now)
    _dated(parts, now)
    for number in parts.numbers:
        if parts.clock is not None:
            raise _UnreadableTextError
        parts.clock = _bare(number, parts.half)
    if parts.clock is None:
        if parts.day is None and parts.weekday is None:
            raise _UnreadableTextError
        return None
    return _on_its_day(parts, parts.clock, now)


def _take(token: str, parts: _Parts, language: str, *, before: str, now: datetime) -> None:
    if token in {"am", "pm", "a", "p"}:
        parts.half = token[0] + "m"
        if parts.clock is not None:
            raise _UnreadableTextError
    elif token == "@2":
        parts.day = _only(parts.day, now.date() + timedelta(days=2))
    elif _ISO_DATE.fullmatch(token):
        parts.day = _only(parts.day, date.fromisoformat(token))
    elif found := _DATE.fullmatch(token):
        parts.day = _only(parts.day, _slashed(found, language, now))
    elif token[0].isdigit():
        _take_number(token, parts)
    else:
        _take_word(token, parts, language, before=before, now=now)


def _take_number(token: str, parts: _Parts) -> None:
    if token.isdigit() and len(token) <= 2:
        parts.numbers.append(token)
    elif (ordinal := _ORDINAL.fullmatch(token)) and token[-1] not in "a":
        parts.numbers.insert(0, ordinal[1])
    else:
        parts.numbers.append(token)


def _take_word(token: str, parts: _Parts, language: str, *, before: str, now: datetime) -> None:
    means = meaning(token)
    if len(means) > 1 and token == "mar":  # martes, or March
        wanted = "month" if before.isdigit() or not language.startswith("es") else "weekday"
        means = {one for one in means if one[0] == wanted}
    if len(means) != 1:
        raise _UnreadableTextError
    kind, number = means.pop()
    if kind == "ahead":
        parts.day = _only(parts.day, now.date() + timedelta(days=number))
    elif kind == "weekday":
        parts.weekday = _only(parts.weekday, number)
    else:
        parts.month = _only(parts.month, number)


def _only(known: T | None, new: T) -> T:
    if known is not None and known != new:
        raise _UnreadableTextError
    return new


def _slashed(found: re.Match[str], language: str, now: datetime) -> date:
    """Read *11/1*: the month first in English, unless the number is none."""
    one, other = int(found[1]), int(found[2])
    month_first = (language.startswith("en") and one <= 12) or other > 12
    month, day = (one, other) if month_first else (other, one)
    if found[3]:
        return date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), month, day)
    return _next_date(month, day, now.date())


def _next_date(month: int, day: int, today: date) -> date:
    for year in range(today.year, today.year + 9):  # 29 February
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise _UnreadableTextError


def _dated(parts: _Parts, now: datetime) -> None:
    """Take the day of a month from the first number that is no clock time."""
    if parts.month is None:
        return
    found = next((n for n in parts.numbers if n.isdigit() and len(n) <= 2), None)
    if found is None or parts.day is not None:
        raise _UnreadableTextError
    parts.numbers.remove(found)
    year = next((n for n in parts.numbers if re.fullmatch(r"20\d\d", n)), None)
    if year is not None and len(parts.numbers) > 1:
        parts.numbers.remove(year)
        parts.day = date(int(year), parts.month, int(found))
    else:
        parts.day = _next_date(parts.month, int(found), now.date())


def _bare(token: str, half: str) -> time:
    found = _TIME.fullmatch(token) or _DIGITS.fullmatch(token)
    if found is None:
        raise _UnreadableTextError
    groups = found.groups()
    hour, minute = int(groups[0]), int(groups[1] or 0)
    half = f"{groups[-1][0]}m" if groups[-1] else half
    if half:
        if not 1 <= hour <= 12:
            if half == "pm" and 12 < hour <= 23:
                return time(hour, minute)
            raise _UnreadableTextError
        return time(hour % 12 + (12 if half == "pm" else 0), minute)
    is_literal = token.startswith("0") or hour > AFTERNOON_UP_TO or hour == 0
    return time(hour if is_literal else hour + 12, minute)


def _clock(said: str) -> time:
    hour, minute = said.split(":")
    return time(int(hour), int(minute))


def _on_its_day(parts: _Parts, clock: time, now: datetime) -> datetime:
    """Return the time on its day: the next such weekday, and else today or tomorrow."""
    today, passed = now.date(), clock <= now.time()
    if parts.day is not None:
        if parts.weekday not in {None, parts.day.weekday()}:
            raise _UnreadableTextError
        return datetime.combine(parts.day, clock)
    if parts.weekday is None:
        return datetime.combine(today + timedelta(days=passed), clock)
    ahead = (parts.weekday - today.weekday()) % 7
    return datetime.combine(today + timedelta(days=ahead or 7 * passed), clock)
