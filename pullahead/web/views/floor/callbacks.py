"""*Callbacks* of a team, and the act of a team lead who hands one over to another agent."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Problem
from pullahead.usecases.floor import callbacks
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the callbacks that wait for their owner, the soonest first."""
    return _page(request)


@signed_in
@require_POST
def give(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Give a callback to another agent; the next page offers an undo."""
    to, owner = _number(request, "to"), _number(request, "owner")
    try:
        callbacks.give_callback(lead_id=lead_id, to=to, owner=owner or None, by=person(request))
    except Problem as problem:
        if problem.status == 404:
            raise
        return _page(request, problem.status, wrong=problem.message)
    query = {"given": str(lead_id), "to": str(to), "owner": str(owner or "")}
    return SeeOther(f"{reverse('floor-callbacks')}?{urlencode(query)}")


def _page(request: HttpRequest, status: int = 200, wrong: str = "") -> HttpResponse:
    found = callbacks.callbacks_page(viewer=person(request))
    given = request.GET.get("given", "")
    done = next((one for one in found.callbacks if str(one.lead_id) == given), None)
    to, owner = request.GET.get("to", ""), request.GET.get("owner", "")
    if done is not None and str(done.owner_id) != to:
        done = None
    before = dict(found.agents).get(int(owner)) if owner.isdecimal() and len(owner) < 19 else None
    context = {"found": found, "wrong": wrong, "done": done, "owner": owner, "before": before}
    return show(request, "floor/callbacks.html", context, status)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
