"""Read the day of a line: *Thu*, *12 Jan*, *tomorrow*, *in 3 days*, *2026-12-10*.

Plain Python without Django, clock or I/O.

Words are English, Spanish or Portuguese. A day without a year is the next one. *3/4* is no day:
the reader cannot know whether the day or the month comes first.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

AT_MOST = timedelta(days=730)
WEEKDAYS = (
    ("monday", "lunes", "segunda"),
    ("tuesday", "martes", "terca"),
    ("wednesday", "miercoles", "quarta"),
    ("thursday", "jueves", "quinta"),
    ("friday", "viernes", "sexta"),
    ("saturday", "sabado"),
    ("sunday", "domingo"),
)
MONTHS = (
    ("january", "enero", "janeiro"),
    ("february", "febrero", "fevereiro"),
    ("march", "marzo", "marco"),
    ("april", "abril"),
    ("may", "mayo", "maio"),
    ("june", "junio", "junho"),
    ("july", "julio", "julho"),
    ("august", "agosto"),
    ("september", "septiembre", "setembro", "sept"),
    ("october", "octubre", "outubro"),
    ("november", "noviembre", "novembro"),
    ("december", "diciembre", "dezembro"),
)
NEAR = {
    "today": 0, "hoy": 0, "hoje": 0,
    "tomorrow": 1, "manana": 1, "amanha": 1,
}  # fmt: skip
_BY = re.compile(
    r"^(?P<what>.*\S)\s+(?:by|until|before|hasta|para(?: el)?|antes del?|ate|até)\s+"
    r"(?P<day>\S.{0,30})$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_TIME = re.compile(
    r"(?:at|a las|as)?\s*(?:\d{1,2}[:.h]\d{2}|\d{1,2}\s?(?:am|pm|h))\s*$", re.IGNORECASE
)
# Words before a day, and the shapes of a day that only they allow
_BEFORE = re.compile(r"^(?:on|the|this|next|next week on|el|la|este|esta|no|na|proximo|proxima) ")
_AFTER = re.compile(r"\s+(?:on|the|this|next|el|este|no|na)$", re.IGNORECASE)
# Short for a day after *by*; at the end of a line they are more often another word
_NOT_ALONE = frozenset(("mar", "sat", "sun", "sex", "ter", "seg", "dom", "man"))
_LONGEST = 5  # words of a day
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\.?")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.?\s*(?:de\s+|of\s+)?([a-z]{3,10})\.?(?:\s+(?:de\s+)?(\d{4}))?"
)
_MONTH_DAY = re.compile(r"([a-z]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_SPAN = re.compile(r"(?:in|en|em)\s+(\d{1,2})\s+(day|dia|week|semana)s?")


@dataclass(frozen=True, slots=True)
class DayReading:
    """The day that a text names; `choices` if it may name two; `problem` if it names none."""

    day: date | None = None
    choices: tuple[date, ...] = ()
    problem: str = ""


def plain_text(text: str) -> str:
    """Return a text in lower case without accents, for comparisons."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in parts if not unicodedata.combining(one)).strip()


def read_day(text: str, today: date) -> DayReading:
    """Read a text that is a day and nothing else."""
    said = _BEFORE.sub("", plain_text(text).rstrip(".,;!"))
    try:
        found = _named(said, today) or _written(said, today)
        choices = () if found else _numbers(said, today)
    except (ValueError, OverflowError):
        return DayReading(problem="no_such_day")
    if len(choices) > 1:
        return DayReading(choices=choices, problem="day_or_month")
    day = found or (choices[0] if choices else None)
    if day is None:
        return DayReading(problem="unreadable")
    if day < today:
        return DayReading(problem="past")
    return DayReading(problem="far") if day > today + AT_MOST else DayReading(day)


def is_day(text: str, today: date) -> bool:
    """Return whether a text is a day, also with a time, and nothing else."""
    return read_day(_TIME.sub("", text).strip(), today).day is not None


