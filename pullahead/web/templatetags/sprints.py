"""Template tags of sprints: the reason of a place, exceptions and changes in words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django import template
from django.template import Context
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pullahead.base.translation import translated
from pullahead.usecases.sprints.change_rows import ChangeRow
from pullahead.usecases.sprints.measures import PodMeasure
from pullahead.usecases.sprints.plan import read_dated_promise
from pullahead.usecases.sprints.reading import ItemRow
from pullahead.usecases.sprints.story import StoryLine
from pullahead.web import formatting
from pullahead.web.forms.sprints import REASON_WORDS
from pullahead.web.promise_buttons import LABELS
from pullahead.web.templatetags.plans import plan_words

register = template.Library()

EXCEPTION_WORDS = {
    "blocked": gettext_lazy("Blocked"),
    "change": gettext_lazy("Change to answer"),
    "buyer_waits": gettext_lazy("The customer waits for us"),
    "due": gettext_lazy("Due"),
    "at_risk": gettext_lazy("Fixed date at risk"),
    "no_performer": gettext_lazy("Promise that no one has taken on"),
    "to_review": gettext_lazy("To review"),
}
FIELD_WORDS = {
    "added": gettext_lazy("new step"),
    "due": gettext_lazy("date"),
    "name": gettext_lazy("name"),
    "contact": gettext_lazy("owner"),
    "needs": gettext_lazy("what it needs"),
    "job": gettext_lazy("buying job"),
    "place": gettext_lazy("place"),
    "state": gettext_lazy("state"),
    "words": gettext_lazy("objective"),
    "measure": gettext_lazy("measure"),
    "promise": gettext_lazy("promise"),
}
STATE_WORDS = {
    "backlog": gettext_lazy("In the backlog"),
    "sprint": gettext_lazy("In the sprint"),
    "done": gettext_lazy("Done"),
    "dropped": gettext_lazy("Dropped"),
}


MEASURE_WORDS = {
    "plan_time": (
        gettext_lazy("Time to answer a change"),
        gettext_lazy("Median of the working time from the talk to the changed plan"),
    ),
    "plan_time_p90": (
        gettext_lazy("Time to answer a change, 90 %"),
        gettext_lazy("Nine of ten were as short or shorter"),
    ),
    "shared_wait": (
        gettext_lazy("Wait for a shared pod"),
        gettext_lazy("Median of the working time from a request to its answer"),
    ),
    "ours_kept": (
        gettext_lazy("Our promises kept as planned"),
        gettext_lazy("Done by their first date, and not answered “Not yet”"),
    ),
    "theirs_kept": (
        gettext_lazy("Customers’ promises kept as planned"),
        gettext_lazy("Done by their first date, and not answered “Not yet”"),
    ),
    "made_ready": (
        gettext_lazy("Items ready when taken"),
        gettext_lazy("Taken items that were not blocked afterwards"),
    ),
    "no_step": (
        gettext_lazy("Hours not needed by a customer step"),
        gettext_lazy("Share of the planned hours of done items"),
    ),
    "overrides": (
        gettext_lazy("Items taken beyond the week’s hours"),
        gettext_lazy("Items taken with a reason although the week was full"),
    ),
    "no_words": (
        gettext_lazy("Weeks without the customer’s words"),
        gettext_lazy("Share of completed weeks"),
    ),
    "delivery": (
        gettext_lazy("Objectives proven"),
        gettext_lazy("Share of the objectives of the pod’s open deals"),
    ),
    "reallocations": (
        gettext_lazy("Moved work"),
        gettext_lazy("People moved from one item to another"),
    ),
}
COUNTS = {"overrides", "reallocations"}


@register.filter
def measure_words(code: str) -> str:
    """Return the name of a measure."""
    return str(MEASURE_WORDS[code][0])


@register.filter
def measure_hint(code: str) -> str:
    """Return what a measure counts."""
    return str(MEASURE_WORDS[code][1])


@register.filter
def measure_value(one: PodMeasure) -> str:
    """Return the value of a measure: a time, a percentage or a number."""
    if one.time is not None:
        return waited(one.time)
    if one.code in COUNTS:
        return str(one.n)
    return f"{one.percent} %" if one.percent is not None else "–"


@register.filter
def measure_count(one: PodMeasure) -> str:
    """Return what a measure is based on: *4 of 6*, or n."""
    if one.code in COUNTS:
        return ""
    if one.code == "no_step":
        text = ngettext("{part} h of {n} item", "{part} h of {n} items", one.n)
    elif one.part is not None:
        text = _("{part} of {n}")
    else:
        text = "{n}"
    return text.format(part=hours(one.part), n=one.n)


@register.simple_tag(takes_context=True)
def item_reason(context: Context, row: ItemRow) -> str:
    """Return why an item has its place, with money only where the viewer may see it."""
    cost = f"{row.cost:,.0f} {context.get('currency', '')}".strip() if row.cost is not None else ""
    today: date = context["today"]
    found = row.reason(today=today, cost=cost, due=short_day(row.step_due))
    facts = ", ".join(translated(one) for one in found.facts)
    return "; ".join([facts, *(translated(one) for one in found.urgent)])


@register.filter
def short_day(day: date | None) -> str:
    """Return a date without its year: *10 Dec*."""
    return dateformat.format(day, "j M") if day is not None else ""


@register.filter
def hours(value: Decimal | None) -> str:
    """Return hours without trailing zeros."""
    return f"{value.normalize():f}" if value is not None else "–"


@register.filter
def cost_words(value: float | None) -> str:
    """Return the cost of a day's wait."""
    return f"{value:,.2f}" if value is not None else "–"


