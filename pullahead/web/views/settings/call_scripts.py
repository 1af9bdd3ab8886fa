"""*Call scripts*: the script that agents see in a call, edited with a preview beside it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings import call_scripts
from pullahead.usecases.settings.call_scripts import CallScript, written
from pullahead.web.forms.calling import GuideForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the teams and sources, and which have a script."""
    return show(
        request,
        "settings/call_scripts/page.html",
        {"places": call_scripts.script_owners(viewer=person(request))},
    )


@signed_in
@require_safe
def edit(request: HttpRequest, of: str, place_id: int) -> HttpResponse:
    """Show one script to be edited."""
    place = call_scripts.script_owner(of=of, place_id=place_id, viewer=person(request))
    guide = place.guide or CallScript()
    return _edit(request, place, GuideForm(initial=written(guide)), guide)


@signed_in
@require_POST
def save(request: HttpRequest, of: str, place_id: int) -> HttpResponse:
    """Save the script; an error appears beside its part, and the typed text stays."""
    place = call_scripts.script_owner(of=of, place_id=place_id, viewer=person(request))
    form = GuideForm(request.POST)
    try:
        if form.is_valid():
            call_scripts.save(of=of, place_id=place_id, by=person(request), **form.cleaned_data)
            text = _("Call script for {name} saved.")
            messages.success(request, text.format(name=place.name))
            return SeeOther(reverse("guides"))
    except Invalid as problem:
        form.refuse(problem)
    return _edit(request, place, form, CallScript(), 422)


@signed_in
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show the typed script as agents will see it, or its errors."""
    call_scripts.script_owners(viewer=person(request))
    form = GuideForm(request.POST)
    context: dict[str, object] = {"form": form}
    try:
        if form.is_valid():
            context["guide"] = call_scripts.preview(**form.cleaned_data)
    except Invalid as problem:
        form.refuse(problem)
    return show(request, "settings/call_scripts/_preview.html", context)


def _edit(
    request: HttpRequest,
    place: call_scripts.ScriptOwner,
    form: GuideForm,
    guide: CallScript,
    status: int = 200,
) -> HttpResponse:
    context = {"place": place, "form": form, "guide": None if form.errors else guide}
    return show(request, "settings/call_scripts/edit.html", context, status)
