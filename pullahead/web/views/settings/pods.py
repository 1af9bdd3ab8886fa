"""*Settings, Pods*: for team leads and admins."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.sprints import pods
from pullahead.web.forms.base import Refusable
from pullahead.web.forms.pods import MemberForm, NewPodForm, PodForm, RightForm, initial_of
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """List the pods, and a form for a new one."""
    return _list(request, NewPodForm(teams=pods.teams_for(viewer=person(request))))


def _list(request: HttpRequest, form: NewPodForm, status: int = 200) -> HttpResponse:
    rows = pods.pods_of(viewer=person(request))
    return show(request, "settings/pods/page.html", {"pods": rows, "form": form}, status)


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a pod."""
    by = person(request)
    form = NewPodForm(request.POST, teams=pods.teams_for(viewer=by))
    try:
        if form.is_valid():
            pod = pods.add_pod(typed=form.typed(), team_id=form.cleaned_data["team"] or 0, by=by)
            messages.success(request, _("The pod is added. Now add its members."))
            return SeeOther(reverse("pod-settings", args=[pod]))
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
    return _list(request, form, 422)


@signed_in
@require_safe
def one(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Show one pod with its forms."""
    return _one(request, pod_id)


def _one(
    request: HttpRequest, pod_id: int, refused: Refusable | None = None, status: int = 200
) -> HttpResponse:
    pod = pods.pod_settings(pod_id=pod_id, viewer=person(request))
    people = pods.people_for(pod=pod)
    context: dict[str, Any] = {
        "pod": pod,
        "form": PodForm(initial=initial_of(pod)),
        "member_form": MemberForm(people=people),
        "right_form": RightForm(),
    }
    if isinstance(refused, PodForm):
        context["form"] = refused
    elif isinstance(refused, MemberForm):
        context["member_form"] = refused
    elif refused is not None:
        context["right_form"] = refused
    return show(request, "settings/pods/one.html", context, status)


def _saved(
    request: HttpRequest, pod_id: int, form: Refusable, act: Callable[[], None], said: str
) -> HttpResponse:
    try:
        if form.is_valid():
            act()
            messages.success(request, said)
            return SeeOther(reverse("pod-settings", args=[pod_id]))
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
    return _one(request, pod_id, form, 422)


@signed_in
@require_POST
def save(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Save the fields of a pod."""
    by, form = person(request), PodForm(request.POST)
    pods.pod_settings(pod_id=pod_id, viewer=by)

    def act() -> None:
        pods.change_pod(pod_id=pod_id, typed=form.typed(), by=by)

    return _saved(request, pod_id, form, act, _("The pod is saved."))


@signed_in
@require_POST
def member(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Set the share of a person."""
    by = person(request)
    pod = pods.pod_settings(pod_id=pod_id, viewer=by)
    form = MemberForm(request.POST, people=pods.people_for(pod=pod))

    def act() -> None:
        data = form.cleaned_data
        share = data["share"] if data["share"] is not None else -1
        pods.set_member(pod_id=pod_id, person_id=int(data["person"] or 0), share=share, by=by)

    return _saved(request, pod_id, form, act, _("The share is saved."))


@signed_in
@require_POST
def right(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Set up to what the pod grants without asking."""
    by, form = person(request), RightForm(request.POST)
    pods.pod_settings(pod_id=pod_id, viewer=by)

    def act() -> None:
        data = form.cleaned_data
        up_to = data["up_to"] if data["up_to"] is not None else Decimal(-1)
        pods.set_right(pod_id=pod_id, what=data["what"], up_to=up_to, by=by)

    return _saved(request, pod_id, form, act, _("The right is saved."))
