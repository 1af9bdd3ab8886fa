"""Forms of the lead list: filters, saved views, acts on many leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.leads.lead_list import LeadFilter, LeadFilterChoices
from pullahead.web.forms.base import Refusable, check_field, date_field, select_field, text_field

CHOOSE = ("", _("Choose"))
# Fields that a person enters for each act on many leads
PARAMETERS = {
    "close": ("disposition", "note"),
    "park": ("review_on",),
    "move": ("team",),
    "value": ("value",),
}


def _number(label: Any) -> forms.IntegerField:
    """Return a field of a chosen row's number."""
    return forms.IntegerField(
        required=False, label=label, min_value=1, max_value=2**62, widget=forms.Select
    )


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that applies to the list."""

    label: str
    value: str  # "" for a check box
    rest: str  # the query string without this filter


class WantedForm(Refusable):
    """Filters of the lead list; an unknown filter filters nothing."""

    q = text_field(_("Search"), max_length=200, maxlength=200, type="search")
    state = select_field(_("State"))
    source = _number(_("Source"))
    team = _number(_("Team"))
    since = date_field(_("Received since"))
    reason = select_field(_("Reason for parking"))
    closed_as = select_field(_("Closed as"))
    overdue = check_field(_("Past review date"))
    after = forms.CharField(required=False, max_length=100)  # of the link to the next page

    def __init__(self, *args: Any, choices: LeadFilterChoices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("state", choices.states)
        self.offer("source", [("", _("All")), *choices.sources])
        self.offer("team", [("", _("All")), *choices.teams])
        self.offer("reason", [("", _("Any reason")), *choices.reasons])
        self.offer("closed_as", [("", _("Any outcome")), *choices.dispositions])

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
        self.data = {**dict(self.data.items()), "state": kept.get("state") or implied}
        return LeadFilter(
            text=kept.get("q", ""),
            state=kept.get("state") or implied,
            source=kept.get("source"),
            team=kept.get("team"),
            since=since,
            reason=kept.get("reason", ""),
            overdue=bool(kept.get("overdue")),
            closed_as=kept.get("closed_as", ""),
            after=kept.get("after", ""),
        )

    def chips(self, query: QueryDict) -> list[FilterChip]:
        """Return each filter that applies, with the query that is left without it."""
        found = []
        for field in self:
            value = self.cleaned_data.get(field.name)
            if field.name == "after" or not value or not query.get(field.name):
                continue
            rest = query.copy()
            del rest[field.name]
            rest.pop("after", None)
            found.append(FilterChip(str(field.label), self._shown(field.name), rest.urlencode()))
        return found

    def _shown(self, name: str) -> str:
        """Return a filter's value as a person chose it."""
        value, widget = self.cleaned_data[name], self.fields[name].widget
        if isinstance(widget, forms.Select):
            labels = {str(code): str(label) for code, label in widget.choices}
            return labels.get(str(value), str(value))
        if isinstance(value, date):
            return date_format(value)
        return "" if value is True else str(value)

    def filters(self, *, every_team: bool) -> Sequence[forms.BoundField]:
        """Return the fields to show; only administrators filter by team."""
        without = {"after"} if every_team else {"after", "team"}
        return [field for field in self if field.name not in without]


class SaveViewForm(Refusable):
    """Form of a saved view: its name, and whether the team has it too."""

    name = text_field(_("Name"), maxlength=60, required=True)
    shared = check_field("")

    def __init__(self, *args: Any, team: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "view-%s"
        self.fields["shared"].label = _("Share with %(team)s") % {"team": team}


class ManyForm(Refusable):
    """Parameters of an act on many leads: for closing, parking, moving, or setting the value."""

    disposition = select_field(_("Call outcome"), required=True)
    note = text_field(_("Reason"), rows=2, required=True)
    review_on = date_field(_("Review date"), _("Default: next working day"))
    team = forms.IntegerField(
        required=False,
        label=_("New team"),
        min_value=1,
        max_value=2**62,
        widget=forms.Select({"required": True}),
    )
    value = text_field(
        _("Value of each lead"),
        _("Default: value of the source"),
        max_length=60,
        maxlength=60,
        inputmode="decimal",
        placeholder="1234.50",
    )

    def __init__(
        self,
        *args: Any,
        act: str,
        finals: Iterable[tuple[str, str]],
        teams: Iterable[tuple[int, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.act = act
        self.offer("disposition", [CHOOSE, *finals])
        self.offer("team", [CHOOSE, *teams])

    @property
    def asked(self) -> Sequence[forms.BoundField]:
        """Fields that the act needs."""
        return [self[name] for name in PARAMETERS.get(self.act, ())]
