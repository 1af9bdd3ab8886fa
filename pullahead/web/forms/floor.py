"""Forms of the floor: who gets alerts by mail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.web.forms.base import Refusable, select_field, text_field


class RecipientForm(Refusable):
    """Form of a person who gets alerts by mail."""

    person = select_field(_("User"), _("A team lead gets the alerts of the own team."))
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
