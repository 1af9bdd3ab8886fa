"""*Compliance record*: the calling rules that a pull or a dial was checked against."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.usecases.leads import compliance_records
from pullahead.web.view_helpers import person, show, signed_in

TEMPLATE = "leads/compliance_record.html"


@signed_in
@require_safe
def of_pull(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show the rules that permitted a pull."""
    record = compliance_records.of_pull(token=token, viewer=person(request))
    return show(request, TEMPLATE, {"record": record})


@signed_in
@require_safe
def of_attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Show the rules that permitted a dial or a message."""
    record = compliance_records.of_attempt(attempt_id=attempt_id, viewer=person(request))
    return show(request, TEMPLATE, {"record": record})
