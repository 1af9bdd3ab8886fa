"""*Coming back*: promises by due time, and what was settled and will return."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.desk.coming_back import coming_back
from pullahead.web.doors import person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What comes back to this person; there is nothing to do here but look."""
    back = coming_back(viewer=person(request))
    return show(request, "coming_back/page.html", {"back": back})
