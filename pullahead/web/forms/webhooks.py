"""Form of a webhook endpoint."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.settings.endpoints import LABEL_LENGTH, OFFERED
from pullahead.web.forms.base import Refusable, text_field


class EndpointForm(Refusable):
    """Form of an endpoint: name, address, events."""

    field_templates = {"events": "settings/webhooks/_events.html"}
    label = text_field(_("Name"), maxlength=LABEL_LENGTH, required=True)
    url = text_field(
        _("Address"),
        _("Messages are sent to this address by POST. Redirects are not followed."),
        maxlength=500,
        inputmode="url",
        placeholder="https://crm.example.com/pullahead",
        required=True,
    )
    events = forms.MultipleChoiceField(
        required=False,
        label=_("Events"),
        choices=[(str(kind.value), str(kind.value)) for kind in OFFERED],
        widget=forms.CheckboxSelectMultiple,
    )
