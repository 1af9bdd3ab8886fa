"""Comparisons of two call scripts or messages by lead, for team leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid, NotFound
from pullahead.lab import script_results
from pullahead.lab.propensity import DrawnLead
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND
from pullahead.usecases.floor import script_comparisons
from pullahead.usecases.settings.call_scripts import SOURCE, script_owner, written
from pullahead.web.csv_answer import csv_answer
from pullahead.web.forms.script_comparisons import FORMS, ComparisonForm, ScriptComparisonForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

DRAW_HEADING = ("lead_id", "drawn_at", "arm", "probability", "result", "minutes")
ACTS = {
    "start": (script_comparisons.start, gettext_lazy("Leads are drawn from now on.")),
    "stop": (
        script_comparisons.stop,
        gettext_lazy("The comparison was stopped. All leads have the usual text again."),
    ),
    "undo-stop": (script_comparisons.undo_stop, gettext_lazy("The comparison goes on.")),
    "use": (script_comparisons.use, gettext_lazy("The source now has text B.")),
    "undo": (script_comparisons.undo_use, gettext_lazy("The source has its earlier text again.")),
}


@signed_in
@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """Show the form; a chosen source fills in its own script, to be changed."""
    wanted, kind = request.GET.get("source", ""), request.GET.get("kind", "")
    kind = kind if kind in FORMS else "script"
    initial: dict[str, object] = {}
    if wanted.isascii() and wanted.isdecimal():
        place = script_owner(of=SOURCE, place_id=int(wanted), viewer=person(request))
        initial = {"source": place.id, **(written(place.guide) if place.guide else {})}
    initial["kind"] = kind
    return _form(request, FORMS[kind](initial=initial, sources=_sources(request)))


@signed_in
@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Store a plan; an error appears beside its field."""
    kind = FORMS.get(request.POST.get("kind", "script"), ScriptComparisonForm)
    form = kind(request.POST, sources=_sources(request))
    try:
        if form.is_valid():
            made = script_comparisons.plan(given=form.facts(), by=person(request))
            return SeeOther(reverse("script-comparison", args=[made.id]))
    except Invalid as problem:
        form.refuse(problem)
    return _form(request, form, 422)


@signed_in
@require_safe
def one(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """Show a plan with what it can find, the leads drawn so far, or the result."""
    viewer = person(request)
    found = script_comparisons.one(comparison_id=comparison_id, viewer=viewer)
    context: dict[str, object] = {"one": found}
    if found.state == "planned":
        context["power"] = script_results.power(comparison_id=comparison_id, viewer=viewer)
    elif found.is_over:
        context["found"] = script_results.result(comparison_id=comparison_id, viewer=viewer)
    return show(request, "floor/script_comparison.html", context)


@signed_in
@require_safe
def file(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """Answer with one row for each lead that the result counts; none before the end."""
    found = script_results.draws(comparison_id=comparison_id, viewer=person(request))
    rows = [(str(one.lead_id), one.drawn_at, one.lead.arm, *_figures(one.lead)) for one in found]
    return csv_answer(f"comparison-{comparison_id}", [DRAW_HEADING, *rows])


def _figures(drawn: DrawnLead) -> tuple[float, int, float]:
    return drawn.probability, int(drawn.counts), drawn.minutes


@signed_in
@require_POST
def act(request: HttpRequest, comparison_id: int, act: str) -> HttpResponse:
    """Start or stop a comparison, use script B, or undo that."""
    if act not in ACTS:
        raise NotFound(str(PAGE_NOT_FOUND))
    do, said = ACTS[act]
    found = do(comparison_id=comparison_id, by=person(request))
    if act == "stop" and found.state == "planned":
        messages.success(request, _("The plan was removed."))
        return SeeOther(reverse("experiments"))
    messages.success(request, str(said))
    return SeeOther(reverse("script-comparison", args=[comparison_id]))


def _sources(request: HttpRequest) -> tuple[tuple[int, str], ...]:
    return script_comparisons.sources(viewer=person(request))


def _form(request: HttpRequest, form: ComparisonForm, status: int = 200) -> HttpResponse:
    return show(request, "floor/script_comparison_new.html", {"form": form}, status)
