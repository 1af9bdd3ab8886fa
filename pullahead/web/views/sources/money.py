"""*Spend* and the terms of a source, for marketing and administrators."""

from __future__ import annotations

from typing import IO, Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Problem
from pullahead.usecases.settings import source_terms, spend
from pullahead.usecases.settings.source_terms import TermsInput
from pullahead.usecases.settings.spend import SpendInput
from pullahead.web.forms.base import Refusable
from pullahead.web.forms.sources import ProductMarginForm, SpendFileForm, SpendForm, TermsForm
from pullahead.web.view_helpers import SeeOther, for_marketing, person, show, signed_in
from pullahead.web.views.intake.imports import sent_file


@signed_in
@for_marketing
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the latest spend, with forms to add it."""
    return _page(request)


@signed_in
@for_marketing
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Save the spend of one day, source and campaign."""
    form = SpendForm(request.POST, sources=_names(request))
    if not form.is_valid():
        return _page(request, 422, form=form)
    try:
        spend.record_spend(typed=[SpendInput(**form.cleaned_data)], by=person(request))
    except Problem as problem:
        form.refuse(problem)
        return _page(request, problem.status, form=form)
    messages.success(request, _("Spend is saved."))
    return SeeOther(reverse("spend"))


@signed_in
@for_marketing
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Save the spend of a file, all lines or none."""
    form = SpendFileForm(request.POST)
    try:
        raw = cast("IO[bytes]", sent_file(request).file)
        count = spend.import_spend(raw=raw, by=person(request))
    except Problem as problem:
        form.is_valid()
        form.refuse(problem)
        return _page(request, problem.status, file_form=form)
    said = ngettext("{n} row of spend is saved.", "{n} rows of spend are saved.", count)
    messages.success(request, said.format(n=count))
    return SeeOther(reverse("spend"))


@signed_in
@for_marketing
@require_POST
def remove(request: HttpRequest, spend_id: int) -> HttpResponse:
    """Delete a row of spend."""
    gone = spend.remove_spend(spend_id=spend_id, by=person(request))
    said = _("Spend of {day} on {source} is deleted: {amount}.")
    said = said.format(day=gone.day, source=gone.source, amount=gone.amount)
    messages.success(request, said)
    return SeeOther(reverse("spend"))


@signed_in
@for_marketing
@require_POST
def margin(request: HttpRequest) -> HttpResponse:
    """Set or remove the margin of a product."""
    form = ProductMarginForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, margin_form=form)
    try:
        source_terms.set_product_margin(**form.cleaned_data, by=person(request))
    except Problem as problem:
        form.refuse(problem)
        return _page(request, problem.status, margin_form=form)
    messages.success(request, _("The margin is saved."))
    return SeeOther(reverse("spend"))


@signed_in
@for_marketing
@require_safe
def terms(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show the terms of a source."""
    found = source_terms.terms(source_id=source_id, viewer=person(request))
    initial = {name: getattr(found, name) for name in TermsForm.base_fields}
    return _terms(request, source_id, TermsForm(initial=initial))


@signed_in
@for_marketing
@require_POST
def set_terms(request: HttpRequest, source_id: int) -> HttpResponse:
    """Save the price, the margin and the caps of a source."""
    form = TermsForm(request.POST)
    if not form.is_valid():
        return _terms(request, source_id, form, 422)
    try:
        typed = TermsInput(**form.cleaned_data)
        source_terms.set_terms(source_id=source_id, typed=typed, by=person(request))
    except Problem as problem:
        if problem.status == 404:
            raise
        form.refuse(problem)
        return _terms(request, source_id, form, problem.status)
    messages.success(request, _("The terms are saved. They apply from the next delivery on."))
    return SeeOther(reverse("source-terms", args=[source_id]))


@signed_in
@for_marketing
@require_POST
def pause(request: HttpRequest, source_id: int) -> HttpResponse:
    """Pause a source, or resume it."""
    paused = request.POST.get("do") != "resume"
    source_terms.set_paused(source_id=source_id, paused=paused, by=person(request))
    said = _("The source is paused.") if paused else _("The source accepts leads again.")
    messages.success(request, said)
    return SeeOther(reverse("source-terms", args=[source_id]))


def _terms(
    request: HttpRequest, source_id: int, form: TermsForm, status: int = 200
) -> HttpResponse:
    viewer = person(request)
    context = {
        "form": form,
        "source": source_terms.terms(source_id=source_id, viewer=viewer),
        "spend": spend.latest(viewer=viewer, source_id=source_id),
    }
    return show(request, "sources/terms.html", context, status)


def _names(request: HttpRequest) -> list[str]:
    return [name for _pk, name in source_terms.source_choices(viewer=person(request))]


def _page(request: HttpRequest, status: int = 200, **forms: Refusable) -> HttpResponse:
    names = _names(request)
    context: dict[str, Any] = {
        "form": SpendForm(sources=names, initial={"day": spend.today()}),
        "file_form": SpendFileForm(),
        "margin_form": ProductMarginForm(),
        "margins": source_terms.product_margins(viewer=person(request)),
        "spend": spend.latest(viewer=person(request)),
        "sources": names,
    }
    return show(request, "sources/spend.html", context | forms, status)
