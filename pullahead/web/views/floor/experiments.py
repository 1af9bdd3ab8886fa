"""*Experiments*: orders of pulls by half-day, and the list of script comparisons."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.lab import experiments as lab
from pullahead.usecases.floor import experiments, script_comparisons
from pullahead.web.forms.experiments import ExperimentForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the experiments, and the form of a new one."""
    return _page(request)


@signed_in
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Store a plan; an error appears beside its field."""
    by = person(request)
    form = ExperimentForm(request.POST, teams=experiments.teams(viewer=by))
    try:
        if form.is_valid():
            made = experiments.plan(given=form.facts(), by=by)
            return SeeOther(reverse("experiment", args=[made.id]))
    except Invalid as problem:
        form.refuse(problem)
    return _page(request, form, 422)


@signed_in
@require_safe
def one(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """Show a plan with what it can find, the blocks so far, or the result."""
    viewer = person(request)
    found = experiments.one(experiment_id=experiment_id, viewer=viewer)
    context: dict[str, object] = {"one": found}
    if found.state == "planned":
        context["power"] = lab.power(experiment_id=experiment_id, viewer=viewer)
    else:
        context["result"] = lab.result(experiment_id=experiment_id, viewer=viewer)
    return show(request, "floor/experiment.html", context)


@signed_in
@require_POST
def start(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """Draw the blocks."""
    experiments.start(experiment_id=experiment_id, by=person(request))
    messages.success(request, _("The experiment begins on the next working day."))
    return SeeOther(reverse("experiment", args=[experiment_id]))


@signed_in
@require_POST
def stop(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """Stop an experiment, or remove a plan."""
    found = experiments.stop(experiment_id=experiment_id, by=person(request))
    if found.state == "planned":
        messages.success(request, _("The plan was removed."))
        return SeeOther(reverse("experiments"))
    messages.success(request, _("The experiment was stopped. Pulls follow the ranking again."))
    return SeeOther(reverse("experiment", args=[experiment_id]))


def _page(
    request: HttpRequest, form: ExperimentForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = person(request)
    context = {
        "found": experiments.listed(viewer=viewer),
        "comparisons": script_comparisons.listed(viewer=viewer),
        "form": form or ExperimentForm(teams=experiments.teams(viewer=viewer)),
    }
    return show(request, "floor/experiments.html", context, status)
