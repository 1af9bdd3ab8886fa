"""*Call guides*: what agents have beside them in a call, written with the preview beside it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.desk import guides
from pullahead.pull.guides import Guide, written
from pullahead.web.doors import SeeOther, person, show, signed_in
from pullahead.web.forms import Refusable


class GuideForm(Refusable):
    """The three parts, each a line by line text."""

    steps = forms.CharField(required=False, max_length=20_000)
    objections = forms.CharField(required=False, max_length=60_000)
    questions = forms.CharField(required=False, max_length=10_000)


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The teams and sources that may have a guide, and which have one."""
    return show(request, "guide/page.html", {"places": guides.places(viewer=person(request))})


@signed_in
@require_safe
def edit(request: HttpRequest, of: str, place_id: int) -> HttpResponse:
    """One guide, to be written."""
    place = guides.place(of=of, place_id=place_id, viewer=person(request))
    guide = place.guide or Guide()
    return _edit(request, place, GuideForm(initial=written(guide)), guide)


@signed_in
@require_POST
def save(request: HttpRequest, of: str, place_id: int) -> HttpResponse:
    """Keep it; what cannot be kept is said beside its part, and nothing typed is lost."""
    place = guides.place(of=of, place_id=place_id, viewer=person(request))
    form = GuideForm(request.POST)
    try:
        if form.is_valid():
            guides.save(of=of, place_id=place_id, by=person(request), **form.cleaned_data)
            messages.success(request, f"Kept. {place.name}: agents see it from the next page on.")
            return SeeOther(reverse("guides"))
    except Invalid as problem:
        form.refuse(problem)
    return _edit(request, place, form, Guide(), 422)


@signed_in
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What is being typed, as agents will see it; or what is wrong with it."""
    guides.places(viewer=person(request))
    form = GuideForm(request.POST)
    context: dict[str, object] = {"form": form}
    try:
        if form.is_valid():
            context["guide"] = guides.preview(**form.cleaned_data)
    except Invalid as problem:
        form.refuse(problem)
    return show(request, "guide/_preview.html", context)


def _edit(
    request: HttpRequest, place: guides.Place, form: GuideForm, guide: Guide, status: int = 200
) -> HttpResponse:
    context = {"place": place, "form": form, "guide": None if form.errors else guide}
    return show(request, "guide/edit.html", context, status)
