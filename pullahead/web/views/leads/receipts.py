"""*Receipt*: what the engine saw at one pull, for leaders and administrators."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.usecases.leads import receipts
from pullahead.web.view_helpers import person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest, token: UUID) -> HttpResponse:
    """Why this lead, why not that one."""
    seen = receipts.receipt(token=token, viewer=person(request))
    return show(request, "leads/receipt.html", {"seen": seen})
