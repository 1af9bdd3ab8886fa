"""Forms of sign-in and of a person's own settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.utils.translation import gettext_lazy as _

from pullahead.web.forms.base import Refusable, select_field, zone_field
from pullahead.web.language import offered


class SignInForm(Refusable):
    """Form of name and password; the use case checks them."""

    username = UsernameField(label=_("Name"), max_length=100)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, focus: bool = False) -> None:
        super().__init__(data)
        self.fields["username"].widget.attrs["autofocus"] = focus and data is None


class LanguageSelect(forms.Select):
    """List of languages; each name is marked as text of its language."""

    def create_option(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Return an option with its language."""
        option: dict[str, Any] = super().create_option(*args, **options)
        if option["value"]:
            option["attrs"] = {"lang": option["value"]} | option["attrs"]
        return option


def _goal(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        label=label,
        widget=forms.NumberInput({"min": 1, "max": 1000, "inputmode": "numeric"}),
        error_messages={"invalid": _("Enter a whole number, or leave the goal blank.")},
    )


class GoalsForm(Refusable):
    """Form of a person's goals for a day."""

    saved = _goal(_("Results saved per day"))
    contacts = _goal(_("Contacts per day"))
    sales = _goal(_("Sales per day"))


class OwnSettingsForm(Refusable):
    """Form of the language and the time zone that pages are shown in."""

    language = select_field(_("Language"), widget=LanguageSelect)
    zone = zone_field(_("Leave blank for the organization’s time zone"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("language", [("", _("Organization default")), *offered().items()])
