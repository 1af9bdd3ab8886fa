"""Forms of the plan of a deal. They read and clean values; the use cases validate them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils import dateformat, timezone
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.buying.group import BuyingGroup
from pullahead.usecases.buying.plan_page import DealCycles
from pullahead.web.forms.base import LOCAL, Refusable

ID_MOST = 2**53
HIDDEN = forms.HiddenInput
LINE = 300


class CycleBaseForm(Refusable):
    """Base of the forms of a plan."""

    def __init__(
        self,
        data: Any = None,
        *,
        plan: DealCycles | None = None,
        group: BuyingGroup | None = None,
        row: str = "",
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id=f"{row}-%s")
        if plan is not None and group is not None:
            self.fit(plan, group)

    def fit(self, plan: DealCycles, group: BuyingGroup) -> None:
        """Set the choices of the fields."""


class FrameForm(CycleBaseForm):
    """Form of the job that the customer wants done."""

    words = forms.CharField(
        label=_("Job to be done"),
        help_text=_("In their words: what do they want to get done?"),
        required=False,
        max_length=500,
    )


class JobForm(CycleBaseForm):
    """Form of a mark of a buying job."""

    job = forms.CharField(max_length=12, required=False)
    mark = forms.CharField(max_length=8, required=False)


class ScenarioForm(CycleBaseForm):
    """Form of a scenario."""

    text = forms.CharField(
        label=_("What may happen"),
        help_text=_("Such as: the board decides in January; or the budget moves to spring."),
        required=False,
        max_length=LINE,
    )


class ScenarioStateForm(CycleBaseForm):
    """Form of the state of a scenario."""

    scenario = forms.IntegerField(min_value=1, max_value=ID_MOST)
    state = forms.CharField(max_length=8, required=False)


class SignForm(CycleBaseForm):
    """Form of a sign of a scenario."""

    scenario = forms.IntegerField(min_value=1, max_value=ID_MOST, widget=HIDDEN)
    text = forms.CharField(label=_("Sign to watch for"), required=False, max_length=LINE)


class SeenForm(CycleBaseForm):
    """Form of a sign that was seen."""

    sign = forms.IntegerField(min_value=1, max_value=ID_MOST)
    seen = forms.CharField(max_length=3, required=False)


class OpenCycleForm(CycleBaseForm):
    """Form of the mode of a cycle."""

    mode = forms.ChoiceField(
        label=_("Mode"),
        required=False,
        choices=[
            ("cap_do", _("CAP-Do: check, adjust, plan, do")),
            ("pdca", _("PDCA: plan, do, check, adjust")),
        ],
    )


class CycleStepForm(CycleBaseForm):
    """Form of a step of the open cycle."""

    step = forms.CharField(max_length=6, widget=HIDDEN, required=False)
    words = forms.CharField(
        label=_("Words"), required=False, max_length=4000, widget=forms.Textarea({"rows": 2})
    )


class CloseCycleForm(CycleBaseForm):
    """Form that closes the open cycle."""


class MomentForm(CycleBaseForm):
    """Form of a moment of truth."""

    at = forms.DateTimeField(
        label=_("When"),
        input_formats=[LOCAL, LOCAL + ":%S"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
        error_messages=dict.fromkeys(("required", "invalid"), _("Enter a date and a time.")),
    )
    members = forms.TypedMultipleChoiceField(
        label=_("With whom"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    expected = forms.CharField(label=_("What we expect"), required=False, max_length=LINE)

    def fit(self, plan: DealCycles, group: BuyingGroup) -> None:
        field = self.fields["members"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(one.id, one.name) for one in group.members if one.left_at is None]


class JudgeForm(CycleBaseForm):
    """Form of what came of a moment."""

    moment = forms.IntegerField(min_value=1, max_value=ID_MOST, widget=HIDDEN)
    conversation = forms.CharField(
        label=_("In which conversation"), required=False, max_length=36, widget=forms.Select
    )
    actual = forms.CharField(label=_("What happened"), required=False, max_length=LINE)
    judged = forms.ChoiceField(
        label=_("It was"),
        required=False,
        choices=[
            ("", _("Choose …")),
            ("met", _("as expected")),
            ("beaten", _("better than expected")),
            ("missed", _("missed")),
        ],
    )

    def fit(self, plan: DealCycles, group: BuyingGroup) -> None:
        shown = [
            (str(one.id), dateformat.format(timezone.localtime(one.held_at), "j M, H:i"))
            for one in plan.talks
        ]
        self.offer("conversation", [("", _("Choose …")), *shown])

    def clean_conversation(self) -> UUID | None:
        """Return the id of a conversation; None for other text."""
        try:
            return UUID(self.cleaned_data["conversation"])
        except ValueError:
            return None
