"""Offsets of a cadence in words: *at once, 45 min, 2 h, 5 days*. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

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
        raise NoPlan(f"A cadence has 1 to {ROUNDS_AT_MOST} rounds, parted by commas.")
    if offsets[0]:
        raise NoPlan("The first round is “at once”; the others count from its first attempt.")
    if any(later <= earlier for earlier, later in pairwise(offsets)):
        raise NoPlan("Each round must be later than the one before; all count from the first.")
    if offsets[-1] > LONGEST:
        raise NoPlan("A cadence is 180 days long at most.")
    return offsets


def _one(words: str) -> int:
    if words in {"at once", "now", "0"}:
        return 0
    found = _SPAN.fullmatch(words)
    if found is None:
        raise NoPlan(f"“{words[:30]}” is no span: write “at once”, “45 min”, “2 h” or “5 days”.")
    return int(found[1]) * UNITS[found[2]]
