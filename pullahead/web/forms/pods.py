"""Forms of pods: settings, shares, rights."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.sprints.pods import PodInput, PodSettings
from pullahead.web.forms.base import Refusable, select_field

RIGHTS = [("discount", _("Discount, percent")), ("free_days", _("Free days"))]
DAYS = [
    ("1", _("Monday")),
    ("2", _("Tuesday")),
    ("3", _("Wednesday")),
    ("4", _("Thursday")),
    ("5", _("Friday")),
]


class PodForm(Refusable):
    """Form of a pod."""

    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    vision = forms.CharField(
        label=_("Vision"),
        help_text=_("What this pod is for, in one sentence"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    goal = forms.CharField(
        label=_("Goal"), help_text=_("For this quarter"), max_length=300, required=False
    )
    stand_up_days = forms.MultipleChoiceField(
        label=_("Stand-up days"),
        help_text=_("Monday and Thursday are enough for a pod whose deals take months."),
        choices=DAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    limit = forms.IntegerField(
        label=_("Deal limit"), help_text=_("Blank: no limit"), required=False
    )
    hour_cost = forms.DecimalField(
        label=_("Cost of an hour"),
        help_text=_("Used for the return: value won minus cost of hours"),
        required=False,
    )

    def typed(self) -> PodInput:
        """Return what was typed."""
        data = self.cleaned_data
        return PodInput(
            name=data["name"],
            vision=data["vision"],
            goal=data["goal"],
            kind=str(data.get("kind") or "own"),
            stand_up_days=tuple(data["stand_up_days"]),
            hour_cost=data["hour_cost"],
            limit=data["limit"],
        )


class NewPodForm(PodForm):
    """Form of a new pod: also its team and kind."""

    kind = select_field(
        _("Kind"),
        choices=[
            ("own", _("Own: it has deals")),
            ("shared", _("Shared: helps other pods on request, such as pricing")),
        ],
    )
    team = forms.TypedChoiceField(label=_("Team"), coerce=int, required=False, empty_value=None)
    field_order = ("name", "kind", "team")

    def __init__(self, data: Any = None, *, teams: tuple[tuple[int, str], ...]) -> None:
        super().__init__(data, initial={"stand_up_days": list("12345")})
        field = self.fields["team"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(teams)


class MemberForm(Refusable):
    """Form of a person's share in a pod."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int, required=False, empty_value=None)
    share = forms.IntegerField(
        label=_("Share, percent"), help_text=_("0 removes the member"), required=False
    )

    def __init__(self, data: Any = None, *, people: tuple[tuple[int, str], ...]) -> None:
        super().__init__(data, auto_id="member-%s")
        field = self.fields["person"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Choose …")), *people]


class RightForm(Refusable):
    """Form of what a pod may grant without asking."""

    what = select_field(_("What"), choices=RIGHTS)
    up_to = forms.DecimalField(
        label=_("Up to"), help_text=_("0: always ask"), required=False, decimal_places=2
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="right-%s")


def initial_of(pod: PodSettings) -> dict[str, Any]:
    """Return what the form of a pod shows at first."""
    return {
        "name": pod.name,
        "vision": pod.vision,
        "goal": pod.goal,
        "stand_up_days": list(pod.stand_up_days),
        "limit": pod.limit,
        "hour_cost": pod.hour_cost,
    }
