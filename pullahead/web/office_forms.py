"""What leaders and administrators type, cleaned. The desk judges it."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.utils import timezone

from pullahead.desk.keys import PULL, READ, SCOPES, WRITE
from pullahead.desk.leads_list import Wanted
from pullahead.team.models import Person
from pullahead.web.forms import Refusable

SCOPE_WORDS = {
    PULL: "pull and settle",
    READ: "read leads",
    WRITE: "send leads in",
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
        required=False, choices=[(s, SCOPE_WORDS[s]) for s in SCOPES if s != WRITE]
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

    def wanted(self) -> Wanted:
        """What the list shows; days begin at midnight in the viewer's zone."""
        self.full_clean()
        kept = self.cleaned_data
        day = kept.get("since")
        since = datetime.combine(day, time.min, timezone.get_current_timezone()) if day else None
        return Wanted(
            state=kept.get("state", ""),
            source=kept.get("source"),
            team=kept.get("team"),
            since=since,
            reason=kept.get("reason", ""),
            overdue=bool(kept.get("overdue")),
            closed_as=kept.get("closed_as", ""),
            after=kept.get("after", ""),
        )
