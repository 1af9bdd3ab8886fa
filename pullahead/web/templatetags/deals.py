"""Template filters of deals: acts, signals and halves in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django import template
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.usecases.buying.gap_words import role_words
from pullahead.usecases.deals.field_values import ShownField
from pullahead.web.forms.deal_fields import KIND_WORDS
from pullahead.web.forms.deals import SIGNAL_WORDS

register = template.Library()
register.filter("role_words", role_words)

HALF_WORDS = {
    "doing": gettext_lazy("At work"),
    "waiting": gettext_lazy("Waiting"),
    "done": gettext_lazy("Done"),
}
EVENT_WORDS = {
    "add": gettext_lazy("Added"),
    "pull": gettext_lazy("Pulled"),
    "finish": gettext_lazy("Done"),
    "wait": gettext_lazy("Waiting for the customer"),
    "resume": gettext_lazy("Work continued"),
    "back": gettext_lazy("Moved back"),
    "take": gettext_lazy("Taken"),
    "release": gettext_lazy("Released"),
    "hand_over": gettext_lazy("Handed over"),
    "win": gettext_lazy("Won"),
    "lose": gettext_lazy("Lost"),
    "discard": gettext_lazy("Discarded"),
    "reopen": gettext_lazy("Reopened"),
    "undo": gettext_lazy("Undone"),
    "remap": gettext_lazy("Stage retired"),
}
CLOSED_WORDS = {
    "won": gettext_lazy("Won"),
    "lost": gettext_lazy("Lost"),
    "discarded": gettext_lazy("Discarded"),
}
STEP_WORDS = {
    "answer": gettext_lazy("Answer the customer"),
    "unblock": gettext_lazy("Check what blocks it"),
    "plan": gettext_lazy("Answer a change to the plan"),
    "resume": gettext_lazy("Follow up"),
    "work": gettext_lazy("Finish the work in this stage"),
    "pull": gettext_lazy("Pull it into the next stage"),
    "close": gettext_lazy("Close it: won or lost"),
}
WHY_WORDS = {
    0: gettext_lazy("The customer waits for an answer."),
    1: gettext_lazy("It is blocked, and its review is due."),
    2: gettext_lazy(
        "The customer wants the next step or changed the plan, or work must start today."
    ),
    3: gettext_lazy("Of your deals that can move, it is nearest to the close."),
    4: gettext_lazy("There is room to start it."),
}


NOTICE_WORDS = {
    "signal": gettext_lazy("A customer waits for an answer:"),
    "handed": gettext_lazy("A deal was handed over to you:"),
    "review": gettext_lazy("A blocked deal is due for review:"),
    "hold": gettext_lazy("Time limit of your deal:"),
    "room": gettext_lazy("A stage has room for deals that are done:"),
    "full": gettext_lazy("A stage is full and deals wait for it:"),
}
FINDING_WORDS = {
    "problem": gettext_lazy("Problem"),
    "chance": gettext_lazy("Chance"),
    "recommendation": gettext_lazy("Recommendation"),
    "year": gettext_lazy("a year"),
    "once": gettext_lazy("once"),
    "said": gettext_lazy("said"),
    "written": gettext_lazy("in writing"),
    "measured": gettext_lazy("measured"),
    "outside": gettext_lazy("outside the company"),
    "partner": gettext_lazy("partner"),
}


PLAN_WORDS = {
    "met": gettext_lazy("as expected"),
    "beaten": gettext_lazy("better than expected"),
    "missed": gettext_lazy("missed"),
    "cap_do": gettext_lazy("CAP-Do"),
    "pdca": gettext_lazy("PDCA"),
    "open": gettext_lazy("open"),
    "done": gettext_lazy("done"),
    "reopened": gettext_lazy("reopened"),
    "happened": gettext_lazy("happened"),
    "dropped": gettext_lazy("dropped"),
}


VALUE_WORDS = {
    "ours": gettext_lazy("ours"),
    "outside": gettext_lazy("outside the company"),
    "partner": gettext_lazy("partner"),
    "tangible": gettext_lazy("tangible"),
    "intangible": gettext_lazy("intangible"),
    "add": gettext_lazy("adds"),
    "extend": gettext_lazy("extends"),
    "convert": gettext_lazy("converts"),
    "delivered": gettext_lazy("delivered"),
    "late": gettext_lazy("late"),
    "open": gettext_lazy("promised"),
    "ended": gettext_lazy("promise ended"),
}


@register.filter
def signed(rating: float | None) -> str:
    """Return a rating with its sign; a question mark where there is none."""
    if rating is None:
        return "?"
    return f"{rating:+.1f}".removesuffix(".0") if rating else "0"


@register.filter
def percent_one(share: float) -> str:
    """Return a share as percents with one decimal."""
    return f"{share * 100:.1f} %"


@register.filter
def plain_number(value: object) -> str:
    """Return a number with at most two decimals."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def field_text(shown: ShownField) -> str:
    """Return the value of a custom field as a page shows it; a dash without one."""
    if isinstance(shown.value, Decimal) and shown.kind == "money":
        return money(shown.value)
    if isinstance(shown.value, Decimal):
        return f"{Decimal(shown.text):,f}"
    if isinstance(shown.value, date):
        return date_format(shown.value, "j M Y")
    return shown.text or "–"


@register.filter
def why_words(urgency: int) -> str:
    """Return why a deal is next."""
    return str(WHY_WORDS.get(int(urgency), ""))


FACT_WORDS = {
    "proven": gettext_lazy("customer’s objectives proven"),
    "kept": gettext_lazy("customer’s promises kept"),
    "breadth": gettext_lazy("people heard"),
    "decider": gettext_lazy("decision maker was heard"),
}


@register.filter
def fact_points(points: Sequence[tuple[str, int]]) -> str:
    """Return facts with the points by which each moves the chance."""
    return ", ".join(f"{FACT_WORDS.get(code, code)} {number:+d}" for code, number in points)


@register.filter
def money(value: object) -> str:
    """Return an amount with thousands separated, without empty decimals."""
    if value is None:
        return _("no value")
    return f"{value:,.2f}".removesuffix(".00")


@register.filter
def percent(share: float | None) -> str:
    """Return a share as whole percents; a dash where there is none."""
    return "–" if share is None else f"{share * 100:.0f} %"


@register.simple_tag
def share(part: int, whole: int) -> str:
    """Return a part of a whole as whole percents; a dash of nothing."""
    return percent(part / whole if whole else None)


@register.filter
def is_day(cell: object) -> bool:
    """Return whether a cell of a table is a day."""
    return isinstance(cell, date)


# Filters that show a code in words; an unknown code stays as it is
_WORDS: Mapping[str, Mapping[str, object]] = {
    "finding_words": FINDING_WORDS,
    "plan_words": PLAN_WORDS,
    "value_words": VALUE_WORDS,
    "field_kind": KIND_WORDS,
    "notice_words": NOTICE_WORDS,
    "half_words": HALF_WORDS,
    "event_words": EVENT_WORDS,
    "closed_words": CLOSED_WORDS,
    "signal_words": SIGNAL_WORDS,
    "step_words": STEP_WORDS,
}


def in_words(words: Mapping[str, object]) -> Callable[[str], str]:
    """Return the filter that shows a code in these words."""
    return lambda code: str(words.get(code, code))


for _name, _words in _WORDS.items():
    register.filter(_name, in_words(_words))
