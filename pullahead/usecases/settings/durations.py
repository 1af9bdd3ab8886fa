"""Offsets of a cadence in words: *at once, 45 min, 2 h, 5 days*. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60
UNITS = {"min": 1, "h": HOUR, "hour": HOUR, "d": DAY, "day": DAY, "w": WEEK, "week": WEEK}
ROUNDS_AT_MOST = 20
LONGEST = 180 * DAY
_SPAN = re.compile(r"(\d{1,6})\s*(min|hour|h|day|d|week|w)(?:s|utes?)?", re.ASCII)


class NoPlan(ValueError):
    """The words are no list of offsets; the message says what to write instead."""


def in_words(minutes: int) -> str:
    """Write an offset: *at once*, *45 min*, *2 h*, *5 days*."""
    if not minutes:
        return "at once"
    if minutes % DAY == 0:
        return f"{minutes // DAY} day{'s' if minutes != DAY else ''}"
    return f"{minutes // HOUR} h" if minutes % HOUR == 0 else f"{minutes} min"


def all_in_words(offsets: Sequence[int]) -> str:
    """Write every offset, in order."""
    return ", ".join(in_words(minutes) for minutes in offsets)


def read(words: str) -> list[int]:
    """Read the minutes from the first attempt, one for each attempt, the first 0. Raise NoPlan."""
    offsets = [_one(part.strip().lower()) for part in words.split(",") if part.strip()]
    if not 1 <= len(offsets) <= ROUNDS_AT_MOST:
        raise NoPlan(
            _("Enter 1 to {limit} attempts, separated by commas.").format(limit=ROUNDS_AT_MOST)
        )
    if offsets[0]:
        raise NoPlan(_("Begin with “at once”. Count the other attempts from the first."))
    if any(later <= earlier for earlier, later in pairwise(offsets)):
        raise NoPlan(_("Enter the attempts in order. Each counts from the first attempt."))
    if offsets[-1] > LONGEST:
        raise NoPlan(_("The last attempt must be within 180 days."))
    return offsets


def _one(words: str) -> int:
    if words in {"at once", "now", "0"}:
        return 0
    found = _SPAN.fullmatch(words)
    if found is None:
        raise NoPlan(
            _("Can’t read “{text}”. Use “at once”, “45 min”, “2 h” or “5 days”.").format(
                text=words[:30]
            )
        )
    return int(found[1]) * UNITS[found[2]]
