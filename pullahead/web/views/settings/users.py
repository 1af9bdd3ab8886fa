"""*Users*. Team leads see their own team; administrators add, disable and enable users."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.settings import users
from pullahead.usecases.settings.users import Member, member, roster, team_names
from pullahead.web import flash_messages
from pullahead.web.choices import zones
from pullahead.web.forms.base import Refusable
from pullahead.web.forms.users import PersonChangeForm, PersonForm, TeamForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show every user whom this viewer may see, or those whose name contains a text."""
    return _list(request)


@signed_in
@require_safe
def one(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show the form of a user."""
    found = users.editable(person_id=person_id, viewer=person(request))
    return _edit(request, found, _change_form(found))


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a user; the password appears on the page that answers, and nowhere else."""
    form = _person_form(request, request.POST)
    roster(viewer=person(request))
    try:
        if not form.is_valid():
            return _list(request, form, status=422)
        made, password = users.add_person(by=person(request), **form.cleaned_data)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _list(request, form, status=problem.status)
    return _list(request, made={"name": made.name, "password": password, "new": True})


@signed_in
@require_POST
def add_team(request: HttpRequest) -> HttpResponse:
    """Add a team."""
    form = TeamForm(request.POST)
    roster(viewer=person(request))
    try:
        if not form.is_valid():
            return _list(request, form, status=422)
        team = users.add_team(name=form.cleaned_data["name"], by=person(request))
    except Invalid as problem:
        form.add_error("name", problem.message)
        return _list(request, form, status=problem.status)
    messages.success(request, _("Team {team} is added.").format(team=team.name))
    return SeeOther(reverse("people"))


@signed_in
@require_POST
def disable(request: HttpRequest, person_id: int) -> HttpResponse:
    """Disable a user and release their claims; asks once."""
    one = member(person_id=person_id, viewer=person(request))
    if request.POST.get("sure") != "1" and person(request).is_admin:
        return show(request, "settings/users/sure.html", {"one": one, "act": "disable"})
    released = users.disable(person_id=person_id, by=person(request))
    messages.success(request, flash_messages.disabled(one.name, released))
    return SeeOther(reverse("people"))


@signed_in
@require_POST
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """Change a person's role, team, zone, language or skills."""
    one = users.editable(person_id=person_id, viewer=person(request))
    form, status = _change_form(one, request.POST), 422
    try:
        if form.is_valid():
            users.change(person_id=person_id, by=person(request), **form.facts())
            messages.success(request, _("{name} is updated.").format(name=one.name))
            return SeeOther(reverse("people"))
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return _edit(request, one, form, status)


@signed_in
@require_POST
def enable(request: HttpRequest, person_id: int) -> HttpResponse:
    """Enable a disabled user."""
    one = member(person_id=person_id, viewer=person(request))
    users.enable(person_id=person_id, by=person(request))
    messages.success(request, _("{name} can sign in again.").format(name=one.name))
    return SeeOther(reverse("people"))


@signed_in
@require_POST
def new_password(request: HttpRequest, person_id: int) -> HttpResponse:
    """Set another password, shown once; asks once, because the old one stops working."""
    one = member(person_id=person_id, viewer=person(request))
    if request.POST.get("sure") != "1" and person(request).is_admin:
        return show(request, "settings/users/sure.html", {"one": one, "act": "password"})
    password = users.set_password(person_id=person_id, by=person(request))
    return _list(request, made={"name": one.name, "password": password})


def _person_form(request: HttpRequest, sent: QueryDict | None = None) -> PersonForm:
    return PersonForm(sent, teams=team_names(), initial={"team": person(request).team.name})


def _change_form(one: Member, sent: QueryDict | None = None) -> PersonChangeForm:
    names = ("team", "zone", "language", "skills")
    initial = {name: getattr(one, name) for name in names} | {"role": one.role_code}
    return PersonChangeForm(sent, row=f"p-{one.id}", teams=team_names(), initial=initial)


def _edit(
    request: HttpRequest, one: Member, form: PersonChangeForm, status: int = 200
) -> HttpResponse:
    context = {"one": one, "form": form, "zones": zones()}
    return show(request, "settings/users/edit.html", context, status)


def _list(
    request: HttpRequest,
    form: Refusable | None = None,
    made: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    sought = request.GET.get("q", "").strip()
    context = {
        "people": roster(viewer=person(request), sought=sought),
        "sought": sought,
        "teams": team_names(),
        "zones": zones(),
        "form": form if isinstance(form, PersonForm) else _person_form(request),
        "team_form": form if isinstance(form, TeamForm) else TeamForm(),
        "made": made,
    }
    return show(request, "settings/users/page.html", context, status)
