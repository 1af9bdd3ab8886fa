"""Forms of the lead list and of a lead."""

from __future__ import annotations

from datetime import datetime, time

from django import forms
from django.utils import timezone

from pullahead.usecases.leads.lead_list import LeadFilter


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
