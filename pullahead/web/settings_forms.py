"""What leaders and administrators type, cleaned. The desk judges it."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.utils import timezone

from pullahead.usecases.common.permissions import Person
from pullahead.usecases.leads.lead_list import LeadFilter
from pullahead.usecases.settings.api_keys import PULL, READ, SCOPES, WRITE
from pullahead.web.forms import Refusable

SCOPE_WORDS = {
    PULL: "pull and settle",
    READ: "read leads",
    WRITE: "send leads in, tell what they came to",
}


class PersonForm(Refusable):
    """Somebody new."""

    name = forms.CharField(required=False, max_length=200)
    role = forms.ChoiceField(
        choices=Person.Role.choices,
        error_messages={"required": "Choose a role.", "invalid_choice": "Choose a role."},
    )
    team = forms.CharField(required=False, max_length=200)
    zone = forms.CharField(required=False, max_length=60)


class TeamForm(Refusable):
    """A new team."""

    name = forms.CharField(required=False, max_length=200)


class AgentKeyForm(Refusable):
    """A key for somebody who pulls."""

    person = forms.CharField(required=False, max_length=200)
    scopes = forms.MultipleChoiceField(
        required=False, choices=[(s, SCOPE_WORDS[s]) for s in SCOPES]
    )


class SourceKeyForm(Refusable):
    """A key for what brings leads in."""

    source = forms.CharField(required=False, max_length=200)
    scopes = forms.MultipleChoiceField(
        required=False, choices=[(s, SCOPE_WORDS[s]) for s in SCOPES if s != PULL]
    )


class WantedForm(forms.Form):
    """The filters of the list of leads; what is no filter filters nothing."""

    state = forms.CharField(required=False, max_length=20)
    source = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    team = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    since = forms.DateField(required=False)
    reason = forms.CharField(required=False, max_length=40)
    overdue = forms.BooleanField(required=False)
    closed_as = forms.CharField(required=False, max_length=40)
    after = forms.CharField(required=False, max_length=100)

    def wanted(self) -> LeadFilter:
        """What the list shows; days begin at midnight in the viewer's zone.

        A filter that only closed or only parked leads can pass says the state too.
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
    """A new disposition."""

    label = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=20)
    tried = forms.BooleanField(required=False)
    reached = forms.BooleanField(required=False)
    bad_number = forms.BooleanField(required=False)
    opt_out = forms.BooleanField(required=False)


def _said(what: str) -> dict[str, str]:
    return {"required": f"Give {what}.", "invalid": f"Give {what}, as a number."}


class StartForm(forms.Form):
    """What a source's leads start with."""

    team = forms.IntegerField(max_value=2**62, error_messages=_said("a team"))
    cadence = forms.IntegerField(max_value=2**62, error_messages=_said("a cadence"))
    percent = forms.FloatField(error_messages=_said("the chance in per cent"))
    value = forms.DecimalField(
        max_digits=14, decimal_places=2, error_messages=_said("the value of a sale")
    )
    half_life_hours = forms.FloatField(error_messages=_said("the half-life in hours"))
    curve = forms.CharField(required=False, max_length=10)
    needs_skills = forms.CharField(required=False, max_length=150)


class UploadForm(Refusable):
    """A file's source, and the country of its numbers; the file comes beside."""

    file = forms.CharField(required=False)  # where the refusal of a file stands
    source = forms.CharField(required=False)
    country = forms.CharField(required=False)

    def mapped(self) -> dict[str, str]:
        """What was typed; what cannot be read is nothing, and the desk says what is missing."""
        return {name: self.cleaned_data.get(name, "") for name in ("source", "country")}


class MapForm(UploadForm):
    """The same for a draft, whose columns come beside."""

    map = forms.CharField(required=False)  # where the refusal of a mapping stands
    into_demo = forms.BooleanField(required=False)
