"""*Audit*, for team leads and administrators: the dead leads in another system's export."""

from __future__ import annotations

from typing import IO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.intake import audit, import_pages, imports
from pullahead.web.forms.intake import AuditForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in
from pullahead.web.views.intake.imports import sent_file


@signed_in
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, or audit the sent file and go to its result."""
    imports.for_leaders(person(request))
    if request.method != "POST":
        start = {"country": settings.CONFIG.country, "days": audit.DAYS}
        return _form(request, AuditForm(initial=start))
    form = AuditForm(request.POST)
    if not form.is_valid():
        return _form(request, form, 422)
    try:
        file = sent_file(request)
        kept = audit.upload_audit(
            raw=cast("IO[bytes]", file.file),
            name=file.name or "",
            by=person(request),
            days=form.cleaned_data["days"] or audit.DAYS,
            **form.mapped(),
        )
    except Invalid as problem:
        form.refuse(problem)
        return _form(request, form, problem.status)
    return SeeOther(reverse("audit-result", args=[kept]))


@signed_in
@require_safe
def result(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show the result on one page that can be printed."""
    found = import_pages.visible_import(viewer=person(request), import_id=import_id)
    context = {
        "audit": audit.audit_of(found),
        "import_id": found.pk,
        "is_draft": found.job_id is None,
        "has_rows": found.total > 0,
    }
    return show(request, "intake/audit/result.html", context)


def _form(request: HttpRequest, form: AuditForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "sources": import_pages.source_names(viewer=person(request)),
    }
    return show(request, "intake/audit/page.html", context, status)
