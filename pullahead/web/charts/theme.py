"""Look and language of all charts. The style sheet has the colors, for both themes."""

from __future__ import annotations

from typing import Any

from django.utils import dates
from django.utils.formats import get_format

Spec = dict[str, Any]

ACCENT, SOFT = "var(--accent)", "color-mix(in srgb, var(--accent) 35%, transparent)"
TEXT, MUTED, GRAY = "var(--text)", "var(--muted)", "var(--line-strong)"
GOOD, WARN = "var(--good)", "var(--warn)"
LINE, SURFACE = "var(--line)", "var(--surface)"

FONT = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", '
    "system-ui, sans-serif"
)
# The only expressions: names are shorter where the page is narrow
END_LIMIT: Spec = {"expr": "width < 420 ? 84 : 190"}
ROW_LIMIT: Spec = {"expr": "width < 420 ? 104 : 300"}
# A screen reader reads the description and the table, not hundreds of marks
CONFIG: Spec = {
    "font": FONT,
    "view": {"stroke": None},
    "mark": {"aria": False},
    "axis": {
        "aria": False,
        "domain": False,
        "ticks": False,
        "title": None,
        "labelColor": MUTED,
        "labelFontSize": 12,
        "labelPadding": 6,
        "gridColor": LINE,
    },
    "axisX": {"grid": False, "domain": True, "domainColor": GRAY, "labelBound": True},
    "axisY": {"tickCount": 4},
    "text": {"color": TEXT, "fontSize": 12},
}


def language() -> Spec:
    """Return how Vega writes figures and dates: as the pages do in the active language."""
    days = [str(dates.WEEKDAYS[(n - 1) % 7]) for n in range(7)]  # from Sunday
    short_days = [str(dates.WEEKDAYS_ABBR[(n - 1) % 7]) for n in range(7)]
    return {
        "formatLocale": {
            "decimal": get_format("DECIMAL_SEPARATOR"),
            "thousands": get_format("THOUSAND_SEPARATOR"),
            "grouping": [3],
            "currency": ["", ""],
            "percent": " %",
        },
        "timeFormatLocale": {
            "dateTime": "%-d %b %Y %H:%M",
            "date": "%-d %b %Y",
            "time": "%H:%M",
            "periods": ["AM", "PM"],
            "days": days,
            "shortDays": short_days,
            "months": [str(dates.MONTHS[n]) for n in range(1, 13)],
            "shortMonths": [str(dates.MONTHS_3[n]).title() for n in range(1, 13)],
        },
    }


def shade(number: int, of: int) -> str:
    """Return one of several shades of the accent, from the lightest to the accent itself."""
    percent = 100 if of < 2 else round(18 + 82 * number / (of - 1))
    return f"color-mix(in srgb, {ACCENT} {percent}%, {SURFACE})"
