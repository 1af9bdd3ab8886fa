"""Forms of users, teams and API keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings.api_keys import (
    PULL,
    READ,
    SOURCES_READ,
    SOURCES_WRITE,
    WEBHOOKS,
    WRITE,
)
from pullahead.web.forms.base import Refusable, RowForm, select_field, text_field, zone_field
from pullahead.web.forms.own import LanguageSelect
from pullahead.web.language import offered

# Template of the scopes: each with its code
SCOPES = {"scopes": "settings/api_keys/_scopes.html"}


class PersonForm(Refusable):
    """Form of a new user."""

    name = text_field(_("Name"), _("Used to sign in"), max_length=200, maxlength=100, required=True)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Person.Role.choices,
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose a role.")},
    )
    team = select_field(_("Team"))
    zone = zone_field(_("Default: the organization’s time zone"))
    language = select_field(_("Language"), widget=LanguageSelect)

    def __init__(self, *args: Any, teams: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "person-%s"
        self.offer("team", ((name, name) for name in teams))
        self.offer("language", [("", _("Organization default")), *offered().items()])


class TeamForm(Refusable):
    """Form of a new team."""

    name = text_field(_("Name"), max_length=200, maxlength=100, required=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "team-%s"


class PersonChangeForm(RowForm):
    """Form of a user's role, team, time zone, language and skills."""

    role = select_field(_("Role"), choices=Person.Role.choices)
    team = select_field(_("Team"))
    zone = zone_field("")
    language = select_field(_("Language"), widget=LanguageSelect)
    skills = text_field(
        _("Skills"),
        _("Example: lang:es lic:US-TX@2027-01-31 (last day) prod:solar"),
        max_length=500,
        maxlength=400,
    )

    def __init__(self, *args: Any, teams: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("team", ((name, name) for name in teams))
        self.offer("language", [("", _("Organization default")), *offered().items()])

    def facts(self) -> dict[str, Any]:
        """Return the sent values; language and skills that were not sent are None."""
        may_miss = {"language", "skills"} - set(self.data)
        return {**self.cleaned_data, **dict.fromkeys(may_miss)}


def _scopes(**labels: Any) -> forms.MultipleChoiceField:
    """Return check boxes of scopes; the first one is checked in a new form."""
    codes = {
        "pull": PULL,
        "read": READ,
        "write": WRITE,
        "sources_read": SOURCES_READ,
        "sources_write": SOURCES_WRITE,
        "webhooks": WEBHOOKS,
    }
    choices = [(codes[name], label) for name, label in labels.items()]
    return forms.MultipleChoiceField(
        required=False,
        label=_("Scopes"),
        choices=choices,
        initial=[choices[0][0]],
        widget=forms.CheckboxSelectMultiple,
    )


class AgentKeyForm(Refusable):
    """Form of an API key for a user."""

    field_templates = SCOPES
    person = select_field(
        _("User"), _("Actions with this key are recorded under this user."), required=True
    )
    scopes = _scopes(
        pull=_("Get leads and save results"),
        read=_("Read the leads that this user can see"),
        write=_("Record sale outcomes and consent (team leads and admins only)"),
        sources_read=_("Read figures of sources (marketing and admins only)"),
        sources_write=_("Save spend, caps and returns (marketing and admins only)"),
        webhooks=_("Manage webhooks (admins only)"),
    )

    def __init__(self, *args: Any, names: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "agent-%s"
        self.offer("person", [("", _("Choose a user")), *((name, name) for name in names)])


class SourceKeyForm(Refusable):
    """Form of an API key for a source."""

    field_templates = SCOPES
    source = text_field(
        _("Source"),
        _("A new name creates a new source."),
        max_length=200,
        maxlength=100,
        list="sources",
        required=True,
    )
    scopes = _scopes(
        write=_("Send leads and sale outcomes"), read=_("Read the leads of this source")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "source-%s"


class PeopleFileForm(Refusable):
    """Form of a file of users; the view reads the file itself."""

    file = forms.CharField(
        required=False,
        label=_("CSV file"),
        help_text=_("Columns: name, role, team, zone, language, skills, status"),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv", "required": True}),
    )
