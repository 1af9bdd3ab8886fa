"""*Deals*: the board of a team, the list of deals, a new deal, and the next deal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    conditional_page,
    require_http_methods,
    require_safe,
)

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.deals import access, closing, edit
from pullahead.usecases.deals import board as boards
from pullahead.usecases.deals.deal_list import LISTS, deal_file, deal_list
from pullahead.usecases.deals.detail import deal_detail
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.deals.field_values import PREFIX, fields_of_flow
from pullahead.web.csv_answer import csv_answer
from pullahead.web.forms.deals import EditDealForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the board, read from the close."""
    return show(request, "deals/board.html", _context(request))


@signed_in
@require_safe
@conditional_page
def live(request: HttpRequest) -> HttpResponse:
    """Show the board as a fragment, for the page to refresh itself; 304 where it is unchanged."""
    return show(request, "deals/_board.html", _context(request))


def _context(request: HttpRequest) -> dict[str, object]:
    viewer = person(request)
    named = request.GET.get("team", "")
    team = int(named) if named.isascii() and named.isdigit() and len(named) < 10 else None
    return {
        "board": boards.board(viewer=viewer, team_id=team),
        "teams": access.teams_of_boards(viewer),
        "team": team,
    }


@signed_in
@require_safe
def next_deal(request: HttpRequest) -> HttpResponse:
    """Open the best next deal of the viewer, with the reason."""
    step = boards.next_step(viewer=person(request))
    if step is None:
        messages.info(request, _("No deal needs you now."))
        return SeeOther(reverse("deals"))
    return SeeOther(reverse("deal", args=[step.card.id]) + f"?why={int(step.urgency)}")


@signed_in
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show deals as a list: open, neglected or closed ones."""
    viewer = person(request)
    if not access.sees_deals(viewer):
        raise NotFound(_("Your team has no workflow yet."))
    asked = _asked(request)
    context = {
        "found": deal_list(viewer=viewer, **asked),
        "which": asked["which"],
        "text": asked["text"],
        "query": request.GET.urlencode(),
        "reasons": closing.reasons() if asked["which"] == "dead" else (),
    }
    return show(request, "deals/list.html", context)


@signed_in
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """Return the list as a CSV file, for team leads and administrators."""
    return csv_answer("deals", deal_file(viewer=person(request), **_asked(request)))


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Return the list that the address names: which, search, and values of custom fields."""
    which = request.GET.get("show", "open")
    typed: dict[str, tuple[str, str]] = {}
    for name in request.GET:
        value = str(request.GET[name])
        code, _dot, end = name.removeprefix(PREFIX).partition(".")
        if name.startswith(PREFIX) and value.strip():
            low, high = typed.get(code, ("", ""))
            typed[code] = (low, value) if end == "to" else (value, high)
    return {
        "which": which if which in LISTS else "open",
        "text": request.GET.get("text", "")[:100].replace("\x00", ""),
        "typed": typed,
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a deal: ready for the first stage. `continues` names a closed deal."""
    viewer = person(request)
    fields = fields_of_flow(access.flow_of(viewer))
    continues = _uuid(request.GET.get("continues", ""))
    earlier = deal_detail(deal_id=continues, viewer=viewer) if continues else None
    if request.method != "POST":
        form = EditDealForm(deal=earlier, act="new", fields=fields)
        return show(request, "deals/new.html", {"form": form, "earlier": earlier})
    form = EditDealForm(request.POST, act="new", fields=fields)
    try:
        if form.is_valid():
            made = edit.add(typed=typed(form), by=viewer, continues=continues)
            messages.success(request, _("Deal added. It is ready for the first stage."))
            return SeeOther(reverse("deal", args=[made]))
        status = 422
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return show(request, "deals/new.html", {"form": form, "earlier": earlier}, status)


def typed(form: EditDealForm) -> DealInput:
    """Return the typed fields of a deal."""
    given = form.cleaned_data
    return DealInput(
        title=given["title"],
        company=given["company"],
        value=given["value"],
        chance=given["chance"],
        next_action=given["next_action"],
        next_on=given["next_on"],
        custom=form.custom(),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound(_("Deal not found.")) from None
