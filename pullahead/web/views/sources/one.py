"""One source: its cohorts and results, for marketing and administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.reports import source_page
from pullahead.web.view_helpers import for_marketing, person, show, signed_in


@signed_in
@for_marketing
@require_safe
def page(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show the weekly cohorts of a source."""
    found = source_page.source_page(source_id=source_id, viewer=person(request))
    return show(request, "sources/one.html", {"source": found})
