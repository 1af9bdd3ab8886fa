"""Shifts and leave of a person, and the shifts of a team, for those who lead them."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings import attendance, work_limits
from pullahead.usecases.settings.attendance import LeaveAdded, ShiftPage
from pullahead.usecases.settings.work_limits import LimitInput
from pullahead.web.choices import zones
from pullahead.web.forms.attendance import LeaveForm, LimitsForm, ShiftForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the shifts and leave of a person."""
    return _person(request, person_id)


@signed_in
@require_safe
def of_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Show the shifts of a team."""
    return _team(request, team_id)


@signed_in
@require_POST
def save_of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Save a person's own shifts."""
    one = attendance.of_person(person_id=person_id, viewer=person(request))
    form = _shift_form(one.shift, request.POST)
    try:
        if form.is_valid():
            attendance.save_shift(typed=form.cleaned_data, by=person(request), person_id=person_id)
            messages.success(request, _("The shifts are saved and apply now."))
            return SeeOther(reverse("attendance", args=[person_id]))
    except Invalid as problem:
        form.refuse(problem)
    return _person(request, person_id, form=form, status=422)


@signed_in
@require_POST
def save_of_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Save the shifts of a team."""
    _name, page = attendance.of_team(team_id=team_id, viewer=person(request))
    form = _shift_form(page, request.POST)
    try:
        if form.is_valid():
            attendance.save_shift(typed=form.cleaned_data, by=person(request), team_id=team_id)
            messages.success(request, _("The shifts are saved and apply now."))
            return SeeOther(reverse("team", args=[team_id]))
    except Invalid as problem:
        form.refuse(problem)
    return _team(request, team_id, form=form, status=422)


@signed_in
@require_POST
def remove_of_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Remove a person's own shifts, so that those of the team apply."""
    removed = attendance.remove_shift(by=person(request), person_id=person_id)
    _removed(request, removed)
    return SeeOther(reverse("attendance", args=[person_id]))


@signed_in
@require_POST
def remove_of_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Remove the shifts of a team."""
    removed = attendance.remove_shift(by=person(request), team_id=team_id)
    _removed(request, removed)
    return SeeOther(reverse("team", args=[team_id]))


@signed_in
@require_POST
def add_leave(request: HttpRequest, person_id: int) -> HttpResponse:
    """Add leave of a person."""
    form, by = LeaveForm(request.POST), person(request)
    attendance.of_person(person_id=person_id, viewer=by)
    try:
        if form.is_valid():
            added = attendance.add_leave(person_id=person_id, by=by, **form.cleaned_data)
            messages.success(request, _added(added))
            return SeeOther(reverse("attendance", args=[person_id]))
    except Invalid as problem:
        form.refuse(problem)
    return _person(request, person_id, leave_form=form, status=422)


@signed_in
@require_POST
def end_leave(request: HttpRequest, person_id: int, leave_id: int) -> HttpResponse:
    """End leave that runs, or remove leave to come."""
    name = attendance.end_leave(leave_id=leave_id, by=person(request))
    messages.success(request, _("{name} is not on leave in those days.").format(name=name))
    return SeeOther(reverse("attendance", args=[person_id]))


@signed_in
@require_POST
def limit_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Save the limits of a person."""
    form, by = LimitsForm(request.POST), person(request)
    attendance.of_person(person_id=person_id, viewer=by)
    if _saved_limits(request, form, person_id=person_id):
        return SeeOther(reverse("attendance", args=[person_id]))
    return _person(request, person_id, limits_form=form, status=422)


@signed_in
@require_POST
def limit_team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Save the limits of each person of a team."""
    form = LimitsForm(request.POST)
    attendance.of_team(team_id=team_id, viewer=person(request))
    if _saved_limits(request, form, team_id=team_id):
        return SeeOther(reverse("team", args=[team_id]))
    return _team(request, team_id, limits_form=form, status=422)


def _saved_limits(request: HttpRequest, form: LimitsForm, **place: int) -> bool:
    """Save limits, or put the errors beside their fields."""
    if not form.is_valid():
        return False
    try:
        typed = LimitInput(**form.cleaned_data)
        work_limits.save_limits(typed=typed, by=person(request), **place)
    except Invalid as problem:
        form.refuse(problem)
        return False
    messages.success(request, _("The limits are saved and apply now."))
    return True


def _limits_form(request: HttpRequest, **place: int) -> LimitsForm:
    return LimitsForm(initial=asdict(work_limits.limits_of(viewer=person(request), **place)))


def _added(added: LeaveAdded) -> str:
    if not added.freed:
        return _("The leave is saved.")
    return ngettext(
        "The leave is saved. {count} callback or follow-up goes to any agent when it is due.",
        "The leave is saved. {count} callbacks and follow-ups go to any agent when they are due.",
        added.freed,
    ).format(count=added.freed)


def _removed(request: HttpRequest, removed: bool) -> None:
    said = _("There were no shifts to remove.")
    messages.success(request, _("The shifts are removed.") if removed else said)


def _shift_form(page: ShiftPage, sent: QueryDict | None = None) -> ShiftForm:
    return ShiftForm(sent, initial=dict(page.initial), default_zone=page.zone)


def _person(
    request: HttpRequest,
    person_id: int,
    *,
    form: ShiftForm | None = None,
    leave_form: LeaveForm | None = None,
    limits_form: LimitsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    one = attendance.of_person(person_id=person_id, viewer=person(request))
    context = {
        "one": one,
        "page": one.shift,
        "form": form or _shift_form(one.shift),
        "leave_form": leave_form or LeaveForm(initial={"first": one.today}),
        "limits_form": limits_form or _limits_form(request, person_id=person_id),
        "zones": zones(),
    }
    return show(request, "settings/attendance/person.html", context, status)


def _team(
    request: HttpRequest,
    team_id: int,
    *,
    form: ShiftForm | None = None,
    limits_form: LimitsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    name, page = attendance.of_team(team_id=team_id, viewer=person(request))
    context = {
        "team_id": team_id,
        "name": name,
        "page": page,
        "form": form or _shift_form(page),
        "limits_form": limits_form or _limits_form(request, team_id=team_id),
        "zones": zones(),
    }
    return show(request, "settings/attendance/team.html", context, status)
