"""*Disputes*: the objections of agents to pulls, by source and rule."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.usecases.floor import disputes
from pullahead.web.view_helpers import person, show, signed_in

DEFAULT = 30  # days


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the disputes of a period in days: 7, 30 or 90."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(one) for one in disputes.PERIODS} else DEFAULT
    report = disputes.report(viewer=person(request), days=days)
    return show(request, "floor/disputes.html", {"report": report, "periods": disputes.PERIODS})
