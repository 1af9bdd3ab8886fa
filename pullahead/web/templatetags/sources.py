"""Filters of the pages of sources: waits, shares and money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.web import formatting

register = template.Library()
NONE = "–"
SMALLEST = 0.0001  # smaller amounts would be shown with an exponent


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


REFUSAL_REASONS = {
    "paused": gettext_lazy("paused"),
    "full_hour": gettext_lazy("cap per hour"),
    "full_day": gettext_lazy("cap per day"),
    "full_month": gettext_lazy("cap per month"),
    "full_open": gettext_lazy("cap of open leads"),
}


@register.filter
def refusal_reason(code: str) -> str:
    """Return the reason of refused deliveries in words."""
    return str(REFUSAL_REASONS.get(code, code))


@register.filter
def ratio(value: Decimal | None) -> str:
    """Return a ratio with two decimals; a dash without data."""
    return NONE if value is None else f"{value:.2f}"


@register.filter
def median_wait(waits: object) -> str:
    """Return the median of estimated waits, or the longest follow-up that it exceeds."""
    return _quantile(waits, "median")


@register.filter
def p90_wait(waits: object) -> str:
    """Return the wait within which 90 % ended, or the longest follow-up that it exceeds."""
    return _quantile(waits, "p90")


def _quantile(waits: object, name: str) -> str:
    if not getattr(waits, "n", 0):
        return NONE
    found, longest = getattr(waits, name, None), getattr(waits, "longest", None)
    if found is not None:
        return formatting.span(found)
    if longest is None:
        return _("never")
    return f"> {formatting.span(longest)}"


ADVICE = {
    "more": gettext_lazy("Buy more"),
    "less": gettext_lazy("Buy less"),
    "hold": gettext_lazy("No change"),
}
ADVICE_REASONS = {
    "return": gettext_lazy("because of its marginal return"),
    "price": gettext_lazy("its price is above the highest price worth paying"),
    "capacity": gettext_lazy("the floor cannot work more"),
    "unknown": gettext_lazy("not known"),
}


@register.filter
def advice(code: str) -> str:
    """Return the advice of the buying plan in words."""
    return str(ADVICE.get(str(code), code))


@register.filter
def advice_reason(code: str) -> str:
    """Return the reason of the advice in words."""
    return str(ADVICE_REASONS.get(str(code), code))


@register.filter
def figure(value: float | None) -> str:
    """Return a figure with at most three digits; a dash without data."""
    return NONE if value is None else formatting.figure(value)


@register.filter
def amount(value: float | None) -> str:
    """Return an estimated amount with two decimals; a dash without data."""
    return NONE if value is None else f"{value:,.2f}"


@register.filter
def hours(minutes: float) -> str:
    """Return minutes as hours with one decimal."""
    return f"{minutes / 60:,.1f}"


@register.filter
def part_of(part: int, whole: int) -> float | None:
    """Return part ÷ whole; None without data."""
    return part / whole if whole else None


@register.filter
def small_amount(value: float) -> str:
    """Return an estimated amount with two decimals, or two digits if it is below 1."""
    if 0 < value < SMALLEST:
        return f"< {SMALLEST}"
    return f"{value:,.2f}" if value >= 1 or not value else f"{value:.2g}"


@register.simple_tag
def cause_word(words: Sequence[str], index: int) -> str:
    """Return the name of a column of causes."""
    return words[index]
