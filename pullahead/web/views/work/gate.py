"""*What decides your next lead*: every input of the gate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.usecases.work.own_gate import own_gate
from pullahead.web.view_helpers import person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the inputs of the gate for this person; the page has no acts."""
    return show(request, "work/gate.html", {"gate": own_gate(viewer=person(request))})
