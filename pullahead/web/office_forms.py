"""What leaders and administrators type, cleaned. The desk judges it."""

from __future__ import annotations

from django import forms

from pullahead.desk.keys import PULL, READ, SCOPES, WRITE
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
