"""Template tags and filters: icons, moments, ages, status words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pullahead.usecases.floor import past_write
from pullahead.usecases.leads.consent import CONSENT_FIELDS, agreed
from pullahead.usecases.leads.detail import LeadDetail
from pullahead.usecases.leads.timeline import PARK_WORDS
from pullahead.usecases.settings.deliveries import DELIVERY_WORDS
from pullahead.usecases.work import refusal_words
from pullahead.web import formatting, icons
from pullahead.web.contact_options import DONE
from pullahead.web.key_map import KEY_MAP

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
    "added": "ban",
    "removed": "undo-2",
}


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """Return a lucide icon as inline SVG, for decoration only: text is beside it."""
    return icons.svg(name, size)


@register.simple_tag
def happening_icon(kind: str) -> SafeString:
    """Return the icon of a timeline entry."""
    return icon(HAPPENING.get(kind.rsplit(".", 1)[-1], "dot"), 14)


@dataclass(frozen=True, slots=True)
class Navigation:
    """The navigation of a viewer: the pages that it names, and the viewer's role in words."""

    role: str
    works_leads: bool
    is_leader: bool
    is_contributor: bool
    sees_sources: bool
    has_deals: bool
    has_items: bool


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> Navigation:
    """Return the navigation of the signed-in viewer."""
    viewer = context["user"]
    return Navigation(
        role=str(viewer.get_role_display()),
        works_leads=viewer.works_leads,
        is_leader=viewer.is_leader,
        is_contributor=viewer.is_contributor,
        sees_sources=viewer.sees_sources,
        has_deals=bool(context["has_deals"]) and viewer.works_leads,
        has_items=bool(context["has_items"]),
    )


def _now(context: Context) -> datetime:
    now: datetime = context["now"]
    return now


@register.inclusion_tag("sources/demo_history.html", takes_context=True)
def demo_history(context: Context) -> dict[str, object]:
    """Show how far the history of a demo is written, until it is."""
    done = past_write.progress() if context.get("demo") else None
    return {"history": done}


@register.simple_tag(takes_context=True)
def when(context: Context, at: datetime | None) -> SafeString | str:
    """Return a short moment in the viewer's zone, with the full one in the title."""
    if at is None:
        return "–"
    local = timezone.localtime(at)
    said = formatting.moment(local, timezone.localtime(_now(context)))
    return _time(at, local, said)


@register.simple_tag(takes_context=True)
def at_when(context: Context, at: datetime) -> SafeString:
    """Return a short moment after a verb: *back at 14:25*."""
    local = timezone.localtime(at)
    said = formatting.at_moment(local, timezone.localtime(_now(context)))
    return _time(at, local, said)


@register.simple_tag(takes_context=True)
def age(context: Context, at: datetime | None) -> SafeString | str:
    """Return the time since a moment: *40 s*."""
    if at is None:
        return "–"
    said = formatting.span((_now(context) - at).total_seconds())
    return _time(at, timezone.localtime(at), said)


def _time(at: datetime, local: datetime, said: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        dateformat.format(local, "l j F Y H:i:s"),
        said,
    )


@register.simple_tag(takes_context=True)
def clocks(context: Context, zones: tuple[str, ...], at: datetime | None = None) -> str:
    """Return the local time in these zones, now or at a moment."""
    return formatting.clocks(zones, at or _now(context))


@register.simple_tag(takes_context=True)
def behind(context: Context, zone: str) -> str:
    """Return the clock difference between these zones and the viewer."""
    current = timezone.get_current_timezone()
    return formatting.behind(current, zone, _now(context))


@register.simple_tag
def keys_dialog() -> SafeString:
    """Show the keyboard shortcuts of all pages, drawn once for each language."""
    return _keys_dialog(get_language() or "")


@lru_cache(maxsize=8)
def _keys_dialog(_language: str) -> SafeString:
    return render_to_string("components/keys.html", {"groups": KEY_MAP})


@register.simple_tag
def in_zone(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment on the clock of a zone: *Sun 1 Nov 01:30*."""
    return refusal_words.short(at.astimezone(zone))


@register.simple_tag
def whole_moment(at: datetime) -> str:
    """Return a moment on the viewer's clock, with its weekday."""
    return refusal_words.short(timezone.localtime(at))


@register.filter
def zone_place(zone: ZoneInfo) -> str:
    """Return the city of a zone."""
    return refusal_words.place_name(zone)


register.filter("places", formatting.places)


@register.filter
def in_words(code: str) -> str:
    """Return a stored code in words."""
    return formatting.in_words(code)


@register.filter
def tried_word(channel: str) -> str:
    """A try as it is said beside its address: *called*, *texted*."""
    return str(DONE.get(channel, channel))


@register.filter
def delivery_words(failure: str) -> str:
    """Return why a message was not delivered, in words."""
    return str(DELIVERY_WORDS.get(failure, failure))


@register.filter
def park_words(reason: str) -> str:
    """Return the reason why a lead is parked, in words."""
    return str(PARK_WORDS.get(reason) or formatting.in_words(reason))


@register.filter
def beside_words(lead: LeadDetail) -> list[tuple[str, str]]:
    """Return a lead's other attributes, without those shown as text or as consent."""
    said, attributes = {asked.words for asked in lead.inquiries}, lead.attributes
    above = CONSENT_FIELDS if agreed(attributes) else ()
    return [
        (name, value)
        for name, value in attributes.items()
        if value not in said and name not in above
    ]


@register.filter
def span_of(span: timedelta) -> str:
    """Return a duration: *3 min*."""
    return formatting.span(span.total_seconds())


@register.filter
def iso(at: datetime) -> str:
    """Return a moment for the scripts."""
    return at.isoformat()
