"""Times, durations, figures and codes as people read them. Pure: the moment and zone are given."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

MINUTE, HOUR, DAY = 60, 3600, 86_400
_CODE_WORDS = {
    "disconnected": gettext_lazy("disconnected"),
    "opted_out": gettext_lazy("opted out"),
    "opted_out_of_calls": gettext_lazy("opted out of calls"),
    "opted_out_of_email": gettext_lazy("opted out of email"),
    "ready": gettext_lazy("ready"),
    "held": gettext_lazy("with an agent"),
    "scheduled": gettext_lazy("scheduled"),
    "parked": gettext_lazy("parked"),
    "wrong_number": gettext_lazy("wrong number"),
}


def span(seconds: float) -> str:
    """Return a duration in full units of its largest: 40 s, 12 min, 5 h, 3 d. Never negative."""
    seconds = max(0, int(seconds))
    if seconds < 100:
        return f"{seconds} s"
    if seconds < 100 * MINUTE:
        return f"{seconds // MINUTE} min"
    if seconds < 48 * HOUR:
        return f"{seconds // HOUR} h"
    return f"{seconds // DAY} d"


def moment(at: datetime, now: datetime) -> str:
    """Return the shortest clear text of a moment; both are in the reader's zone."""
    if at.date() == now.date():
        return f"{at:%H:%M}"
    pattern = {
        "yesterday": _("yesterday {time}"),
        "tomorrow": _("tomorrow {time}"),
        "week": _("{weekday} {time}"),
        "year": _("{day} {month} {time}"),
        "far": _("{day} {month} {year}"),
    }[_distance(at, now)]
    return pattern.format(**_parts(at))


def at_moment(at: datetime, now: datetime) -> str:
    """Return a moment after a verb: *back at 14:25*, *back tomorrow 10:00*, *back on 5 May
    10:00*.
    """
    pattern = {
        "yesterday": pgettext("after a verb", "yesterday {time}"),
        "today": pgettext("after a verb", "at {time}"),
        "tomorrow": pgettext("after a verb", "tomorrow {time}"),
        "week": pgettext("after a verb", "on {weekday} {time}"),
        "year": pgettext("after a verb", "on {day} {month} {time}"),
        "far": pgettext("after a verb", "on {day} {month} {year}"),
    }[_distance(at, now)]
    return pattern.format(**_parts(at))


def _distance(at: datetime, now: datetime) -> str:
    days = (at.date() - now.date()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if days in near:
        return near[days]
    if 1 < days < 7:
        return "week"
    return "year" if at.year == now.year else "far"


def _parts(at: datetime) -> dict[str, str]:
    """Return the parts of a date, named in the language of the page."""
    return {
        "time": f"{at:%H:%M}",
        "weekday": dateformat.format(at, "l"),
        "day": str(at.day),
        "month": dateformat.format(at, "M"),
        "year": str(at.year),
    }


def in_words(code: str) -> str:
    """Return a stored code in words."""
    return str(_CODE_WORDS.get(code) or code.replace("_", " "))


def zone_name(zone: str) -> str:
    """Return the city of a zone: *America/New_York* → *New York*."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def places(zones: tuple[str, ...]) -> str:
    """Return the cities of the zones: *Chicago*, *Chicago or 2 more*."""
    if not zones:
        return ""
    more, first = len(zones) - 1, zone_name(zones[0])
    if not more:
        return first
    return ngettext("{zone} or {count} more", "{zone} or {count} more", more).format(
        zone=first, count=more
    )


def clocks(zones: tuple[str, ...], at: datetime) -> str:
    """Return the local time at `at`: one time, or the earliest and latest of several zones."""
    local = sorted({at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in zones})
    if not local:
        return ""
    ends = [local[0]] if len(local) == 1 else [local[0], local[-1]]
    return "–".join(f"{end:%H:%M}" for end in ends)


def behind(zone: ZoneInfo, theirs: str, at: datetime) -> str:
    """Return the clock difference from the viewer's: *3 h earlier*, *5 h 30 min later*."""
    there = at.astimezone(ZoneInfo(theirs)).utcoffset() or timedelta()
    minutes = int((there - (at.astimezone(zone).utcoffset() or timedelta())).total_seconds() // 60)
    if not minutes:
        return _("same time as yours")
    hours, rest = divmod(abs(minutes), 60)
    size = f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"
    text = _("{duration} ahead of you") if minutes > 0 else _("{duration} behind you")
    return text.format(duration=size)


def figure(value: float) -> str:
    """Return a figure with two or three digits, and separators above."""
    if abs(value) >= 100 or value == round(value):
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.2g}"
