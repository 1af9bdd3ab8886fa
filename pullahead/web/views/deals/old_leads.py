"""*Deals from leads*: qualified leads that were closed before their team worked on deals."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.deals import old_leads
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

UNDO = "deals_from_leads"


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the offered leads, or add deals of the selected ones."""
    by = person(request)
    if request.method != "POST":
        return _page(request)
    try:
        done = old_leads.add_deals(lead_ids=_ids(request.POST.getlist("lead")), by=by)
    except (Invalid, Conflict) as problem:
        return _page(request, problem.message, problem.status)
    request.session[UNDO] = [str(one) for one in done.deals]
    n = len(done.deals)
    if n:
        said = ngettext("{n} deal added, ready to pull.", "{n} deals added, ready to pull.", n)
        messages.success(request, said.format(n=n))
    _refused(request, done.refused)
    return SeeOther(reverse("deal-old-leads"))


@signed_in
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Discard the deals that were just added; their leads are offered again."""
    added = request.session.pop(UNDO, [])
    done = old_leads.undo(deal_ids=_ids(added), by=person(request))
    n = len(done.deals)
    said = ngettext("{n} deal removed.", "{n} deals removed.", n)
    messages.success(request, said.format(n=n))
    _refused(request, done.refused)
    return SeeOther(reverse("deal-old-leads"))


def _refused(request: HttpRequest, refused: Iterable[tuple[str, int]]) -> None:
    for reason, number in refused:
        messages.warning(request, f"{number}: {reason}")


def _ids(typed: Iterable[str]) -> list[UUID]:
    found = []
    for text in typed:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _page(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "offered": old_leads.offered(viewer=person(request)),
        "added": len(request.session.get(UNDO, ())),
        "error": error,
    }
    return show(request, "deals/old_leads.html", context, status)
