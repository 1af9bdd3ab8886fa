"""Filters of the pages of sources: waits, shares and money."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.web import formatting

register = template.Library()
NONE = "–"


@register.filter
def percent(share: float | Decimal | None) -> str:
    """Return a share as a whole percentage; a dash without data."""
    return NONE if share is None else f"{round(share * 100)} %"


@register.filter
def money(amount: Decimal | None) -> str:
    """Return an amount with two decimals and separators; a dash without data."""
    return NONE if amount is None else f"{amount:,.2f}"


RETURN_REASONS = {
    "bad_number": gettext_lazy("Bad number"),
    "duplicate": gettext_lazy("Duplicate"),
    "wrong_area": gettext_lazy("Wrong area"),
    "test": gettext_lazy("Test"),
}


@register.filter
def return_reason(code: str) -> str:
    """Return the reason of a return in words."""
    return str(RETURN_REASONS.get(str(code), code))


@register.filter
def ratio(value: Decimal | None) -> str:
    """Return a ratio with two decimals; a dash without data."""
    return NONE if value is None else f"{value:.2f}"


@register.filter
def median_wait(waits: object) -> str:
    """Return the median of estimated waits, or the longest follow-up that it exceeds."""
    if not getattr(waits, "n", 0):
        return NONE
    median, longest = getattr(waits, "median", None), getattr(waits, "longest", None)
    if median is not None:
        return formatting.span(median)
    if longest is None:
        return _("never")
    return f"> {formatting.span(longest)}"
