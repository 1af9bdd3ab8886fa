"""Parser of time zones: an offset, a name of the tz database, or an abbreviation. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_OFFSETS: Final = {
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "WET": 0,
    "WEST": 1,
    "BST": 1,
    "CET": 1,
    "MEZ": 1,
    "CEST": 2,
    "MESZ": 2,
    "EET": 2,
    "EEST": 3,
    "MSK": 3,
    "TRT": 3,
    "SAST": 2,
    "CAT": 2,
    "EAT": 3,
    "WAT": 1,
    "NST": -3.5,
    "NDT": -2.5,
    "AST": -4,
    "ADT": -3,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "BRT": -3,
    "BRST": -2,
    "ART": -3,
    "CLT": -4,
    "CLST": -3,
    "COT": -5,
    "PET": -5,
    "PKT": 5,
    "ICT": 7,
    "WIB": 7,
    "SGT": 8,
    "HKT": 8,
    "PHT": 8,
    "AWST": 8,
    "JST": 9,
    "KST": 9,
    "ACST": 9.5,
    "ACDT": 10.5,
    "AEST": 10,
    "AEDT": 11,
    "NZST": 12,
    "NZDT": 13,
    "GST": 4,
}
"""Hours from UTC. IST is missing: it is India's, Israel's and Ireland's."""
_ZONES: Final = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
    "EASTERN": "America/New_York",
    "CENTRAL": "America/Chicago",
    "MOUNTAIN": "America/Denver",
    "PACIFIC": "America/Los_Angeles",
}
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s?([+-])([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}")
_HEADING: Final = re.compile(
    r"\A(?P<rest>.*?\S)\s*(?:[(\[]\s*(?:(?:all )?times? (?:in|are)|in|timezone:?)?\s*"
    r"(?P<inside>[A-Za-z][A-Za-z0-9_/+:.-]{0,40}|[+-][0-9:]{1,6})\s*(?:time)?\s*[)\]]|"
    r"[\s_-]+(?P<behind>UTC|GMT))\s*\Z",
    re.IGNORECASE,
)
ZONE_PATTERN: Final = (
    r"(?:(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|"
    r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}|[A-Za-z]{1,5})"
)
"""Texts that name the zone of a moment; `zone_named` checks the rest."""


def zone_named(text: str, local: datetime | None = None, home: tzinfo | None = None) -> tzinfo:
    """Return the zone that a text names.

    Raise LookupError for none or several, and ValueError for an offset that no zone has.

    An abbreviation is that of `home` where people there use it at the moment `local`: CST is
    China's for a list of Shanghai.
    """
    kept = text.strip().strip("()[]").strip()
    if found := _OFFSET.fullmatch(kept):
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if ahead > timedelta(hours=14):
            raise ValueError(text)
        return timezone(ahead if found[1] == "+" else -ahead)
    short = kept.upper()
    if local is not None and home is not None and local.replace(tzinfo=home).tzname() == short:
        return home
    if short in _OFFSETS:
        return timezone(timedelta(hours=_OFFSETS[short])) if _OFFSETS[short] else UTC
    if short in _ZONES or _NAME.fullmatch(kept):
        return _known(_ZONES.get(short, kept))
    raise LookupError(text)


@lru_cache(maxsize=256)
def _known(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:
        raise ZoneInfoNotFoundError(name) from error


def split_heading(heading: str) -> tuple[str, str]:
    """Return a heading without its zone, and the zone: "Created (UTC)" is Created, UTC."""
    found = _HEADING.match(heading)
    if found is None:
        return heading, ""
    zone = found["inside"] or found["behind"]
    try:
        zone_named(zone)
    except (LookupError, ValueError):
        return heading, ""
    return found["rest"], zone
