"""Forms of shifts and leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pullahead.usecases.settings.attendance import KINDS, WEEKDAYS
from pullahead.usecases.settings.boosts import EQUALS_LIMIT, FIELD_LIMIT, BoostFilter
from pullahead.web.forms.base import (
    Refusable,
    date_field,
    select_field,
    text_field,
    zone_field,
)
from pullahead.web.forms.settings import day_field


class ShiftForm(Refusable):
    """Weekly shifts: a text for each weekday."""

    zone = zone_field("")
    monday = day_field(_("Monday"))
    tuesday = day_field(_("Tuesday"))
    wednesday = day_field(_("Wednesday"))
    thursday = day_field(_("Thursday"))
    friday = day_field(_("Friday"))
    saturday = day_field(_("Saturday"))
    sunday = day_field(_("Sunday"))

    def __init__(self, *args: Any, default_zone: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "shift-%s"
        self.fields["zone"].help_text = _("Blank: %(zone)s") % {"zone": default_zone}

    @property
    def days(self) -> Sequence[forms.BoundField]:
        """Fields of the weekdays."""
        return [self[day] for day in WEEKDAYS]


class LeaveForm(Refusable):
    """Days of leave."""

    kind = select_field(_("Kind of leave"), choices=KINDS)
    first = date_field(_("First day"))
    last = date_field(_("Last day"), _("Blank: one day"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "leave-%s"


def _number(label: Any, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        label=label,
        help_text=hint,
        error_messages={
            "invalid": _("Enter a whole number, or leave the field blank for no limit.")
        },
        widget=forms.NumberInput({"min": 0, "autocomplete": "off"}),
    )


class LimitsForm(Refusable):
    """Limits of work."""

    open_work = _number(_("Open callbacks and follow-ups"))
    per_hour = _number(_("New leads in an hour"))
    per_day = _number(_("New leads in a day"), _("From midnight in the user’s time zone"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "limits-%s"


class BreakReasonsForm(Refusable):
    """Reasons of a break, one a line."""

    reasons = text_field(_("Reasons"), _("One per line, in the order of the menu"), rows=8)


class BoostForm(Refusable):
    """Form of a boost."""

    source = select_field(_("Source"))
    field = text_field(
        _("Field"),
        _("Optional: only leads with this field, such as state or language"),
        max_length=FIELD_LIMIT,
        maxlength=FIELD_LIMIT,
        list="boost-fields",
    )
    equals = text_field(_("Field value"), "", max_length=EQUALS_LIMIT, maxlength=EQUALS_LIMIT)
    least_value = forms.FloatField(
        required=False,
        label=_("Minimum lead value"),
        help_text=_("Optional: only leads of at least this value"),
        error_messages={"invalid": _("Enter an amount above 0.")},
        widget=forms.NumberInput({"min": "0", "step": "any"}),
    )
    factor = forms.FloatField(
        required=False,
        label=_("Factor"),
        help_text=_("1.1 to 3"),
        initial=2,
        error_messages={"invalid": _("Enter a factor from 1.1 to 3.")},
        widget=forms.NumberInput({"min": "1.1", "max": "3", "step": "0.1"}),
    )
    until = forms.DateTimeField(
        required=False,
        label=_("Until"),
        help_text=_("At most seven days from now"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Enter a date and a time.")},
    )
    reason = text_field(_("Reason"), _("Your team sees it"), max_length=200, maxlength=200)

    def __init__(self, *args: Any, sources: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.auto_id = "boost-%s"
        self.offer("source", [("", _("All sources")), *sources])

    def facts(self) -> dict[str, Any]:
        """Return the values as the use case takes them."""
        sent = dict(self.cleaned_data)
        conditions = BoostFilter(sent.pop("field"), sent.pop("equals"), sent.pop("least_value"))
        source = sent.pop("source")
        chosen = int(source) if source.isdecimal() else 0
        return {**sent, "conditions": conditions, "source_id": chosen if source else None}
