"""Filters of the pages of tempo: periods, groups, minutes and callbacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.web import formatting

register = template.Library()
NONE = "–"
DIMENSIONS = {
    "person": gettext_lazy("Person"),
    "team": gettext_lazy("Team"),
    "source": gettext_lazy("Source"),
    "hour": gettext_lazy("Hour"),
}


EMPTY_REASONS = {
    "none_ready": gettext_lazy("no lead ready"),
    "no_hours": gettext_lazy("outside calling hours"),
    "on_leave": gettext_lazy("on leave"),
    "off_shift": gettext_lazy("off shift"),
    "open_work": gettext_lazy("limit of open callbacks and follow-ups"),
    "cap_hour": gettext_lazy("limit per hour"),
    "cap_day": gettext_lazy("limit per day"),
}


@register.filter
def empty_reasons(shares: Mapping[str, float]) -> str:
    """Return the reasons of pulls without a lead after a colon; nothing without such a pull."""
    parts = (
        _("{reason} {share} %").format(reason=EMPTY_REASONS.get(code, code), share=f"{100 * n:.2g}")
        for code, n in shares.items()
    )
    text = ", ".join(parts)
    return f": {text}" if text else ""


@register.filter
def dimension(code: str) -> str:
    """Return the groups of a table in words."""
    return str(DIMENSIONS.get(str(code), code))


@register.filter
def days(period: Any) -> str:
    """Return the first and last day of a period."""
    first, last = (dateformat.format(day, "j M Y") for day in (period.first, period.last))
    return first if first == last else f"{first} – {last}"


@register.filter
def until_today(period: Any) -> bool:
    """Return whether a period ends now."""
    return bool(period.until == period.now)


@register.filter
def minutes(seconds: float | None) -> str:
    """Return a duration in minutes and seconds; a dash without data."""
    if seconds is None:
        return NONE
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02} h"


@register.filter
def span(seconds: float | None) -> str:
    """Return a duration in its largest unit; a dash without data."""
    return NONE if seconds is None else formatting.span(seconds)


@register.filter
def share_of(share: float | None, whole: int) -> str:
    """Return a share with its denominator; a dash of nothing."""
    if share is None:
        return NONE
    return _("{share} % of {n}").format(share=round(100 * share), n=whole)


@register.filter
def of(part: int, whole: int) -> str:
    """Return a count of how many; a dash of nothing."""
    return _("{k} of {n}").format(k=part, n=whole) if whole else NONE


@register.filter
def verdict(results: Any) -> str:
    """Return in words whether results differ from the expected ones beyond doubt."""
    if not results.judged:
        return _("no verdict yet")
    words = {"above": _("above expectation"), "below": _("below expectation")}
    return words.get(results.verdict, _("as expected"))


@register.filter
def kept(counts: Any) -> str:
    """Return callbacks kept, of those due; a dash where none was due."""
    if not counts.due:
        return NONE
    return _("{k} of {n}").format(k=counts.kept, n=counts.due)


@register.filter
def in_time(waits: Any) -> str:
    """Return the share of first attempts within 5 minutes; a dash without data."""
    share = getattr(waits, "in_time", None)
    return NONE if share is None else f"{round(100 * share)} %"
