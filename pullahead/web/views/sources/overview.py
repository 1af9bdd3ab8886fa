"""*Sources*: the first page of marketing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.reports import source_alerts, source_table
from pullahead.web.view_helpers import for_marketing, person, show, signed_in


def days_of(request: HttpRequest) -> int:
    """Return the chosen period in days; the usual one for anything that is none."""
    text = request.GET.get("days", "")
    chosen = [days for days in source_table.PERIODS if str(days) == text]
    return chosen[0] if chosen else source_table.USUAL


@signed_in
@for_marketing
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show all sources."""
    table = source_table.source_table(viewer=person(request), days=days_of(request))
    context = {
        "table": table,
        "periods": source_table.PERIODS,
        "alerts": source_alerts.source_alerts(viewer=person(request)),
    }
    return show(request, "sources/page.html", context)
