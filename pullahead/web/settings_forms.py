"""Forms of team leads and administrators. They clean values; the use cases validate them."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.common.permissions import Person
from pullahead.usecases.leads.lead_list import LeadFilter
from pullahead.usecases.settings.api_keys import PULL, READ, SCOPES, WRITE
from pullahead.web.forms import Refusable

SCOPE_WORDS = {
    PULL: _("Get leads and save results"),
    READ: _("Read leads"),
    WRITE: _("Send leads and sale outcomes"),
}


class PersonForm(Refusable):
    """Form of a new user."""

    name = forms.CharField(required=False, max_length=200)
    role = forms.ChoiceField(
        choices=Person.Role.choices,
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role.")},
    )
    team = forms.CharField(required=False, max_length=200)
    zone = forms.CharField(required=False, max_length=60)


class TeamForm(Refusable):
    """Form of a new team."""

    name = forms.CharField(required=False, max_length=200)


class AgentKeyForm(Refusable):
    """Form of an API key for an agent."""

    person = forms.CharField(required=False, max_length=200)
    scopes = forms.MultipleChoiceField(
        required=False, choices=[(s, SCOPE_WORDS[s]) for s in SCOPES]
    )


class SourceKeyForm(Refusable):
    """Form of an API key for a source."""

    source = forms.CharField(required=False, max_length=200)
    scopes = forms.MultipleChoiceField(
        required=False, choices=[(s, SCOPE_WORDS[s]) for s in SCOPES if s != PULL]
    )


class WantedForm(forms.Form):
    """Filters of the lead list; an unknown filter filters nothing."""

    state = forms.CharField(required=False, max_length=20)
    source = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    team = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    since = forms.DateField(required=False)
    reason = forms.CharField(required=False, max_length=40)
    overdue = forms.BooleanField(required=False)
    closed_as = forms.CharField(required=False, max_length=40)
    after = forms.CharField(required=False, max_length=100)

    def wanted(self) -> LeadFilter:
        """Return the list's filters; days begin at midnight in the viewer's zone.

        A filter that only closed or only parked leads can pass implies that state.
        """
        self.full_clean()
        kept = self.cleaned_data
        day = kept.get("since")
        since = datetime.combine(day, time.min, timezone.get_current_timezone()) if day else None
        parked = "parked" if kept.get("reason") or kept.get("overdue") else ""
        implied = "closed" if kept.get("closed_as") else parked
        return LeadFilter(
            state=kept.get("state") or implied,
            source=kept.get("source"),
            team=kept.get("team"),
            since=since,
            reason=kept.get("reason", ""),
            overdue=bool(kept.get("overdue")),
            closed_as=kept.get("closed_as", ""),
            after=kept.get("after", ""),
        )


class OutcomeForm(forms.Form):
    """Form of a new disposition."""

    label = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=20)
    tried = forms.BooleanField(required=False)
    reached = forms.BooleanField(required=False)
    bad_number = forms.BooleanField(required=False)
    opt_out = forms.BooleanField(required=False)


def _number(message: Any) -> dict[str, Any]:
    return {"required": message, "invalid": message}


class StartForm(forms.Form):
    """Form of the defaults of a source's leads."""

    team = forms.IntegerField(
        max_value=2**62, error_messages=_number(_("Choose a team from the list."))
    )
    cadence = forms.IntegerField(
        max_value=2**62, error_messages=_number(_("Choose a follow-up plan from the list."))
    )
    percent = forms.FloatField(error_messages=_number(_("Enter expected sales as a number.")))
    value = forms.DecimalField(
        max_digits=14,
        decimal_places=2,
        error_messages=_number(_("Enter the sale value as a number.")),
    )
    half_life_hours = forms.FloatField(
        error_messages=_number(_("Enter the half-life in hours as a number."))
    )
    curve = forms.CharField(required=False, max_length=10)
    needs_skills = forms.CharField(required=False, max_length=150)


class UploadForm(Refusable):
    """Form of a file's source and the country of its numbers; the file comes beside."""

    file = forms.CharField(required=False)  # place of the error for a file
    source = forms.CharField(required=False)
    country = forms.CharField(required=False)

    def mapped(self) -> dict[str, str]:
        """Return the typed values; an unreadable one is blank, and the use case reports it."""
        return {name: self.cleaned_data.get(name, "") for name in ("source", "country")}


class MapForm(UploadForm):
    """Form of a draft's import, whose columns come beside."""

    map = forms.CharField(required=False)  # place of the error for a mapping
    into_demo = forms.BooleanField(required=False)
