"""*Dispositions and cadences*, for administrators: outcomes of a claim, and next attempts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings import cadences, dispositions, source_defaults
from pullahead.usecases.settings.dispositions import DispositionsPage, DispositionView
from pullahead.web.forms.base import Refusable, shown
from pullahead.web.forms.settings import LabelForm, OutcomeForm, PlanForm, StartForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

Verb = Callable[[Person], object]
# Acts on a disposition by its code: the notice, and the use case
CHANGES: dict[str, tuple[Promise, Callable[[str, LabelForm, Person], object]]] = {
    "relabel": (
        gettext_lazy("Label saved."),
        lambda code, form, by: dispositions.relabel(
            code=code, label=form.cleaned_data["label"], by=by
        ),
    ),
    "up": (
        gettext_lazy("Moved up."),
        lambda code, form, by: dispositions.move(code=code, up=True, by=by),
    ),
    "down": (
        gettext_lazy("Moved down."),
        lambda code, form, by: dispositions.move(code=code, up=False, by=by),
    ),
    "on": (
        gettext_lazy("Call outcome enabled."),
        lambda code, form, by: dispositions.switch(code=code, on=True, by=by),
    ),
    "off": (
        gettext_lazy("Call outcome disabled."),
        lambda code, form, by: dispositions.switch(code=code, on=False, by=by),
    ),
}


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the lists."""
    return _page(request)


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a disposition."""
    form = OutcomeForm(request.POST)
    done = _("Call outcome added at the end of the list.")
    return _act(request, form, "add", done, lambda by: dispositions.add(by=by, **form.cleaned_data))


@signed_in
@require_POST
def notes(request: HttpRequest) -> HttpResponse:
    """Set whether every note must be in the agent's own words."""
    always = request.POST.get("always") == "1"
    dispositions.set_own_words(always=always, by=person(request))
    done = (
        _("A note is now required for every result.") if always else _("Notes are optional again.")
    )
    return _done(request, "notes", done)


@signed_in
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a disposition's label, place or activity."""
    form = LabelForm(request.POST, row=_label_row(code))
    if request.POST.get("do") not in CHANGES:
        raise NotFound(_("Unknown action. Reload the page."))
    done, verb = CHANGES[request.POST["do"]]
    return _act(request, form, form.row, str(done), lambda by: verb(code, form, by))


@signed_in
@require_POST
def set_offsets(request: HttpRequest, cadence_id: int) -> HttpResponse:
    """Set the offsets of a cadence's attempts."""
    plans = dispositions.dispositions_page(viewer=person(request)).plans
    plan = next((one for one in plans if one.id == cadence_id), None)
    if plan is None:
        raise NotFound(_("Follow-up plan not found. Reload the page."))
    form = PlanForm(request.POST, plan=plan)
    done = _("Saved. The plan applies to results saved from now on.")
    return _act(
        request,
        form,
        form.row,
        done,
        lambda by: cadences.set_offsets(cadence_id=cadence_id, by=by, **form.cleaned_data),
    )


@signed_in
@require_POST
def set_start(request: HttpRequest, source_id: int) -> HttpResponse:
    """Set the defaults of a source's leads."""
    lists = dispositions.dispositions_page(viewer=person(request))
    start = next((one for one in lists.starts if one.source_id == source_id), None)
    if start is None:
        raise NotFound(_("Source not found. Reload the page."))
    form = StartForm(request.POST, start=start, choices=_choices(lists))
    done = _("Saved. The values apply to new leads.")
    return _act(
        request,
        form,
        form.row,
        done,
        lambda by: source_defaults.set_start(source_id=source_id, by=by, **form.cleaned_data),
    )


def _act(request: HttpRequest, form: Refusable, row: str, done: str, verb: Verb) -> HttpResponse:
    """Do the act; a refusal appears beside its field or in its row."""
    status = 422
    try:
        if form.is_valid():
            verb(person(request))
            return _done(request, row, done)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return _page(request, form, status)


def _done(request: HttpRequest, row: str, done: str) -> HttpResponse:
    messages.success(request, done)
    return SeeOther(f"{reverse('outcomes')}#{row}")


def _page(
    request: HttpRequest, refused: Refusable | None = None, status: int = 200
) -> HttpResponse:
    lists = dispositions.dispositions_page(viewer=person(request))
    choices = _choices(lists)
    context = {
        "lists": lists,
        "dispositions": [(one, shown(_label_form(one), refused)) for one in lists.dispositions],
        "plans": [shown(PlanForm(plan=plan), refused) for plan in lists.plans],
        "starts": [shown(StartForm(start=one, choices=choices), refused) for one in lists.starts],
        "new": refused if isinstance(refused, OutcomeForm) else OutcomeForm(),
    }
    return show(request, "settings/dispositions.html", context, status)


def _label_row(code: str) -> str:
    return f"d-{code}"


def _label_form(one: DispositionView) -> LabelForm:
    return LabelForm(row=_label_row(one.code), name=one.label, initial={"label": one.label})


def _choices(lists: DispositionsPage) -> dict[str, Iterable[tuple[object, object]]]:
    plans = [(plan.id, plan.name) for plan in lists.plans]
    return {"team": lists.teams, "cadence": plans, "curve": lists.curves}
