"""Form of a file of deals."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.web.forms.base import Refusable

FILES = {"accept": ".csv,.txt,.tsv,text/csv"}


class DealFileForm(Refusable):
    """Form of a new import; the view reads the files themselves."""

    team = forms.CharField(label=_("Team"), required=False, widget=forms.Select)
    file = forms.CharField(
        label=_("CSV file of deals"),
        required=False,
        widget=forms.FileInput(FILES | {"required": True}),
    )
    history = forms.CharField(
        label=_("Stage history"),
        help_text=_("Optional: a CSV file with the deal ID, the stage and the time"),
        required=False,
        widget=forms.FileInput(FILES),
    )

    def offer_teams(self, teams: Sequence[tuple[int, str]]) -> None:
        """Set the choices of the team."""
        self.offer("team", [(str(number), name) for number, name in teams])

    def team_id(self, own: int) -> int:
        """Return the chosen team; the viewer's own without a choice."""
        text = self.cleaned_data.get("team", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else own
