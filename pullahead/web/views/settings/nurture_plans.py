"""*Nurturing plans*, for administrators: days of the contacts after a customer was reached."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.settings import nurture_plans
from pullahead.usecases.settings.nurture_plans import NurturePlanView
from pullahead.web.forms.base import Refusable, shown
from pullahead.web.forms.nurturing import NewNurturePlanForm, NurturePlanForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the plans with the dates of a contact today."""
    return _page(request)


@signed_in
@require_POST
def save(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Change the days of a plan."""
    form = NurturePlanForm(request.POST, plan=_plan(request, plan_id))

    def act() -> None:
        nurture_plans.set_plan(plan_id=plan_id, by=person(request), **form.cleaned_data)

    return _done(request, form, act, _("Saved. The plan applies to results saved from now on."))


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a plan for a source, an outcome, or both."""
    form = _new(request, request.POST)

    def act() -> None:
        typed = form.cleaned_data
        nurture_plans.add_plan(
            source_id=typed["source"],
            outcome=typed["outcome"],
            words=typed["words"],
            by=person(request),
        )

    return _done(request, form, act, _("Nurturing plan added."))


@signed_in
@require_POST
def remove(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Remove a plan of a source or outcome."""
    nurture_plans.remove_plan(plan_id=plan_id, by=person(request))
    messages.success(request, _("Nurturing plan removed. The plan for all leads applies."))
    return SeeOther(reverse("nurturing"))


def _plan(request: HttpRequest, plan_id: int) -> NurturePlanView:
    plans = nurture_plans.nurture_plans(viewer=person(request))
    found = next((one for one in plans if one.id == plan_id), None)
    if found is None:
        raise NotFound(_("Nurturing plan not found. Reload the page."))
    return found


def _new(request: HttpRequest, data: object = None) -> NewNurturePlanForm:
    choices = nurture_plans.choices(viewer=person(request))
    typed = data if data is None else request.POST
    return NewNurturePlanForm(typed, sources=choices.sources, outcomes=choices.outcomes)


def _done(
    request: HttpRequest, form: Refusable, act: Callable[[], None], done: str
) -> HttpResponse:
    """Do the act; a refusal appears beside its field."""
    status = 422
    try:
        if form.is_valid():
            act()
            messages.success(request, done)
            return SeeOther(reverse("nurturing"))
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return _page(request, form, status)


def _page(
    request: HttpRequest, refused: Refusable | None = None, status: int = 200
) -> HttpResponse:
    plans = nurture_plans.nurture_plans(viewer=person(request))
    context = {
        "plans": [shown(NurturePlanForm(plan=plan), refused) for plan in plans],
        "new": refused if isinstance(refused, NewNurturePlanForm) else _new(request),
    }
    return show(request, "settings/nurture_plans.html", context, status)
