"""*Receipt*: the engine's view at one pull, for team leads and administrators."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.usecases.leads import receipts
from pullahead.web.view_helpers import person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show why the pull returned this lead rather than another."""
    seen = receipts.receipt(token=token, viewer=person(request))
    return show(request, "leads/receipt.html", {"seen": seen})
