"""Forms of the floor: recipients of alerts, messages to agents, targets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.floor.wallboard import FIGURES
from pullahead.web.forms.base import Refusable, select_field, text_field


class RecipientForm(Refusable):
    """Form of a person who gets alerts by mail."""

    person = select_field(_("User"), _("A team lead gets the alerts of their own team."))
    email = text_field(
        _("Email address"), maxlength=254, inputmode="email", placeholder="lena@example.com"
    )

    def __init__(self, data: Any = None, *, people: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.offer("person", people)

    def clean_person(self) -> int:
        """Return the id of the chosen person."""
        chosen = str(self.cleaned_data["person"])
        if not chosen.isascii() or not chosen.isdigit():
            raise forms.ValidationError(_("Choose a user from the list."))
        return int(chosen)


class FloorMessageForm(Refusable):
    """Form of a message to an agent."""

    about = select_field(
        _("Kind"),
        choices=[
            ("praise", _("Praise")),
            ("ask", _("Question")),
            ("correct", _("Correction")),
            ("note", _("Message")),
        ],
    )
    text = text_field(_("Message"), _("Praise needs no text."), rows=4, maxlength=500)


class TargetsForm(Refusable):
    """Form of the targets of the wallboard; a blank field removes a target."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        wrong = _("Enter a whole number, or leave the field blank for no target.")
        for code, (label, at_most) in FIGURES.items():
            hint = _("At most") if at_most else _("At least")
            self.fields[code] = forms.IntegerField(
                required=False,
                label=str(label),
                help_text=hint,
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={"invalid": wrong},
            )
