"""*Returns* of a source to its vendor, for marketing and administrators."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Problem
from pullahead.usecases.intake import returns
from pullahead.web.view_helpers import SeeOther, for_marketing, person, show, signed_in


@signed_in
@for_marketing
@require_safe
def page(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show the candidates and the returns of a source."""
    return _page(request, source_id)


@signed_in
@for_marketing
@require_POST
def add(request: HttpRequest, source_id: int) -> HttpResponse:
    """Return the chosen leads."""
    try:
        count = returns.return_leads(
            source_id=source_id, lead_ids=_chosen(request), by=person(request)
        )
    except Problem as problem:
        if problem.status == 404:
            raise
        return _page(request, source_id, problem.message, problem.status)
    said = ngettext("{n} lead is returned.", "{n} leads are returned.", count).format(n=count)
    messages.success(request, said)
    return SeeOther(reverse("returns", args=[source_id]))


@signed_in
@for_marketing
@require_POST
def act(request: HttpRequest, source_id: int, return_id: int) -> HttpResponse:
    """Record or remove a credit, or take a return back."""
    by, do = person(request), request.POST.get("do")
    if do == "take_back":
        returns.take_back(source_id=source_id, return_id=return_id, by=by)
        messages.success(request, _("The return is undone."))
    else:
        credited = do != "no_credit"
        returns.set_credit(source_id=source_id, return_id=return_id, credited=credited, by=by)
        said = _("The credit is recorded.") if credited else _("The credit is removed.")
        messages.success(request, said)
    return SeeOther(reverse("returns", args=[source_id]))


@signed_in
@for_marketing
@require_safe
def file(request: HttpRequest, source_id: int) -> HttpResponse:
    """Download the vendor's file."""
    name, text = returns.vendor_file(source_id=source_id, viewer=person(request))
    answer = HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _chosen(request: HttpRequest) -> set[UUID]:
    found = set()
    for text in request.POST.getlist("lead"):
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found


def _page(request: HttpRequest, source_id: int, wrong: str = "", status: int = 200) -> HttpResponse:
    found = returns.returns_of(source_id=source_id, viewer=person(request))
    return show(request, "sources/returns.html", {"found": found, "wrong": wrong}, status)
