"""Current claim on every page: its remaining time, its renewal, and its end."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict
from pullahead.usecases.work import claim_banner, claims
from pullahead.web.view_helpers import person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the claim as it is now, for a page that refreshes itself."""
    return show(request, "components/claim_now.html", {})


@signed_in
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Renew the current claim from a page other than the lead's."""
    claim = claim_banner.holding(person(request).id)
    if claim is not None and claim.ended_at is None:
        with suppress(Conflict):  # the claim ended in this moment: the fragment says so
            claims.extend(agent_id=person(request).id, token=claim.token)
    return show(request, "components/claim_now.html", {})
