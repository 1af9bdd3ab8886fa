"""Working times of the demo's colleagues: a rota of the past weeks, and shifts around now.

Plain Python without Django, clock or I/O.

Four work early or late on a weekday, two on Saturday. The visitor's agent has no shifts, and worked
late on Tuesdays and Thursdays. Whenever the demo is opened, it is day for the six colleagues.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

HOURS: Final = 6.0
EARLY, LATE = time(8, 30), time(12)
# of each colleague: first hour, and weekdays from Monday
ROTA: Final = (
    (EARLY, (0, 1, 2, 3)),
    (EARLY, (0, 2, 4, 5)),
    (EARLY, (1, 3, 4)),
    (LATE, (0, 1, 2, 4)),
    (LATE, (0, 1, 3, 5)),
    (LATE, (2, 3, 4)),
)
VISITOR: Final = (LATE, (1, 3))
# colleague, and the first and last day of leave in days before the floor; negative: to come
LEAVES: Final = ((5, 24, 20), (2, -4, -6))
BEFORE_NOW: Final = timedelta(hours=3.5)
ON_SHIFT: Final = 3  # people; with fewer, shifts are moved to now


def begins_at(colleague: int | None, weekday: int, ago: int) -> time | None:
    """Return the first hour of a colleague on a day, None without one; None is the visitor."""
    first, days = VISITOR if colleague is None else ROTA[colleague % len(ROTA)]
    away = any(one == colleague and since >= ago >= last for one, since, last in LEAVES)
    return first if weekday in days and not away else None


def past_week(colleague: int) -> list[str]:
    """Return the hours of each weekday of a colleague in the past weeks."""
    first, days = ROTA[colleague % len(ROTA)]
    text = _text(first.hour * 60 + first.minute, HOURS)
    return [text if weekday in days else "" for weekday in range(7)]


def week_around(colleague: int, at: datetime) -> list[str]:
    """Return the hours of each weekday, so that a colleague is on shift at a local moment.

    Each works on this weekday, the next one and two more.
    """
    start = at - BEFORE_NOW + timedelta(minutes=30 * (colleague % 2))
    minutes = start.hour * 60 + start.minute // 30 * 30
    days = {(start.weekday() + n) % 7 for n in (0, 1, 3 + colleague % 2, 5 + colleague // 3)}
    parts: list[list[str]] = [[] for _ in range(7)]
    for day in sorted(days):
        over = minutes + int(HOURS * 60) - 24 * 60
        parts[day].append(_text(minutes, HOURS - max(0, over) / 60))
        if over > 0:
            parts[(day + 1) % 7].insert(0, _text(0, over / 60))
    return [", ".join(one) for one in parts]


def _text(minutes: int, hours: float) -> str:
    ends = minutes + int(hours * 60)
    return "-".join(f"{one // 60:02}:{one % 60:02}" for one in (minutes, ends))