@register.filter
def exception_words(code: str) -> str:
    """Return the kind of an exception."""
    return str(EXCEPTION_WORDS.get(code, code))


@register.filter
def reason_words(code: str) -> str:
    """Return why a promise was not done as planned."""
    return str(dict(REASON_WORDS).get(code, code))


@register.filter
def item_state(state: str) -> str:
    """Return the state of an item."""
    return str(STATE_WORDS.get(state, state))


@register.filter
def change_words(change: ChangeRow) -> str:
    """Return a change of the buyer: *board, date: 19 Jan → 10 Dec*."""
    field = str(FIELD_WORDS.get(change.field, change.field))
    was, now = (_value(change.field, text) for text in (change.was, change.now))
    said = f"{change.name}, {field}" if change.name else field
    if change.field == "job" and not change.name:
        return _("buying job reopened: {job}").format(job=plan_words(change.now))
    if change.field in {"contact", "job"}:
        return said
    return _("{what}: {was} → {now}").format(what=said, was=was or "–", now=now or "–")


def _value(field: str, text: str) -> str:
    if field in {"due", "promise"}:
        try:
            return short_day(date.fromisoformat(read_dated_promise(text)[0]))
        except ValueError:
            return text if field == "due" else ""
    return text


@register.filter
def waited(span: timedelta) -> str:
    """Return a working time."""
    return formatting.span(span.total_seconds())


PARTS = {
    "lead": gettext_lazy("Lead"),
    "flow": gettext_lazy("Deal"),
    "talk": gettext_lazy("Conversation"),
    "plan": gettext_lazy("Plan"),
    "work": gettext_lazy("Sprint"),
}
STORY_WORDS = {
    "lead.received": gettext_lazy("Lead received"),
    "lead.asked_again": gettext_lazy("Inquired again"),
    "lead.closed": gettext_lazy("Lead closed"),
    "lead.reopened": gettext_lazy("Lead reopened"),
    "lead.outcome": gettext_lazy("Sale outcome recorded"),
    "claim.made": gettext_lazy("Lead pulled"),
    "claim.taken": gettext_lazy("Lead taken"),
    "claim.settled": gettext_lazy("Call outcome saved"),
    "claim.released": gettext_lazy("Lead released"),
    "claim.ended": gettext_lazy("Time ran out"),
    "deal.added": gettext_lazy("Deal added"),
    "deal.pulled": gettext_lazy("Pulled into"),
    "deal.finished": gettext_lazy("Work of the stage done"),
    "deal.waiting": gettext_lazy("Waits for the customer"),
    "deal.resumed": gettext_lazy("Work continued"),
    "deal.moved_back": gettext_lazy("Moved back to"),
    "deal.taken": gettext_lazy("Deal taken"),
    "deal.released": gettext_lazy("Deal released"),
    "deal.handed_over": gettext_lazy("Deal handed over"),
    "deal.won": gettext_lazy("Deal won"),
    "deal.lost": gettext_lazy("Deal lost"),
    "deal.discarded": gettext_lazy("Deal discarded"),
    "deal.reopened": gettext_lazy("Deal reopened"),
    "deal.undone": gettext_lazy("Last action undone"),
    "deal.blocked": gettext_lazy("Deal blocked"),
    "deal.unblocked": gettext_lazy("Deal unblocked"),
    "conversation.kept": gettext_lazy("Conversation saved"),
    "conversation.recapped": gettext_lazy("Recap sent"),
    "conversation.answered": gettext_lazy("Recap answered"),
    "promise.moved": gettext_lazy("Promise:"),
    "promise.freed": gettext_lazy("Promise that no one has taken on:"),
    "step.changed": gettext_lazy("The customer’s plan changed:"),
    "plan.answered": gettext_lazy("Change answered:"),
    "fit.changed": gettext_lazy("Fit rated:"),
    "item.added": gettext_lazy("Item added:"),
    "item.changed": gettext_lazy("Item changed:"),
    "item.taken": gettext_lazy("Item taken:"),
    "item.done": gettext_lazy("Item done:"),
    "item.dropped": gettext_lazy("Item dropped:"),
    "capacity.overridden": gettext_lazy("Taken beyond the week’s hours:"),
    "work.reallocated": gettext_lazy("Work moved:"),
    "right.granted": gettext_lazy("Concession granted"),
    "signal.received": gettext_lazy("Customer signal"),
    "signal.answered": gettext_lazy("The customer was answered"),
    "buying.changed": gettext_lazy("Buying group changed"),
    "job.marked": gettext_lazy("Buying job updated"),
    "cycle.moved": gettext_lazy("Learning cycle updated"),
    "moment.judged": gettext_lazy("Result of a moment of truth"),
}


@register.filter
def part_words(part: str) -> str:
    """Return the part of a story that a line belongs to."""
    return str(PARTS.get(part, part))


@register.filter
def story_words(one: StoryLine) -> str:
    """Return what a journal line says, with the move or the answer."""
    said = str(STORY_WORDS.get(one.kind, one.kind.replace(".", " ").replace("_", " ")))
    if one.kind == "promise.moved":
        return f"{said} {LABELS.get(one.detail, one.detail)},"
    if one.kind == "plan.answered":
        return f"{said} {plan_words(one.detail)}"
    return said if one.about else said.removesuffix(":")
