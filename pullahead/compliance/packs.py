"""Rule packs as stored and as typed: strict reading, plain errors.

Plain Python without Django, clock or I/O.

Stored as JSON, so that a new kind of limit needs no migration. Typed as lines that people can read
back, such as ``3 in 24 hours`` or ``Mon-Fri 09:00-20:00``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from pullahead.base.wording import worded
from pullahead.compliance.calling_hours import Holiday, Window
from pullahead.compliance.rules import CallCap, RulePackRules

JURISDICTION = re.compile(r"\*|[A-Z]{2}(-[A-Z0-9]{1,3})?")
CALLS_AT_MOST, DAYS_AT_MOST, LINES_AT_MOST = 1_000, 400, 400
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CAP = re.compile(r"(\d{1,4})\s+in\s+(\d{1,5})\s+(hour|day)s?", re.I)
_WINDOW = re.compile(r"([A-Za-z]{3})(?:-([A-Za-z]{3}))?\s+(\d\d:\d\d)\s*-\s*(\d\d:\d\d)")
_CODE = re.compile(r"[a-z0-9_-]{1,40}")
_KEYS = {
    *("caps", "gap_minutes", "quarantine_days", "refusing", "list_days", "windows", "holidays"),
    *("public_holidays", "callbacks_any_hour", "off"),
}


class BadPack(Exception):
    """Error in a rule pack: the field, and what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def read_pack(name: str, version: int, jurisdiction: str, kept: object) -> RulePackRules:
    """Return the stored pack. Raise BadPack, naming the field, for anything out of shape."""
    if not JURISDICTION.fullmatch(jurisdiction):
        raise BadPack(
            "jurisdiction",
            worded("Enter a country as US, a part of it as US-FL, or * for any country."),
        )
    if not isinstance(kept, Mapping) or not set(kept) <= _KEYS:
        names = ", ".join(sorted(_KEYS))
        raise BadPack("rules", worded("A rule pack has only these rules: {names}.", names=names))
    public = kept.get("public_holidays") is True
    if public and jurisdiction == "*":
        said = worded("Public holidays need a country. Enter one, such as US.")
        raise BadPack("public_holidays", said)
    age = _number(kept, "list_days", DAYS_AT_MOST)
    return RulePackRules(
        name=name,
        version=version,
        jurisdiction=jurisdiction,
        caps=tuple(_cap(one) for one in _list(kept, "caps")),
        gap=timedelta(minutes=_number(kept, "gap_minutes", DAYS_AT_MOST * 1_440)),
        quarantine=timedelta(days=_number(kept, "quarantine_days", DAYS_AT_MOST)),
        refusing=frozenset(_code(one) for one in _list(kept, "refusing")),
        list_age=timedelta(days=age) if age else None,
        windows=tuple(_window(one, jurisdiction) for one in _list(kept, "windows")),
        holidays=tuple(_holiday(one, jurisdiction) for one in _list(kept, "holidays")),
        public_holidays=public,
        callbacks_any_hour=kept.get("callbacks_any_hour") is True,
        off=kept.get("off") is True,
    )


