"""Forms of nurturing plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.settings.nurture_plans import NurturePlanView
from pullahead.web.forms.base import Refusable, RowForm, select_field, text_field

HINT = _("Days after the contact, smallest first, such as 2, 5, 10")


class NurturePlanForm(RowForm):
    """Form of the days of a plan."""

    words = text_field(_("Days"), HINT, maxlength=100, required=True)

    def __init__(self, data: Mapping[str, Any] | None = None, *, plan: NurturePlanView) -> None:
        super().__init__(data, row=f"n-{plan.id}", initial={"words": plan.words})
        self.plan = plan


class NewNurturePlanForm(Refusable):
    """Form of a plan for a source, an outcome, or both."""

    source = forms.IntegerField(
        label=_("Source"),
        required=False,
        widget=forms.Select,
        max_value=2**62,
        error_messages={"invalid": _("Choose a source from the list.")},
    )
    outcome = select_field(_("Call outcome"))
    words = text_field(_("Days"), HINT, maxlength=100, required=True)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        sources: Iterable[tuple[int, str]],
        outcomes: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data, auto_id="new-%s")
        self.offer("source", [("", _("All sources")), *sources])
        self.offer("outcome", [("", _("All outcomes")), *outcomes])
