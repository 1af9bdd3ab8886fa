"""What the templates say in one word: icons, moments, ages, the state of a thing."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from pullahead.usecases.leads.consent import CONSENT_FIELDS, agreed
from pullahead.usecases.leads.detail import LeadDetail
from pullahead.usecases.leads.timeline import PARK_WORDS
from pullahead.web import formatting
from pullahead.web.contact_options import DONE

register = template.Library()

HAPPENING = {
    "asked": "message-circle",
    "admitted": "log-in",
    "claim": "hand",
    "taken": "phone-incoming",
    "interrupted": "circle-pause",
    "resumed": "play",
    "handed_over": "forward",
    "undone": "undo-2",
    "kept": "handshake",
    "reopened": "archive-restore",
    "settled": "check",
    "released": "undo-2",
    "ended": "timer-off",
    "left": "log-out",
    "late": "notebook-pen",
    "deferred": "alarm-clock",
    "freed": "calendar-off",
    "reachable": "phone",
    "parked": "circle-parking",
    "unparked": "play",
    "closed": "archive",
    "outcome": "flag",
    "corrected": "pencil",
    "moved": "arrow-right-left",
    "valued": "coins",
    "given": "shield-check",
    "withdrawn": "shield-alert",
}


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str, size: int = 16) -> SafeString:
    """A lucide icon as inline SVG. Decoration only: the words stand beside it."""
    sampled = lucide(name, size=size, **{"class": "icon", "aria-hidden": "true"})
    return mark_safe(sampled)  # sampled by the package from its own files


@register.simple_tag
def happening_icon(kind: str) -> SafeString:
    """The icon of one line of a time line."""
    return icon(HAPPENING.get(kind.rsplit(".", 1)[-1], "dot"), 14)


def _now(context: Context) -> datetime:
    now: datetime = context["now"]
    return now


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | None) -> SafeString | str:
    """A moment in the viewer's zone, short, with the whole of it in the title."""
    if at is None:
        return "–"
    local = timezone.localtime(at)
    said = formatting.moment(local, timezone.localtime(_now(context)))
    return _time(at, local, said)


@register.simple_tag(takes_context=True)
def at_when(context: Context, at: datetime) -> SafeString:
    """The same after a verb: *back at 14:25*."""
    local = timezone.localtime(at)
    said = formatting.at_moment(local, timezone.localtime(_now(context)))
    return _time(at, local, said)


@register.simple_tag(takes_context=True)
def age(context: Context, at: datetime | None) -> SafeString | str:
    """How long ago: *40 s*."""
    if at is None:
        return "–"
    said = formatting.span((_now(context) - at).total_seconds())
    return _time(at, timezone.localtime(at), said)


def _time(at: datetime, local: datetime, said: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        f"{local:%A} {local.day} {local:%B %Y %H:%M:%S}",
        said,
    )


@register.simple_tag(takes_context=True)
def clocks(context: Context, zones: tuple[str, ...], at: datetime | None = None) -> str:
    """What a clock shows there, now or at a moment."""
    return formatting.clocks(zones, at or _now(context))


@register.simple_tag(takes_context=True)
def behind(context: Context, zone: str) -> str:
    """How a clock there stands against the viewer's."""
    current = timezone.get_current_timezone()
    return formatting.behind(current, zone, _now(context))


@register.filter
def places(zones: tuple[str, ...]) -> str:
    """The cities of the zones: *Chicago*, *Chicago or 2 more*."""
    if not zones:
        return ""
    more = len(zones) - 1
    return formatting.zone_name(zones[0]) + (f" or {more} more" if more else "")


@register.filter
def in_words(code: str) -> str:
    """A stored code as people say it."""
    return formatting.in_words(code)


@register.filter
def tried_word(channel: str) -> str:
    """A try as it is said beside its address: *called*, *texted*."""
    return DONE.get(channel, channel)


@register.filter
def park_words(reason: str) -> str:
    """Why a lead is parked, as people say it."""
    return PARK_WORDS.get(reason, formatting.in_words(reason))


@register.filter
def beside_words(lead: LeadDetail) -> list[tuple[str, str]]:
    """A lead's attributes, but those that stand elsewhere: as their own words, or as consent."""
    said, attributes = {asked.words for asked in lead.asked}, lead.attributes
    above = CONSENT_FIELDS if agreed(attributes) else ()
    return [
        (name, value)
        for name, value in attributes.items()
        if value not in said and name not in above
    ]


@register.filter
def span_of(span: timedelta) -> str:
    """How long: *3 min*."""
    return formatting.span(span.total_seconds())


@register.filter
def iso(at: datetime) -> str:
    """A moment for the scripts."""
    return at.isoformat()
