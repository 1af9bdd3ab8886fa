"""Forms of search: the query, a take, a message to a holder, a new lead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from pullahead.web.forms.base import Refusable, RowForm, text_field

# Take reasons that need no text, as buttons
GROUNDS = (
    ("called_in", _("Called in")),
    ("walked_in", _("Walked in")),
    ("replied", _("Replied")),
    ("asked_for_me", _("Asked for me")),
    ("referral", _("My referral")),
    ("transferred", _("Transferred")),
)


class SearchForm(Refusable):
    """Form of the query; the results follow while the agent types."""

    q = forms.CharField(
        required=False,
        label=_("Name, phone, email, company or lead ID"),
        widget=forms.TextInput(
            {
                "type": "search",
                "id": "q",
                "maxlength": 200,
                "autocomplete": "off",
                "hx-get": reverse_lazy("look-up-found"),
                "hx-trigger": "input changed delay:150ms",
                "hx-target": "#found",
                "hx-swap": "morph",
                "hx-sync": "this:replace",
            }
        ),
    )

    def __init__(self, *, q: str, focus: bool) -> None:
        super().__init__(initial={"q": q})
        self.fields["q"].widget.attrs["autofocus"] = focus


class TakeForm(RowForm):
    """Form of a take: the reason, and whether from the lead's holder."""

    ground = forms.CharField(required=False, max_length=20)
    over = forms.BooleanField(required=False)
    reason = text_field(_("Other reason"), max_length=200, maxlength=200, required=True)

    def facts(self) -> dict[str, Any]:
        """Return the sent values; an unreadable one is blank, and the use case reports it."""
        given = self.cleaned_data
        return {name: given.get(name, "") for name in ("ground", "reason")} | {
            "over": bool(given.get("over"))
        }


class TellForm(RowForm):
    """Form of a message to the holder of a lead."""

    text = text_field("", max_length=500, maxlength=500, required=True)

    def __init__(self, *args: Any, holder: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = _("Message to %(name)s") % {"name": holder}


class NewForm(Refusable):
    """Form of a new lead, and how the person came."""

    name = text_field(_("Name"), maxlength=200)
    phone = text_field(_("Phone"), maxlength=100, type="tel")
    email = text_field(_("Email"), maxlength=254)
    ground = forms.CharField(required=False)  # the button; place of its error

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "new-%s"
