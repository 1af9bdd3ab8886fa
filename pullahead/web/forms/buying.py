"""Forms of a buying group. They read and clean values; the use cases validate them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.buying.gap_words import ROLE_WORDS
from pullahead.usecases.buying.group import BuyingGroup
from pullahead.usecases.buying.members import MemberInput
from pullahead.web.forms.base import Refusable

ROLE_CHOICES = [(role, word) for role, word in ROLE_WORDS.items() if role != "decider"]
STANCE_CHOICES = [
    ("", _("? unknown")),
    ("mobilizer", _("++ moves others for us")),
    ("for", _("+ for us")),
    ("neutral", _("0 neutral")),
    ("against", _("- against us")),
    ("blocker", _("-- blocks")),
]
ID_MOST = 2**53


def member_field(label: Any, *, required: bool = False) -> forms.IntegerField:
    """Return a field that chooses a member."""
    return forms.IntegerField(
        label=label, required=required, min_value=1, max_value=ID_MOST, widget=forms.Select
    )


class GroupForm(Refusable):
    """Base of the forms of a member; the id of the member comes with it."""

    def __init__(
        self,
        data: Any = None,
        *,
        group: BuyingGroup | None = None,
        row: int = 0,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id=f"m{row}-{self.prefix_of_ids}-%s")
        if group is not None:
            others = [(one.id, one.name) for one in group.members if one.id != row]
            for name in ("whom", "brought_by"):
                if name in self.fields:
                    self.offer(name, [("", _("Choose …")), *others])

    prefix_of_ids = "f"


class BuyingMemberForm(GroupForm):
    """Form of roles, stance and what a member decides and sees."""

    member = forms.IntegerField(min_value=1, max_value=ID_MOST, widget=forms.HiddenInput)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLE_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stance = forms.ChoiceField(label=_("Stance"), choices=STANCE_CHOICES, required=False)
    brought_by = member_field(_("Brought by"))
    decides = forms.BooleanField(label=_("Decider: makes the choice"), required=False)
    sees = forms.BooleanField(label=_("Sees the problem"), required=False)
    left = forms.BooleanField(label=_("Left the group"), required=False)
    prefix_of_ids = "member"

    def typed(self) -> MemberInput:
        """Return what was typed."""
        data = dict(self.cleaned_data)
        data.pop("member")
        return MemberInput(**{**data, "roles": tuple(data["roles"])})


class LinkForm(GroupForm):
    """Form of an influence on another member."""

    member = forms.IntegerField(min_value=1, max_value=ID_MOST, widget=forms.HiddenInput)
    whom = member_field(_("Influences"), required=True)
    helps = forms.ChoiceField(
        label=_("Effect"),
        required=False,
        choices=[("yes", _("in our favor")), ("no", _("against us"))],
    )
    strength = forms.TypedChoiceField(
        label=_("Strength"),
        required=False,
        coerce=int,
        initial=2,
        choices=[(1, _("weak")), (2, _("medium")), (3, _("strong"))],
    )
    prefix_of_ids = "link"

    def clean_helps(self) -> bool:
        """Return whether the influence is in our favor; that is so without a choice."""
        return str(self.cleaned_data["helps"]) != "no"

    def clean_strength(self) -> int:
        """Return the strength; medium without a choice."""
        return int(self.cleaned_data["strength"] or 2)


class CutForm(GroupForm):
    """Form that removes an influence."""

    member = forms.IntegerField(min_value=1, max_value=ID_MOST)
    whom = forms.IntegerField(min_value=1, max_value=ID_MOST)
    prefix_of_ids = "cut"


class EmptyForm(GroupForm):
    """Form of an act that needs no field."""


class InfluenceFileForm(GroupForm):
    """Form of a file of influences; the view reads the file itself."""

    file = forms.CharField(
        required=False,
        label=_("CSV file"),
        help_text=_("Columns: from, to, sign (for, against), strength (1 to 3)"),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,text/csv", "required": True}),
    )
    prefix_of_ids = "file"
