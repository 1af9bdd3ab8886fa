"""Fields of the settle and release forms that are drawn in their own way, without templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import BoundField
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pullahead.usecases.work.refusal_words import place_name
from pullahead.web import formatting
from pullahead.web.forms.renderer import draw_error, draw_field

if TYPE_CHECKING:
    from pullahead.usecases.work.callback_time import CallbackClock


def draw_note(field: BoundField) -> SafeString:
    """Draw the note, with the hint for outcomes whose note the system writes."""
    hint = format_html(
        '<span class="note-own">{}</span><span\n    class="note-free">{}</span>',
        field.help_text,
        _("Optional: your attempts are logged for you"),
    )
    return draw_field(field, hint=hint)


def draw_callback_at(field: BoundField) -> SafeString:
    """Draw the callback time; the hint names the clock in which the time is read."""
    form: Any = field.form
    zones = form.lead.zones if form.lead else ()
    return draw_field(field, hint=conditional_escape(_clock_words(form.clock, zones)))


def _clock_words(clock: CallbackClock | None, zones: tuple[str, ...]) -> str:
    if clock is not None and clock.is_customers:
        return _("customer’s time, %(place)s") % {"place": place_name(clock.zone)}
    if zones:
        places = formatting.places(zones)
        return _("your time: the customer may be in %(places)s") % {"places": places}
    return _("your time: the customer’s location is unknown")


def draw_callback_for(field: BoundField) -> SafeString:
    """Draw the owner of the callback; the label depends on the outcome."""
    label = format_html(
        '<span class="for-any">{}</span><span\n    class="for-one">{}</span>',
        field.label,
        _("Colleague they asked for"),
    )
    hint = format_html('<span class="for-any">{}</span>', field.help_text)
    return draw_field(field, label=label, hint=hint)


def draw_amount(field: BoundField) -> SafeString:
    """Draw the sale amount, with the currency."""
    currency = getattr(field.form, "currency", "")
    control = format_html(
        '<span class="amount">{}<span class="muted">{}</span></span>', field, currency
    )
    return draw_field(field, control=control)


def draw_dialled(field: BoundField) -> SafeString:
    """Draw the checkbox for a call from the agent's own phone."""
    return format_html(
        '<label class="check dialled" for="{}">{}\n  <span>{} <kbd>O</kbd></span></label>',
        field.id_for_label,
        field,
        field.label,
    )


def draw_reason(field: BoundField) -> SafeString:
    """Draw the reasons of a release."""
    options = format_html_join(
        "\n",
        '<label class="option small" for="{}">{}\n        <span>{}</span></label>',
        ((one.id_for_label, one.tag(), one.choice_label) for one in field),
    )
    return format_html(
        '<fieldset>\n  <legend>{}</legend>\n  <div class="options">{}</div>\n  {}</fieldset>',
        field.label,
        options,
        draw_error(field),
    )
