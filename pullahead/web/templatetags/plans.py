"""Template filters of the buyer's plan and the Delivery: codes in words, signs of a fit."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from pullahead.usecases.sprints.plan import read_dated_promise
from pullahead.web.forms.plan import FIT_WORDS, JOBS, KINDS, OBJECTIVE_STATES

register = template.Library()

WORDS = {
    "added": gettext_lazy("Added"),
    "name": gettext_lazy("Name"),
    "contact": gettext_lazy("Owner"),
    "due": gettext_lazy("Date"),
    "needs": gettext_lazy("Needs"),
    "place": gettext_lazy("Place"),
    "state": gettext_lazy("State"),
    "words": gettext_lazy("Objective"),
    "measure": gettext_lazy("Measure"),
    "promise": gettext_lazy("New date of their promise"),
    "reopened": gettext_lazy("Buying job reopened"),
    "dropped": gettext_lazy("Dropped"),
    "done": gettext_lazy("Done"),
    "stands": gettext_lazy("the plan needed no change"),
    "changed": gettext_lazy("the plan was changed"),
    "closed": gettext_lazy("the deal was closed"),
    **{code: words for code, words in (*OBJECTIVE_STATES, *KINDS) if code != "dropped"},
    **{code: words for code, words in JOBS if code},
}
FITS = dict(FIT_WORDS)
SIGNS = {"yes": "●", "part": "◐", "no": "○", "unknown": "?"}


@register.filter
def plan_words(code: str) -> str:
    """Return a code of a plan in words."""
    return str(WORDS.get(code, code))


@register.filter
def fit_words(fit: str) -> str:
    """Return a fit in words."""
    return str(FITS.get(fit, fit))


@register.filter
def fit_sign(fit: str) -> str:
    """Return the sign of a fit; the words stand beside it."""
    return SIGNS.get(fit, "?")


@register.filter
def change_value(value: str) -> str:
    """Return a value of a change; a date as the reader writes it."""
    day, _what = read_dated_promise(value)
    try:
        return date_format(date.fromisoformat(day), "j M Y")
    except ValueError:
        return str(WORDS.get(value, value))
