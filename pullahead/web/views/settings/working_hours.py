"""*Working hours*, for administrators: the organization's calendar and those of teams."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings import working_hours
from pullahead.usecases.settings.working_hours import WEEKDAYS
from pullahead.web.choices import zones
from pullahead.web.forms import Refusable
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


class WorkingHoursForm(Refusable):
    """One calendar: a text for each weekday, and a line for each special day."""

    zone = forms.CharField(required=False, max_length=60)
    monday = forms.CharField(required=False, max_length=100)
    tuesday = forms.CharField(required=False, max_length=100)
    wednesday = forms.CharField(required=False, max_length=100)
    thursday = forms.CharField(required=False, max_length=100)
    friday = forms.CharField(required=False, max_length=100)
    saturday = forms.CharField(required=False, max_length=100)
    sunday = forms.CharField(required=False, max_length=100)
    country = forms.CharField(required=False, max_length=2)
    subdivision = forms.CharField(required=False, max_length=40)
    closed = forms.CharField(required=False, max_length=30_000)
    opened = forms.CharField(required=False, max_length=30_000)


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """List the organization's hours and those of each team."""
    rows = working_hours.working_hours(viewer=person(request))
    return show(
        request, "settings/working_hours/page.html", {"organization": rows[0], "teams": rows[1:]}
    )


@signed_in
@require_safe
def edit(request: HttpRequest, team_id: int) -> HttpResponse:
    """Show one calendar to be edited; 0 is the organization's."""
    one = working_hours.one_calendar(team_id=team_id, viewer=person(request))
    return _edit(request, one, WorkingHoursForm(initial=dict(one.initial)))


@signed_in
@require_POST
def save(request: HttpRequest, team_id: int) -> HttpResponse:
    """Save one calendar; an error appears beside its field, and the typed text stays."""
    one = working_hours.one_calendar(team_id=team_id, viewer=person(request))
    form = WorkingHoursForm(request.POST)
    try:
        if form.is_valid():
            working_hours.save(team_id=team_id, typed=form.cleaned_data, by=person(request))
            messages.success(request, "Saved. The new hours apply from now on.")
            return SeeOther(reverse("hours"))
    except Invalid as problem:
        form.refuse(problem)
    return _edit(request, one, form, 422)


@signed_in
@require_POST
def remove(request: HttpRequest, team_id: int) -> HttpResponse:
    """Delete a team's hours, so that the organization's apply."""
    removed = working_hours.remove(team_id=team_id, by=person(request))
    said = "The team works the organization’s hours" + (" again." if removed else " already.")
    messages.success(request, said)
    return SeeOther(reverse("hours"))


def _edit(
    request: HttpRequest,
    one: working_hours.HoursPage,
    form: WorkingHoursForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "one": one,
        "form": form,
        "days": [form[day] for day in WEEKDAYS],
        "zones": zones(),
        "countries": working_hours.countries(),
    }
    return show(request, "settings/working_hours/edit.html", context, status)