def kept_as(pack: RulePackRules) -> dict[str, Any]:
    """Return the pack's rules in stored form, as `read_pack` reads them."""
    days = timedelta(days=1)
    said: dict[str, Any] = {
        "caps": [_kept_cap(cap) for cap in pack.caps],
        "gap_minutes": int(pack.gap.total_seconds() // 60),
        "quarantine_days": pack.quarantine // days,
        "refusing": sorted(pack.refusing),
        "list_days": pack.list_age // days if pack.list_age else 0,
        "windows": [[w.weekday, f"{w.opens:%H:%M}", f"{w.closes:%H:%M}"] for w in pack.windows],
        "holidays": [[h.day.isoformat(), h.name] for h in pack.holidays],
        "public_holidays": pack.public_holidays,
        "callbacks_any_hour": pack.callbacks_any_hour,
        "off": pack.off,
    }
    return {key: value for key, value in said.items() if value}


def _kept_cap(cap: CallCap) -> dict[str, int]:
    hours = int(cap.within.total_seconds() // 3_600)
    span = {"hours": hours} if hours <= 48 or hours % 24 else {"days": hours // 24}
    return {"calls": cap.calls, **span}


def _number(kept: Mapping[str, Any], key: str, most: int) -> int:
    value = kept.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise BadPack(key, worded("Enter a whole number from 0 to {limit}.", limit=most))
    return value


def _list(kept: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = kept.get(key, [])
    if not isinstance(value, list | tuple) or len(value) > LINES_AT_MOST:
        raise BadPack(key, worded("Enter at most {limit} lines.", limit=LINES_AT_MOST))
    return value


def _cap(kept: object) -> CallCap:
    if isinstance(kept, Mapping) and set(kept) in ({"calls", "hours"}, {"calls", "days"}):
        unit = "hours" if "hours" in kept else "days"
        most = DAYS_AT_MOST * (24 if unit == "hours" else 1)
        try:
            calls, span = _number(kept, "calls", CALLS_AT_MOST), _number(kept, unit, most)
        except BadPack as bad:
            said = worded("Calls and {unit}: {reason}", unit=unit, reason=bad.message)
            raise BadPack("caps", said) from None
        if calls and span:
            return CallCap(calls, timedelta(**{unit: span}))
    raise BadPack("caps", worded("Enter calls and a period, such as “3 in 24 hours”."))


def _code(kept: object) -> str:
    if not isinstance(kept, str) or not _CODE.fullmatch(kept):
        raise BadPack("refusing", worded("Enter codes of call outcomes, such as not_interested."))
    return kept


def _window(kept: Any, jurisdiction: str) -> Window:
    try:
        weekday, opens, closes = kept
        if isinstance(weekday, bool) or not isinstance(weekday, int):
            raise TypeError
        return Window(jurisdiction, weekday, time.fromisoformat(opens), time.fromisoformat(closes))
    except (TypeError, ValueError):
        raise BadPack(
            "windows",
            worded(
                "Enter days and local hours, such as “Mon-Fri 09:00-20:00”. The end of a day is "
                "00:00."
            ),
        ) from None


def _holiday(kept: Any, jurisdiction: str) -> Holiday:
    try:
        day, name = kept
        if not isinstance(name, str) or len(name) > 100:
            raise TypeError
        return Holiday(jurisdiction, date.fromisoformat(day), name)
    except (TypeError, ValueError):
        raise BadPack(
            "holidays", worded("Enter a date and a name, such as “2026-12-25 Christmas”.")
        ) from None


# ---- lines that people type


def caps_as_text(pack: RulePackRules) -> str:
    """Return the caps, one a line."""
    return "\n".join(
        f"{cap['calls']} in {cap.get('hours') or cap.get('days')} "
        f"{'hours' if 'hours' in cap else 'days'}"
        for cap in map(_kept_cap, pack.caps)
    )


def windows_as_text(windows: Iterable[Window]) -> str:
    """Return the windows as lines: one span of equal hours on days in a row each."""
    hours: dict[tuple[time, time], list[int]] = {}
    for window in sorted(windows, key=lambda w: (w.weekday, w.opens)):
        hours.setdefault((window.opens, window.closes), []).append(window.weekday)
    lines: list[tuple[int, time, str]] = []
    for (opens, closes), days in hours.items():
        for first, last in _in_a_row(days):
            said = DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"
            lines.append((first, opens, f"{said} {opens:%H:%M}-{closes:%H:%M}"))
    return "\n".join(text for _, _, text in sorted(lines))


def holidays_as_text(pack: RulePackRules) -> str:
    """Return the holidays, one day a line."""
    return "\n".join(
        f"{h.day} {h.name}".strip() for h in sorted(pack.holidays, key=lambda h: h.day)
    )


def _in_a_row(days: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for day in days:
        if spans and spans[-1][1] == day - 1:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def typed_caps(text: str) -> list[dict[str, int]]:
    """Read the text of `caps_as_text`. Raise BadPack."""

    def one(line: str) -> list[dict[str, int]]:
        found = _CAP.fullmatch(line)
        if found is None:
            said = worded(
                "Can’t read “{text}”. Enter it as “3 in 24 hours” or “7 in 7 days”.", text=line[:60]
            )
            raise BadPack("caps", said)
        return [{"calls": int(found[1]), f"{found[3].lower()}s": int(found[2])}]

    return _lines(text, one, "caps")


def typed_windows(text: str) -> list[list[Any]]:
    """Read the text of `windows_as_text`. Raise BadPack."""

    def one(line: str) -> list[list[Any]]:
        found = _WINDOW.fullmatch(line)
        days = [d.title() for d in (found[1], found[2] or found[1])] if found else []
        if found is None or not set(days) <= set(DAYS) or DAYS.index(days[0]) > DAYS.index(days[1]):
            said = worded("Can’t read “{text}”. Enter it as “Mon-Fri 09:00-20:00”.", text=line[:60])
            raise BadPack("windows", said)
        first, last = DAYS.index(days[0]), DAYS.index(days[1])
        return [[day, found[3], found[4]] for day in range(first, last + 1)]

    return _lines(text, one, "windows")


def typed_holidays(text: str) -> list[list[str]]:
    """Read the text of `holidays_as_text`. Raise BadPack."""

    def one(line: str) -> list[list[str]]:
        day, _, name = line.partition(" ")
        return [[day, name.strip()]]

    return _lines(text, one, "holidays")


def _lines(text: str, one: Callable[[str], list[Any]], field: str) -> list[Any]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > LINES_AT_MOST:
        raise BadPack(field, worded("Enter at most {limit} lines.", limit=LINES_AT_MOST))
    return [read for line in lines for read in one(line)]