def split_day(text: str, today: date) -> tuple[str, DayReading]:
    """Return a line without its day, and the day: *certificate by Thu*.

    Where *by* is followed by words that hold no number, the words belong to the line.
    """
    found = _BY.match(text.strip())
    if found is None:
        return text.strip(), DayReading()
    reading = read_day(found["day"], today)
    has_number = any(one.isdigit() for one in found["day"])
    if reading.day is None and not reading.choices and not has_number:
        return text.strip(), DayReading()
    return found["what"], reading


def split_last_day(text: str, today: date) -> tuple[str, DayReading]:
    """Return a step without its day; the day needs no *by*: *legal review 12 Jan*."""
    what, reading = split_day(text, today)
    if reading.day or reading.problem:
        return what, reading
    time = _TIME.search(text)
    end = time.start() if time is not None else len(text)
    starts = [one.start() for one in _WORD.finditer(text, 0, end)]
    for count in range(_LONGEST, 0, -1):
        if len(starts) <= count:
            continue
        said = text[starts[-count] : end].strip()
        reading = DayReading() if plain_text(said) in _NOT_ALONE else read_day(said, today)
        if reading.day or reading.choices:
            what = _AFTER.sub("", text[: starts[-count]].rstrip()).rstrip(" :,")
            return f"{what} {text[end:].strip()}".strip(), reading
    return text.strip(), DayReading()


def _named(said: str, today: date) -> date | None:
    if said in NEAR:
        return today + timedelta(days=NEAR[said])
    if said in _ENDS:
        return _ENDS[said](today)
    span = _SPAN.fullmatch(said)
    if span is not None:
        days = int(span[1]) * (7 if span[2] in {"week", "semana"} else 1)
        return today + timedelta(days=days)
    number = _which(said.removesuffix("-feira"), WEEKDAYS)
    if number is None:
        return None
    return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)


def _friday(today: date) -> date:
    return today + timedelta(days=(4 - today.weekday()) % 7)


def _last_of_month(today: date) -> date:
    return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _in_a_week(today: date) -> date:
    return today + timedelta(days=7)


_ENDS = {
    **dict.fromkeys(("end of week", "end of the week", "end of this week", "eow"), _friday),
    **dict.fromkeys(("fin de semana", "fim da semana"), _friday),
    **dict.fromkeys(("end of month", "end of the month", "eom"), _last_of_month),
    **dict.fromkeys(("fin de mes", "fim do mes"), _last_of_month),
    **dict.fromkeys(("week", "semana", "a week", "semana que viene", "semana que vem"), _in_a_week),
}


def _which(word: str, names: tuple[tuple[str, ...], ...]) -> int | None:
    """Return which name begins with the word; three letters are needed."""
    if len(word) < 3 or not word.isalpha():
        return None
    found = {n for n, group in enumerate(names) if any(one.startswith(word) for one in group)}
    return found.pop() if len(found) == 1 else None


def _written(said: str, today: date) -> date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
        return date.fromisoformat(said)
    weekday, _sep, date_of = said.partition(" ")
    if date_of and _which(weekday.rstrip(",").removesuffix("-feira"), WEEKDAYS) is not None:
        said = date_of
    found = _DAY_MONTH.fullmatch(said)
    day, month, year = (found[1], found[2], found[3]) if found else ("", "", None)
    if found is None:
        found = _MONTH_DAY.fullmatch(said)
        day, month, year = (found[2], found[1], found[3]) if found else ("", "", None)
    number = _which(month, MONTHS)
    if not day.isdecimal() or number is None:
        return None
    return _dated(int(day), number + 1, year, today)


def _numbers(said: str, today: date) -> tuple[date, ...]:
    found = _NUMBERS.fullmatch(said)
    if found is None:
        return ()
    first, second = int(found[1]), int(found[2])
    pairs = [one for one in ((first, second), (second, first)) if one[1] <= 12]
    days = {_dated(day, month, found[3], today): None for day, month in pairs}
    return tuple(days)


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    """Return a day of this year, or of the next if it is past. Raise ValueError."""
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    for number in range(today.year, today.year + 5):  # 29 February
        try:
            found = date(number, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError("no such day")
