"""Forms of typed values. They read and clean the values; the use cases validate them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.leads.detail import LeadDetail
from pullahead.usecases.work.callback_text import TEXT_LIMIT
from pullahead.usecases.work.callback_time import CallbackClock
from pullahead.usecases.work.claims import RELEASE_REASONS as RELEASE_REASONS
from pullahead.usecases.work.handover import Colleague
from pullahead.usecases.work.pull import DispositionChoice
from pullahead.usecases.work.settle_input import WON, SettleInput
from pullahead.web.forms import settle_fields
from pullahead.web.forms.base import Refusable, text_field
from pullahead.web.forms.renderer import LongSelect
from pullahead.web.outcome_groups import mail_only
from pullahead.web.script_answers import Ask

SEEN = "|"  # between the typed callback time and the moment that was shown for it


class SettleForm(Refusable):
    """Form of a disposition, a note, and a moment if the disposition is a callback."""

    field_drawings = {
        "note": settle_fields.draw_note,
        "callback_at": settle_fields.draw_callback_at,
        "callback_for": settle_fields.draw_callback_for,
        "amount": settle_fields.draw_amount,
        "dialled": settle_fields.draw_dialled,
    }

    disposition = forms.CharField(required=False, max_length=40)
    note = text_field(_("Note"), _("What was said? What’s next?"), rows=3)
    callback_at = text_field(
        _("Time"),
        max_length=TEXT_LIMIT,
        spellcheck="false",
        placeholder=_("2p · tomorrow 10 · fri 9:30 · in 2 h"),
    )
    callback_seen = forms.CharField(required=False)
    callback_for = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**53,
        label=_("Callback for"),
        help_text=_("default: you"),
        widget=LongSelect,
    )
    amount = forms.DecimalField(
        required=False,
        max_digits=14,
        decimal_places=2,
        label=_("Sale amount"),
        help_text=_("optional"),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Enter an amount, such as 850 or 850.00.")},
    )
    dialled = forms.BooleanField(
        required=False,
        label=_("I called from my own phone"),
        widget=forms.CheckboxInput({"data-key": "o", "aria-keyshortcuts": "o"}),
    )
    guide = forms.CharField(required=False)  # place of the error for missing answers

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        # keys, scripts and drafts know the fields by these ids
        super().__init__(data, auto_id="%s", **options)
        too_long = _("Enter a time such as 2p, tomorrow 10 or in 2 h.")
        self.fields["callback_at"].error_messages["max_length"] = too_long
        self.currency: str = settings.CONFIG.currency
        self.clock: CallbackClock | None = None
        self.lead: LeadDetail | None = None

    def show_for(
        self, lead: LeadDetail, token: UUID, clock: CallbackClock, people: Sequence[tuple[int, str]]
    ) -> None:
        """Prepare the fields for a page about this lead; `people` can own a callback."""
        self.lead, self.clock = lead, clock
        offered = [("", gettext("Choose a person")), *people]
        offer_long(self, "callback_for", [(one, name, True) for one, name in offered])
        if mail_only(lead):
            self.fields["dialled"].label = _("I wrote from my own mailbox")
        at = self.fields["callback_at"]
        at.help_text = _("Time")  # shown as the clock; names the hint for screen readers
        error = "callback_at_error " if self.is_bound and self["callback_at"].errors else ""
        at.widget.attrs |= {
            "hx-get": reverse("callback-time", args=[token]),
            "hx-trigger": "input changed delay:120ms, pullahead:read",
            "hx-target": "#callback-read",
            "hx-swap": "morph",
            "hx-sync": "this:replace",
            "aria-describedby": f"{error}callback_at_helptext callback-read",
        }

    def asks_once(self, choices: Sequence[DispositionChoice]) -> bool:
        """Return whether the choice needs a confirmation, because it blocks all later calls."""
        chosen = self.cleaned_data.get("disposition", "")
        return any(choice.opt_out for choice in choices if choice.code == chosen)

    def callback_text(self) -> str:
        """Return the typed callback time; as it was shown, unless the text changed since."""
        typed: str = self.cleaned_data["callback_at"]
        text, _sep, shown = str(self.cleaned_data["callback_seen"]).partition(SEEN)
        return shown if shown and text == typed else typed

    def word(
        self,
        choices: Sequence[DispositionChoice],
        answers: Mapping[str, str],
        read: Callable[[str], datetime],
    ) -> SettleInput:
        """Return the typed settle; drop a moment, name or amount that the choice does not use.

        `read` returns the moment of a typed callback time, or raises Invalid.
        """
        given = self.cleaned_data
        chosen = next((one for one in choices if one.code == given["disposition"]), None)
        is_callback = chosen is not None and chosen.kind == "callback"
        takes_date = is_callback or (chosen is not None and chosen.dated)
        text = self.callback_text().strip()
        return SettleInput(
            disposition=given["disposition"],
            note=given["note"],
            callback_at=read(text) if takes_date and text else None,
            callback_for=given["callback_for"] if is_callback else None,
            amount=given["amount"] if given["disposition"] == WON else None,
            dialled=given["dialled"],
            answers=answers,
        )


class ReleaseForm(Refusable):
    """Form of the reason for a release."""

    field_drawings = {"reason": settle_fields.draw_reason}

    reason = forms.CharField(
        required=False,
        label=_("Reason"),
        widget=forms.RadioSelect({"required": True}, choices=RELEASE_REASONS),
        validators=[MaxLengthValidator(40)],
    )
    language = text_field(
        _("Language"),
        _("Two letters, such as es. Only for “Another language”"),
        max_length=40,
    )
    note = text_field(_("Note"), _("optional"), max_length=200)

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, auto_id="release-%s", **options)


class AttemptForm(Refusable):
    """Form of an attempt on one address; the use case validates it."""

    address = forms.IntegerField(min_value=1, max_value=2**53)
    channel = forms.CharField(required=False, max_length=20)
    redial = forms.BooleanField(required=False)


class BadForm(Refusable):
    """Form of a bad address."""

    address = forms.IntegerField(min_value=1, max_value=2**53)
    why = forms.CharField(required=False, max_length=40)


class HandOverForm(Refusable):
    """Form of a hand-over: the receiver, and a note."""

    to = forms.IntegerField(
        min_value=1,
        max_value=2**53,
        label=_("Colleague"),
        widget=LongSelect,
        error_messages={"required": _("Choose a colleague who is free.")},
    )
    brief = text_field(
        _("Brief"), _("What does the colleague need to know?"), rows=2, maxlength=500, required=True
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, auto_id="%s", **options)

    def show_for(self, colleagues: Sequence[Colleague]) -> None:
        """Offer these colleagues; those who cannot take a lead now say why."""
        nobody = ("", gettext("Choose a person"), True)
        offer_long(self, "to", [nobody, *_shown(colleagues)])


def _shown(colleagues: Sequence[Colleague]) -> Iterator[tuple[int, str, bool]]:
    """Return each colleague with the name, and why the colleague cannot take a lead now."""
    on_break = gettext("%(name)s, on a break")
    absent = gettext("%(name)s, not at work")
    busy = gettext("%(name)s, with a lead")
    for one in colleagues:
        words = on_break if one.on_break else busy if one.present else absent
        yield one.id, one.name if one.free else words % {"name": one.name}, one.free


def offer_long(form: forms.Form, name: str, options: Sequence[tuple[Any, str, bool]]) -> None:
    """Set the options of a long list; the use case checks the chosen one."""
    widget = form.fields[name].widget
    if isinstance(widget, LongSelect):
        widget.rows = options


class ScriptForm(Refusable):
    """Answers to the questions of a call script; they are saved with the outcome."""

    def __init__(self, asked: Sequence[Ask]) -> None:
        super().__init__(auto_id="%s", initial={one.key: one.answer for one in asked})
        for one in asked:
            self.fields[one.key] = text_field(one.text, max_length=1000, form="settle")


def quick_moments(zone: ZoneInfo, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return frequent callback times: (label, text for the field).

    Texts are in the zone in which the field is read: the customer's, where it is known.
    """
    there = now.astimezone(zone)
    soon = there.replace(second=0, microsecond=0, tzinfo=None)
    soon += timedelta(minutes=-soon.minute % 5)
    moments = [(_("In {hours} h").format(hours=n), soon + timedelta(hours=n)) for n in (1, 3)]
    tomorrow, after = (there.date() + timedelta(days=n) for n in (1, 2))
    for day, hour in ((tomorrow, 10), (tomorrow, 15), (after, 10)):
        name = _("Tomorrow") if day == tomorrow else date_format(day, "l").capitalize()
        label = _("{day} {time}").format(day=name, time=f"{hour}:00")
        moments.append((label, datetime.combine(day, time(hour))))
    return tuple((str(label), f"{at:%Y-%m-%d %H:%M}") for label, at in moments)


def later_moments(zone: ZoneInfo, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return frequent dates of a later contact, at 10:00 in this zone: (label, text)."""
    today = now.astimezone(zone).date()
    spans = ((_("In 2 weeks"), 14), (_("In 1 month"), 30), (_("In 3 months"), 91))
    days = [(str(label), _weekday(today + timedelta(days=n))) for label, n in spans]
    return tuple((label, f"{day} 10:00") for label, day in days)


def _weekday(day: date) -> date:
    """Return the day, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day
