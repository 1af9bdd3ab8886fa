"""*Cycles*: job to be done, buying jobs, scenarios, learning cycles and moments of truth."""

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
from pullahead.usecases.buying import plan
from pullahead.usecases.buying.group import BuyingGroup, buying_group
from pullahead.usecases.buying.plan_page import DealCycles, deal_plan
from pullahead.usecases.deals.detail import deal_detail
from pullahead.web.forms import deal_plan as forms
from pullahead.web.forms.deal_plan import CycleBaseForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@dataclass(frozen=True, slots=True)
class CycleVerb:
    """An act of the page: its form, what it calls, what is said, and where it leads."""

    form: type[CycleBaseForm]
    call: Callable[..., object]
    done: str | Promise
    part: str


def _see(sign: int, seen: str, **given: Any) -> None:
    plan.see_sign(sign=sign, seen=seen != "no", **given)


VERBS: Mapping[str, CycleVerb] = {
    "frame": CycleVerb(forms.FrameForm, plan.set_frame, gettext_lazy("Saved."), "job"),
    "job": CycleVerb(forms.JobForm, plan.mark_job, gettext_lazy("Buying job saved."), "jobs"),
    "scenario": CycleVerb(
        forms.ScenarioForm, plan.add_scenario, gettext_lazy("Scenario added."), "scenarios"
    ),
    "state": CycleVerb(
        forms.ScenarioStateForm, plan.set_scenario, gettext_lazy("Scenario saved."), "scenarios"
    ),
    "sign": CycleVerb(forms.SignForm, plan.add_sign, gettext_lazy("Sign added."), "scenarios"),
    "seen": CycleVerb(forms.SeenForm, _see, gettext_lazy("Sign saved."), "scenarios"),
    "open": CycleVerb(forms.OpenCycleForm, plan.open_cycle, gettext_lazy("Cycle opened."), "cycle"),
    "step": CycleVerb(forms.CycleStepForm, plan.write_step, gettext_lazy("Step saved."), "cycle"),
    "close": CycleVerb(
        forms.CloseCycleForm, plan.close_cycle, gettext_lazy("Cycle closed."), "cycle"
    ),
    "moment": CycleVerb(
        forms.MomentForm, plan.plan_moment, gettext_lazy("Moment planned."), "moments"
    ),
    "judge": CycleVerb(
        forms.JudgeForm, plan.judge_moment, gettext_lazy("Moment saved."), "moments"
    ),
}


@signed_in
@require_safe
def page(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Show the plan of a deal."""
    return _page(request, deal_id)


@signed_in
@require_POST
def act(request: HttpRequest, deal_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal appears above its part of the page."""
    verb = VERBS.get(name)
    if verb is None:
        raise NotFound(_("Unknown action. Reload the page."))
    viewer = person(request)
    group = buying_group(deal_id=deal_id, viewer=viewer)
    form = verb.form(request.POST, plan=deal_plan(deal_id=deal_id, viewer=viewer), group=group)
    try:
        if not form.is_valid():
            return _page(request, deal_id, name, form, 422)
        warned = verb.call(deal_id=deal_id, by=viewer, **form.cleaned_data)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _page(request, deal_id, name, form, problem.status)
    messages.success(request, str(verb.done))
    if warned is True:
        messages.warning(
            request, _("You filled in Plan before Check and Adjust. What did you learn?")
        )
    return SeeOther(f"{reverse('deal-cycles', args=[deal_id])}#{verb.part}")


def _page(
    request: HttpRequest,
    deal_id: UUID,
    name: str = "",
    form: CycleBaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = person(request)
    deal = deal_detail(deal_id=deal_id, viewer=viewer)
    shown = deal_plan(deal_id=deal_id, viewer=viewer)
    group = buying_group(deal_id=deal_id, viewer=viewer)
    context = {
        "deal": deal,
        "plan": shown,
        "steps": _steps(shown),
        "forms": _forms(shown, group),
        "judging": [
            (one, _judge(one.id, shown, group) if not one.judged else None) for one in shown.moments
        ],
        "failed": VERBS[name].part if name else "",
        "failed_form": form,
        "open": deal.closed_at is None,
    }
    return show(request, "deals/cycles.html", context, status)


def _forms(shown: DealCycles, group: BuyingGroup) -> dict[str, CycleBaseForm]:
    return {
        "frame": forms.FrameForm(row="frame", initial={"words": shown.job_to_be_done}),
        "scenario": forms.ScenarioForm(row="scenario"),
        "sign": forms.SignForm(row="sign"),
        "open": forms.OpenCycleForm(row="open", initial={"mode": shown.usual_mode}),
        "moment": forms.MomentForm(row="moment", plan=shown, group=group),
    }


def _judge(moment: int, shown: DealCycles, group: BuyingGroup) -> forms.JudgeForm:
    first = {"moment": moment}
    return forms.JudgeForm(row=f"judge{moment}", plan=shown, group=group, initial=first)


def _steps(shown: DealCycles) -> list[dict[str, Any]]:
    """Return the steps of the open cycle in the order of its mode, each with its form."""
    cycle = shown.cycle
    if cycle is None:
        return []
    texts = {
        "check": (_("Check"), cycle.check_words or shown.check_draft, cycle.check_at),
        "adjust": (_("Adjust: so we now think…"), cycle.adjust, cycle.adjust_at),
        "plan": (_("Plan: the next talk, with whom, what we expect"), cycle.plan, cycle.plan_at),
    }
    order = ("check", "adjust", "plan") if cycle.mode == "cap_do" else ("plan", "check", "adjust")
    found = []
    for step in order:
        label, words, at = texts[step]
        form = forms.CycleStepForm(row=f"step-{step}", initial={"step": step, "words": words})
        found.append({"label": label, "at": at, "form": form})
    return found
