"""Times, dates and durations in the language of the reader."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY, HOUR, MINUTE = 86_400, 3_600, 60


def time_on(local: datetime) -> str:
    """Return a clock time with its date: 14:10 on 5 May."""
    month = dateformat.format(local, "F")
    return _("{time} on {day} {month}").format(time=f"{local:%H:%M}", day=local.day, month=month)


def time_or_date(local: datetime, now: datetime) -> str:
    """Return 14:10, or the time with its date on another day; both are in the reader's zone."""
    return f"{local:%H:%M}" if local.date() == now.date() else time_on(local)


def age(span: timedelta) -> str:
    """Return a duration in its largest useful unit: 40 s, 12 min, 3 h, 5 days, 3 weeks, 2 years."""
    seconds = max(0, int(span.total_seconds()))
    days = seconds // DAY
    if days >= 2 * 365:
        count = days // 365
        return ngettext("{count} year", "{count} years", count).format(count=count)
    if days >= 2 * 30:
        count = days // 30
        return ngettext("{count} month", "{count} months", count).format(count=count)
    if days >= 2 * 7:
        count = days // 7
        return ngettext("{count} week", "{count} weeks", count).format(count=count)
    if days >= 2:
        return ngettext("{count} day", "{count} days", days).format(count=days)
    for size, unit in ((HOUR, "h"), (MINUTE, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
