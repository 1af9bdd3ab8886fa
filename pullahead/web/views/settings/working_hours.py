"""*Working hours*, for administrators: the organization's calendar and those of teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings import working_hours
from pullahead.web.choices import zones
from pullahead.web.forms.settings import WorkingHoursForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


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
    return _edit(request, one, _form(one))


@signed_in
@require_POST
def save(request: HttpRequest, team_id: int) -> HttpResponse:
    """Save one calendar; an error appears beside its field, and the typed text stays."""
    one = working_hours.one_calendar(team_id=team_id, viewer=person(request))
    form = _form(one, request.POST)
    try:
        if form.is_valid():
            working_hours.save(team_id=team_id, typed=form.cleaned_data, by=person(request))
            messages.success(request, _("The hours are saved and apply now."))
            return SeeOther(reverse("hours"))
    except Invalid as problem:
        form.refuse(problem)
    return _edit(request, one, form, 422)


@signed_in
@require_POST
def remove(request: HttpRequest, team_id: int) -> HttpResponse:
    """Delete a team's hours, so that the organization's apply."""
    removed = working_hours.remove(team_id=team_id, by=person(request))
    said = _("The team already had the organization’s hours.")
    if removed:
        said = _("The team has the organization’s hours again.")
    messages.success(request, said)
    return SeeOther(reverse("hours"))


def _form(one: working_hours.HoursPage, sent: QueryDict | None = None) -> WorkingHoursForm:
    return WorkingHoursForm(sent, initial=dict(one.initial), default_zone=one.default_zone)


def _edit(
    request: HttpRequest,
    one: working_hours.HoursPage,
    form: WorkingHoursForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "one": one,
        "form": form,
        "zones": zones(),
        "countries": working_hours.countries(),
    }
    return show(request, "settings/working_hours/edit.html", context, status)
