"""*Sprint* and *Stand-up*: the week of a pod, and its exceptions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.conversations.lists import own_promises
from pullahead.usecases.sprints import answering, items, pages, reallocating
from pullahead.usecases.sprints.access import pods_of
from pullahead.usecases.sprints.figures import pod_figures
from pullahead.usecases.sprints.item_page import moves_of_pod, new_item_choices
from pullahead.usecases.sprints.items import ItemInput
from pullahead.web.forms.sprints import HoursForm, NewItemForm
from pullahead.web.view_helpers import (
    SeeOther,
    for_contributors,
    person,
    safe_next,
    show,
    signed_in,
)


@signed_in
@for_contributors
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Go to the stand-up of the viewer's first pod."""
    found = pods_of(person(request))
    if not found and person(request).is_contributor:
        return SeeOther(reverse("my-pod"))
    if not found:
        raise NotFound(_("None of your pods has an item yet."))
    return SeeOther(reverse("stand-up", args=[found[0].pk]))


@signed_in
@for_contributors
@require_safe
def stand_up(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Show the exceptions of a pod."""
    viewer = person(request)
    page = pages.stand_up_page(pod_id=pod_id, viewer=viewer)
    moves = [one for one in moves_of_pod(pod_id=pod_id, viewer=viewer) if one.tell or one.can_agree]
    context = {"page": page, "today": page.today, "pods": pods_of(viewer), "moves": moves}
    context["own_promises"] = own_promises(viewer=viewer)
    return show(request, "sprints/stand_up.html", context)


@signed_in
@for_contributors
@require_safe
def sprint(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Show the week of a pod."""
    return _sprint(request, pod_id)


def _sprint(
    request: HttpRequest,
    pod_id: int,
    *,
    add: NewItemForm | None = None,
    hours: HoursForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = person(request)
    page = pages.sprint_page(pod_id=pod_id, viewer=viewer)
    choices = new_item_choices(pod_id=pod_id, viewer=viewer)
    mine = next((one for one in page.people if one.person_id == viewer.pk), None)
    deal = request.GET.get("deal", "")
    initial = {"hours": mine.hours.normalize()} if mine is not None else {}
    context = {
        "page": page,
        "today": page.today,
        "pods": pods_of(viewer),
        "moves": moves_of_pod(pod_id=pod_id, viewer=viewer),
        "figures": pod_figures(pod_id=pod_id, viewer=viewer, starts=page.starts),
        "add": add or NewItemForm(choices=choices, deal=deal),
        "add_open": add is not None or bool(deal),
        "choices": choices,
        "hours": hours or HoursForm(initial=initial, auto_id="id_hours_%s"),
    }
    return show(request, "sprints/sprint.html", context, status)


@signed_in
@require_POST
def add_item(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Add an item to the backlog; a refusal appears beside its field."""
    viewer = person(request)
    choices = new_item_choices(pod_id=pod_id, viewer=viewer)
    form = NewItemForm(request.POST, choices=choices)
    if not form.is_valid():
        return _sprint(request, pod_id, add=form, status=422)
    given = form.cleaned_data
    chosen = given["serves"].split()
    if given["serves"] not in {one.value for one in choices}:
        form.add_error("serves", _("Choose a deal, a step or an objective."))
        return _sprint(request, pod_id, add=form, status=422)
    typed = ItemInput(
        given["what"],
        given["size"],
        step_id=UUID(chosen[2]) if chosen[1] == "step" else None,
        objective_id=UUID(chosen[2]) if chosen[1] == "objective" else None,
        urgent=given["urgent"],
    )
    try:
        items.add(deal_id=UUID(chosen[0]), by=viewer, typed=typed, pod_id=pod_id)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _sprint(request, pod_id, add=form, status=problem.status)
    messages.success(request, _("Added to the backlog."))
    return SeeOther(reverse("sprint", args=[pod_id]))


@signed_in
@for_contributors
@require_POST
def set_hours(request: HttpRequest, pod_id: int, sprint_id: UUID) -> HttpResponse:
    """Change the viewer's hours of a week."""
    viewer = person(request)
    form = HoursForm(request.POST, auto_id="id_hours_%s")
    try:
        if not form.is_valid() or form.cleaned_data["hours"] is None:
            return _sprint(request, pod_id, hours=form, status=422)
        items.set_hours(
            sprint_id=sprint_id,
            by=viewer,
            person_id=viewer.pk,
            hours=form.cleaned_data["hours"],
        )
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _sprint(request, pod_id, hours=form, status=problem.status)
    messages.success(request, _("Hours saved."))
    return SeeOther(reverse("sprint", args=[pod_id]))


@signed_in
@require_POST
def stands(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """Answer a change: the plan stands."""
    answering.plan_stands(change_id=change_id, by=person(request))
    messages.success(request, _("Answered: the plan was not changed."))
    return SeeOther(safe_next(request))


@signed_in
@for_contributors
@require_POST
def moved(request: HttpRequest, pod_id: int, row_id: UUID, name: str) -> HttpResponse:
    """Agree to a reallocation, or reverse it."""
    act = {"agree": reallocating.agree, "reverse": reallocating.reverse}.get(name)
    if act is None:
        raise NotFound(_("Unknown action. Reload the page."))
    act(row_id=row_id, by=person(request))
    messages.success(request, _("Moved.") if name == "agree" else _("Reversed."))
    return SeeOther(reverse("sprint", args=[pod_id]))
