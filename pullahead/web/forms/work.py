"""Forms of typed values. They read and clean the values; the use cases validate them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.work.callback_text import TEXT_LIMIT
from pullahead.usecases.work.claims import RELEASE_REASONS as RELEASE_REASONS
from pullahead.usecases.work.pull import DispositionChoice
from pullahead.usecases.work.settle_input import WON, SettleInput
from pullahead.web.forms.base import Refusable

SEEN = "|"  # between the typed callback time and the moment that was shown for it


class SettleForm(Refusable):
    """Form of a disposition, a note, and a moment if the disposition is a callback."""

    disposition = forms.CharField(required=False, max_length=40)
    note = forms.CharField(required=False)
    callback_at = forms.CharField(
        required=False,
        max_length=TEXT_LIMIT,
        error_messages={"max_length": _("Enter a time such as 2p, tomorrow 10 or in 2 h.")},
    )
    callback_seen = forms.CharField(required=False)
    callback_for = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    amount = forms.DecimalField(
        required=False,
        max_digits=14,
        decimal_places=2,
        error_messages={"invalid": _("Enter an amount, such as 850 or 850.00.")},
    )
    dialled = forms.BooleanField(required=False)
    guide = forms.CharField(required=False)  # place of the error for missing answers

    def asks_once(self, choices: Sequence[DispositionChoice]) -> bool:
        """Return whether the choice needs a confirmation: nobody may call the person again."""
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

    reason = forms.CharField(required=False, max_length=40)
    language = forms.CharField(required=False, max_length=40)
    note = forms.CharField(required=False, max_length=200)


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
        error_messages={"required": _("Choose a colleague who is free.")},
    )
    brief = forms.CharField(required=False)


def quick_moments(zone: ZoneInfo, now: datetime) -> list[tuple[str, str]]:
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
    return [(str(label), f"{at:%Y-%m-%d %H:%M}") for label, at in moments]
