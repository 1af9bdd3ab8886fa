"""*Plan*: the buyer's steps, changes and objectives, and the Delivery of a deal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.sprints import concessions, delivery, plan_acts, requests
from pullahead.usecases.sprints.gap_items import add_gap_item
from pullahead.usecases.sprints.item_page import items_of_deal
from pullahead.usecases.sprints.plan import DealPlan, StepView, deal_plan
from pullahead.usecases.sprints.story import deal_story
from pullahead.web.forms import plan as forms
from pullahead.web.forms.plan import DealPlanForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@dataclass(frozen=True, slots=True)
class PlanVerb:
    """An act of the page: its form, what it calls, and what is said afterwards."""

    form: type[DealPlanForm]
    call: Callable[[UUID, Person, Any], None]
    done: str | Promise


def _add_step(deal: UUID, by: Person, form: forms.StepForm) -> None:
    heard = form.cleaned_data["heard_at"]
    plan_acts.add_step(deal_id=deal, by=by, typed=form.typed(), heard_at=heard)


def _change_step(deal: UUID, by: Person, form: forms.ChangeStepForm) -> None:
    plan_acts.change_step(
        deal_id=deal,
        step_id=form.cleaned_data["step"],
        by=by,
        typed=form.typed(),
        heard_at=form.cleaned_data["heard_at"],
    )


def _end_step(deal: UUID, by: Person, form: forms.EndStepForm) -> None:
    data = form.cleaned_data
    plan_acts.end_step(deal_id=deal, step_id=data["step"], by=by, state=data["state"])


def _move_step(deal: UUID, by: Person, form: forms.MoveStepForm) -> None:
    data = form.cleaned_data
    plan_acts.move_step(deal_id=deal, step_id=data["step"], by=by, place=data["place"])


def _add_objective(deal: UUID, by: Person, form: forms.ObjectiveForm) -> None:
    plan_acts.add_objective(deal_id=deal, by=by, **form.cleaned_data)


def _change_objective(deal: UUID, by: Person, form: forms.ChangeObjectiveForm) -> None:
    data = dict(form.cleaned_data)
    plan_acts.change_objective(deal_id=deal, objective_id=data.pop("objective"), by=by, **data)


def _fit(deal: UUID, by: Person, form: forms.FitForm) -> None:
    data = form.cleaned_data
    delivery.set_fit(
        deal_id=deal,
        by=by,
        objective_id=known(data["objective"]),
        offer_id=known(data["with_offer"]),
        fit=data["fit_word"],
        gap=data["gap"],
        proof=known(data["proof"]) if data["proof"] else None,
    )


def _gap(deal: UUID, by: Person, form: forms.GapItemForm) -> None:
    data = form.cleaned_data
    add_gap_item(deal_id=deal, by=by, objective_id=data["objective"], offer_id=data["with_offer"])


def _grant(deal: UUID, by: Person, form: forms.ConcessionForm) -> None:
    concessions.grant(deal_id=deal, by=by, **form.cleaned_data)


def _ask(deal: UUID, by: Person, form: forms.AskForm) -> None:
    data = dict(form.cleaned_data)
    requests.ask(deal_id=deal, by=by, pod_id=data.pop("pod") or 0, **data)


VERBS: Mapping[str, PlanVerb] = {
    "step": PlanVerb(forms.StepForm, _add_step, gettext_lazy("Step added.")),
    "change-step": PlanVerb(forms.ChangeStepForm, _change_step, gettext_lazy("Step saved.")),
    "end-step": PlanVerb(forms.EndStepForm, _end_step, gettext_lazy("Step saved.")),
    "move-step": PlanVerb(forms.MoveStepForm, _move_step, gettext_lazy("Step moved.")),
    "objective": PlanVerb(forms.ObjectiveForm, _add_objective, gettext_lazy("Objective added.")),
    "change-objective": PlanVerb(
        forms.ChangeObjectiveForm, _change_objective, gettext_lazy("Objective saved.")
    ),
    "fit": PlanVerb(forms.FitForm, _fit, gettext_lazy("Saved.")),
    "gap": PlanVerb(forms.GapItemForm, _gap, gettext_lazy("Added to the backlog.")),
    "ask": PlanVerb(forms.AskForm, _ask, gettext_lazy("Asked. The pod sees it on its page.")),
    "grant": PlanVerb(forms.ConcessionForm, _grant, gettext_lazy("Granted.")),
}


def known(text: str) -> UUID:
    """Return the id that a form sent. Raise NotFound for a text that is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(_("Unknown choice. Reload the page.")) from None


