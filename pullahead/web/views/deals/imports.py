"""*Import deals*: a file, its columns and stages, its progress, and the dead deals in it."""

from __future__ import annotations

import csv
from typing import IO, Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.deals import closing, import_drafts, import_step, old_leads
from pullahead.usecases.deals.import_drafts import DealImport
from pullahead.web.forms.deal_imports import DealFileForm
from pullahead.web.forms.intake import ORDERS
from pullahead.web.view_helpers import SeeOther, person, show, signed_in
from pullahead.web.views.intake.imports import STOP_POLLING, plain_cell, sent_file

FIELD_LABELS = (
    ("", gettext_lazy("Skip")),
    ("title", gettext_lazy("Title")),
    ("company", gettext_lazy("Company")),
    ("value", gettext_lazy("Value")),
    ("stage", gettext_lazy("Stage")),
    ("status", gettext_lazy("Status (won, lost or open)")),
    ("created", gettext_lazy("Created")),
    ("closed", gettext_lazy("Closed")),
    ("won", gettext_lazy("Won on")),
    ("lost", gettext_lazy("Lost on")),
    ("next", gettext_lazy("Next date")),
    ("reason", gettext_lazy("Reason for the loss")),
    ("id", gettext_lazy("External ID")),
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the form and the latest imports, or store the sent file as a draft."""
    by = person(request)
    form = DealFileForm(request.POST if request.method == "POST" else None)
    form.offer_teams(import_drafts.teams(by))
    if request.method != "POST":
        return _list(request, form)
    form.full_clean()
    try:
        file, history = sent_file(request), request.FILES.get("history")
        made = import_drafts.upload(
            raw=cast("IO[bytes]", file.file),
            name=file.name or "",
            team_id=form.team_id(by.team_id),
            by=by,
            history=cast("IO[bytes]", history.file) if isinstance(history, UploadedFile) else None,
        )
    except Invalid as problem:
        form.refuse(problem)
        return _list(request, form, problem.status)
    return SeeOther(reverse("deal-import", args=[made]))


@signed_in
@require_safe
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show a draft with its mapping, or an import with its progress."""
    found = import_drafts.visible_import(viewer=person(request), import_id=import_id)
    if found.job_id is None:
        return _draft(request, found)
    return show(request, "deals/import.html", _progress(found))


@signed_in
@require_safe
def live(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show the part of the page that refreshes itself until the import ends."""
    found = import_drafts.visible_import(viewer=person(request), import_id=import_id)
    context = _progress(found)
    status = 200 if context["progress"].moving else STOP_POLLING
    return show(request, "deals/_import_live.html", context, status)


@signed_in
@require_POST
def remap(request: HttpRequest, import_id: int) -> HttpResponse:
    """Store the mapping and show the preview, start the import, or discard the file."""
    by = person(request)
    found = import_drafts.visible_import(viewer=by, import_id=import_id)
    do = request.POST.get("do")
    try:
        if do == "discard":
            import_drafts.discard(found=found, by=by)
            messages.success(request, _("File discarded. Nothing was imported."))
            return SeeOther(reverse("deal-imports"))
        names, chosen = request.POST.getlist("theirs"), request.POST.getlist("ours")
        import_drafts.remap(
            found=found,
            fields=request.POST.getlist("field"),
            stages={
                name: int(stage)
                for name, stage in zip(names, chosen, strict=False)
                if stage.isascii() and stage.isdigit() and len(stage) < 10
            },
            order=request.POST.get("dates", ""),
            by=by,
        )
        if do == "start":
            import_drafts.start(found=found, by=by)
    except (Invalid, Conflict) as problem:
        return _draft(request, found, problem.message, problem.status)
    return SeeOther(reverse("deal-import", args=[import_id]))


@signed_in
@require_safe
def refused(request: HttpRequest, import_id: int) -> HttpResponse:
    """Return the refused rows as a CSV file: line, column, reason."""
    found = import_drafts.visible_import(viewer=person(request), import_id=import_id)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="deals-{found.pk}-refused.csv"'
    lines = csv.writer(answer)
    lines.writerow(["line", "column", "reason"])
    for line, column, reason in import_step.refused_rows(found=found):
        lines.writerow([line, plain_cell(column), plain_cell(reason)])
    return answer


def _list(request: HttpRequest, form: DealFileForm, status: int = 200) -> HttpResponse:
    by = person(request)
    context = {
        "imports": import_step.latest(viewer=by),
        "form": form if import_drafts.teams(by) else None,
        "old_leads": old_leads.number_offered(viewer=by),
    }
    return show(request, "deals/imports.html", context, status)


def _draft(
    request: HttpRequest, found: DealImport, error: str = "", status: int = 200
) -> HttpResponse:
    draft = import_drafts.draft(found=found)
    context = {
        "draft": draft,
        "fields": (*FIELD_LABELS, *draft.custom),
        "orders": ORDERS,
        "error": error,
    }
    return show(request, "deals/import_map.html", context, status)


def _progress(found: DealImport) -> dict[str, Any]:
    return {"progress": import_step.progress(found=found), "reasons": closing.reasons()}
