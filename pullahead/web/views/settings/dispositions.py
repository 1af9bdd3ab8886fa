"""*Dispositions and cadences*, for administrators: outcomes of a claim, and next attempts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings import cadences, dispositions, source_defaults
from pullahead.web.settings_forms import OutcomeForm, StartForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

Verb = Callable[[Person], object]


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
    dispositions.dispositions_page(viewer=person(request))
    form.full_clean()
    facts = {"label": "", "kind": ""} | form.cleaned_data
    return _act(
        request,
        "add",
        _("Call outcome added at the end of the list."),
        lambda by: dispositions.add(by=by, **facts),
    )


@signed_in
@require_POST
def notes(request: HttpRequest) -> HttpResponse:
    """Set whether every note must be in the agent's own words."""
    always = request.POST.get("always") == "1"
    said = (
        _("A note is now required for every result.") if always else _("Notes are optional again.")
    )
    return _act(request, "notes", said, lambda by: dispositions.set_own_words(always=always, by=by))


@signed_in
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change a disposition's label, place or activity."""
    verbs: dict[str, tuple[str, Verb]] = {
        "relabel": (
            _("Label saved."),
            lambda by: dispositions.relabel(code=code, label=request.POST.get("label", ""), by=by),
        ),
        "up": (_("Moved up."), lambda by: dispositions.move(code=code, up=True, by=by)),
        "down": (_("Moved down."), lambda by: dispositions.move(code=code, up=False, by=by)),
        "on": (
            _("Call outcome enabled."),
            lambda by: dispositions.switch(code=code, on=True, by=by),
        ),
        "off": (
            _("Call outcome disabled."),
            lambda by: dispositions.switch(code=code, on=False, by=by),
        ),
    }
    if request.POST.get("do") not in verbs:
        raise NotFound(_("Unknown action. Reload the page."))
    said, verb = verbs[request.POST["do"]]
    return _act(request, f"d-{code}", said, verb)


@signed_in
@require_POST
def set_offsets(request: HttpRequest, cadence_id: int) -> HttpResponse:
    """Set the offsets of a cadence's attempts."""
    words = request.POST.get("words", "")
    said = _("Saved. The plan applies to results saved from now on.")
    return _act(
        request,
        f"c-{cadence_id}",
        said,
        lambda by: cadences.set_offsets(cadence_id=cadence_id, words=words, by=by),
    )


@signed_in
@require_POST
def set_start(request: HttpRequest, source_id: int) -> HttpResponse:
    """Set the defaults of a source's leads."""
    form = StartForm(request.POST)
    where = f"s-{source_id}"
    if not form.is_valid():
        dispositions.dispositions_page(viewer=person(request))
        wrong = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _page(request, where, wrong, 422)
    facts = form.cleaned_data
    return _act(
        request,
        where,
        _("Saved. The values apply to new leads."),
        lambda by: source_defaults.set_start(source_id=source_id, by=by, **facts),
    )


def _act(request: HttpRequest, where: str, done: str, verb: Verb) -> HttpResponse:
    """Do the act; a refusal appears beside its row."""
    try:
        verb(person(request))
    except (Invalid, Conflict) as problem:
        return _page(request, where, problem.message, problem.status)
    messages.success(request, done)
    return SeeOther(f"{reverse('outcomes')}#{where}")


def _page(
    request: HttpRequest, where: str = "", wrong: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "lists": dispositions.dispositions_page(viewer=person(request)),
        "where": where,
        "wrong": wrong,
        "typed": request.POST,
    }
    return show(request, "settings/dispositions.html", context, status)