@signed_in
@require_safe
def page(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Show the plan of one deal."""
    return _page(request, deal_id)


@signed_in
@require_safe
def story(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Show one time line of the deal and its lead."""
    found = deal_story(deal_id=deal_id, viewer=person(request))
    deal = {"id": found.deal_id}
    return show(request, "sprints/story.html", {"story": found, "deal": deal})


@signed_in
@require_POST
def act(request: HttpRequest, deal_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal appears beside its form, on the page."""
    verb = VERBS.get(name)
    if verb is None:
        raise NotFound(_("Unknown action. Reload the page."))
    plan = deal_plan(deal_id=deal_id, viewer=person(request))
    form = verb.form(request.POST, plan=plan, act=name)
    try:
        if form.is_valid():
            verb.call(deal_id, person(request), form)
            messages.success(request, str(verb.done))
            return SeeOther(reverse("plan", args=[deal_id]))
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _page(request, deal_id, name, form, problem.status)
    return _page(request, deal_id, name, form, 422)


def _page(
    request: HttpRequest,
    deal_id: UUID,
    name: str = "",
    refused: DealPlanForm | None = None,
    status: int = 200,
) -> HttpResponse:
    plan = deal_plan(deal_id=deal_id, viewer=person(request))
    shown: dict[str, DealPlanForm] = {
        "step": forms.StepForm(plan=plan, act="step"),
        "objective": forms.ObjectiveForm(plan=plan, act="objective"),
        "ask": forms.AskForm(plan=plan, act="ask"),
        "fit": forms.FitForm(plan=plan, act="fit", initial=_chosen(request)),
    }
    if name in shown and refused is not None:
        shown[name] = refused
    work = items_of_deal(deal_id=deal_id, viewer=person(request))
    context = {
        "plan": plan,
        "items": work.rows,
        "plan_pod": work.pod_id,
        "today": work.today,
        "forms": shown,
        "steps": [(one, _step_form(plan, one, refused)) for one in plan.steps],
        "objectives": [
            (one, _objective_form(plan, one.id, refused)) for one in plan.delivery.objectives
        ],
        "failed": name,
        "failed_form": refused,
    }
    return show(request, "sprints/plan.html", context, status)


def _chosen(request: HttpRequest) -> dict[str, str]:
    """Return the fit that the address names, to change it."""
    names = {"objective": "objective", "with_offer": "offer"}
    return {field: request.GET.get(name, "")[:36] for field, name in names.items()}


def _step_form(plan: DealPlan, one: StepView, refused: DealPlanForm | None) -> DealPlanForm:
    if isinstance(refused, forms.ChangeStepForm) and refused.data.get("step") == str(one.id):
        return refused
    initial = {
        "step": one.id,
        "name": one.name,
        "due": one.due,
        "contact": one.contact,
        "needs": one.needs,
        "job": one.job,
    }
    return forms.ChangeStepForm(plan=plan, act=f"step-{one.id}", initial=initial)


def _objective_form(plan: DealPlan, objective: UUID, refused: DealPlanForm | None) -> DealPlanForm:
    mine = isinstance(refused, forms.ChangeObjectiveForm)
    if refused is not None and mine and refused.data.get("objective") == str(objective):
        return refused
    one = next(row for row in plan.delivery.objectives if row.id == objective)
    initial = {
        "objective": one.id,
        "words": one.words,
        "measure": one.measure,
        "state": one.state,
    }
    return forms.ChangeObjectiveForm(plan=plan, act=f"objective-{one.id}", initial=initial)
