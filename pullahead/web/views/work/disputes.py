"""Dispute of the pull of the current claim."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from pullahead.usecases.work import disputes
from pullahead.web.dispute_choices import dispute_choices
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_POST
def dispute(request: HttpRequest, token: UUID) -> HttpResponse:
    """Store or withdraw the dispute, and show it beside *Why this lead*."""
    reason = request.POST.get("reason", "")
    disputes.dispute(agent_id=person(request).id, token=token, reason=reason)
    if getattr(request, "htmx", False):
        return show(request, "work/next/_dispute.html", {"token": token} | dispute_choices(token))
    return SeeOther(reverse("next"))
