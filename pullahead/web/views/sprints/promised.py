"""A deal of one's promises, a pod's items as a file, and the measures of a pod."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.usecases.sprints.items_file import items_file
from pullahead.usecases.sprints.measures import measures_file, pod_measures
from pullahead.usecases.sprints.promised_deal import promised_deal
from pullahead.web.csv_answer import csv_answer, wants_csv
from pullahead.web.promise_buttons import rows_of
from pullahead.web.view_helpers import for_contributors, person, show, signed_in


@signed_in
@for_contributors
@require_safe
def deal(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Show a deal in which the viewer performs a promise, without money."""
    return shown_promised_deal(request, deal_id)


def shown_promised_deal(
    request: HttpRequest, deal_id: UUID, refused: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Show a deal in which the viewer performs a promise; `refused`: a move of it was refused."""
    found = promised_deal(deal_id=deal_id, viewer=person(request))
    bare = rows_of((one.view for one in found.promises if one.item_id is None), set("kyix"))
    context = {"deal": found, "bare": bare, **(refused or {})}
    return show(request, "sprints/promised_deal.html", context, status)


@signed_in
@for_contributors
@require_safe
def items(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Answer with the items of a pod as a file."""
    return csv_answer("items", items_file(pod_id=pod_id, viewer=person(request)))


@signed_in
@for_contributors
@require_safe
def measures(request: HttpRequest, pod_id: int) -> HttpResponse:
    """Show the measures of a pod, or answer with them as a file."""
    found = pod_measures(pod_id=pod_id, viewer=person(request))
    if wants_csv(request):
        return csv_answer("measures", measures_file(found))
    return show(request, "sprints/measures.html", {"page": found})
