"""*Imports*, for team leads and administrators: a file, its columns, its progress."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import IO, Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, FieldError, Invalid
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.intake import import_pages, imports, withdraw
from pullahead.usecases.intake.imports import Import
from pullahead.web.choices import FIELD_WORDS
from pullahead.web.forms.intake import ColumnForm, MapForm, UploadForm
from pullahead.web.uploads import was_too_large
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

STOP_POLLING = 286  # htmx: swap this, and do not ask again
ACTS: dict[str, tuple[StrPromise, Callable[[Import, Person], None]]] = {
    "stop": (
        gettext_lazy("Import stopped. Rows imported so far are saved. You can resume at any time."),
        lambda found, by: imports.stop(found=found),
    ),
    "go_on": (gettext_lazy("Import resumed."), lambda found, by: imports.go_on(found=found)),
    "withdraw": (
        gettext_lazy("Withdrawing: leads that have not been worked on are being closed."),
        lambda found, by: withdraw.withdraw(of=found, by=by),
    ),
    "bring_back": (
        gettext_lazy("Restoring: withdrawn leads are being reopened."),
        lambda found, by: withdraw.bring_back(of=found, by=by),
    ),
}
ASKED = {"withdraw"}  # acts that ask once


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show every import that this viewer may see, and a form for a new file."""
    return _list(request, UploadForm(initial={"country": settings.CONFIG.country}))


@signed_in
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Upload a file; its columns are checked next."""
    imports.for_leaders(person(request))
    form = UploadForm(request.POST)
    form.full_clean()
    try:
        file = sent_file(request)
        raw = cast("IO[bytes]", file.file)
        name = file.name or ""
        kept = imports.upload(raw=raw, name=name, by=person(request), **form.mapped())
    except Invalid as problem:
        form.refuse(problem)
        return _list(request, form, problem.status)
    return SeeOther(reverse("import", args=[kept]))


@signed_in
@require_safe
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show a draft with its columns, or an import with its progress."""
    found = import_pages.visible_import(viewer=person(request), import_id=import_id)
    if found.job_id is None:
        return _draft(request, found)
    return show(request, "intake/imports/progress.html", _progress(request, import_id))


@signed_in
@require_safe
def live(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show the part of the page that refreshes itself until the import ends."""
    context = _progress(request, import_id)
    status = 200 if context["progress"].moving else STOP_POLLING
    return show(request, "intake/imports/_live.html", context, status)


@signed_in
@require_POST
def remap(request: HttpRequest, import_id: int) -> HttpResponse:
    """Preview the rows with these columns, start the import, or discard it."""
    found = import_pages.visible_import(viewer=person(request), import_id=import_id)
    if request.POST.get("do") == "discard":
        return _discard(request, found)
    form = MapForm(request.POST)
    form.full_clean()
    try:
        _remap(request, found, form)
    except Invalid as problem:
        form.refuse(problem)
        return _draft(request, found, form, problem.status)
    return _draft(request, found) if _is_live(request) else _to(import_id)


@signed_in
@require_POST
def act(request: HttpRequest, import_id: int) -> HttpResponse:
    """Stop, continue, withdraw or restore an import; a withdrawal asks once."""
    found = import_pages.visible_import(viewer=person(request), import_id=import_id)
    do = request.POST.get("do")
    if do not in ACTS:
        raise Invalid(_("Unknown action. Nothing was changed."))
    if do in ASKED and request.POST.get("sure") != "1":
        return show(request, "intake/imports/sure.html", _progress(request, import_id))
    notice, verb = ACTS[do]
    try:
        verb(found, person(request))
        messages.success(request, str(notice))
    except Conflict as conflict:
        messages.warning(request, conflict.message)
    return _to(import_id)


@signed_in
@require_safe
def refused(request: HttpRequest, import_id: int) -> HttpResponse:
    """Return the refused rows as a CSV file: line, column, reason."""
    found = import_pages.visible_import(viewer=person(request), import_id=import_id)
    rows = import_pages.refused(viewer=person(request), import_id=import_id)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{found.pk}-refused.csv"'
    lines = csv.writer(answer)
    lines.writerow(["line", "column", "reason"])
    lines.writerows([line, plain_cell(column), plain_cell(reason)] for line, column, reason in rows)
    return answer


def _discard(request: HttpRequest, draft: Import) -> HttpResponse:
    imports.discard(draft=draft)
    said = _("{file} was discarded. Nothing was imported.").format(file=draft.name)
    messages.success(request, said)
    return SeeOther(reverse("imports"))


def _remap(request: HttpRequest, draft: Import, form: MapForm) -> None:
    """Store the mapping, and start the import if that button was pressed."""
    by, fields = person(request), request.POST.getlist("field")
    imports.remap(draft=draft, by=by, fields=fields, **form.mapped())
    if request.POST.get("do") == "start":
        imports.start(draft=draft, by=by, into_demo=form.cleaned_data.get("into_demo", False))


def plain_cell(text: str) -> str:
    """Mark text that a spreadsheet would read as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def sent_file(request: HttpRequest) -> UploadedFile[Any]:
    """Return the chosen file. Raise Invalid without one, and for one that is too large."""
    limit = f"{imports.UPLOAD_LIMIT // 1024**2} MB"
    if was_too_large(request):
        said = _(
            "The file is larger than {limit} and was not saved. Split it, or ask an admin to "
            "import it with the command pullahead import."
        ).format(limit=limit)
    elif not isinstance(file := request.FILES.get("file"), UploadedFile):
        said = _("Choose a CSV file of at most {limit}.").format(limit=limit)
    else:
        return file
    raise Invalid(said, errors=[FieldError("file", "invalid", said)])


def _is_live(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _to(import_id: int) -> HttpResponse:
    return SeeOther(reverse("import", args=[import_id]))


def _progress(request: HttpRequest, import_id: int) -> dict[str, Any]:
    return {"progress": import_pages.progress(viewer=person(request), import_id=import_id)}


def _list(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {
        "imports": import_pages.page(viewer=person(request)),
        "sources": import_pages.source_names(viewer=person(request)),
        "form": form,
    }
    return show(request, "intake/imports/page.html", context, status)


def _draft(
    request: HttpRequest, found: Import, form: MapForm | None = None, status: int = 200
) -> HttpResponse:
    """Show the mapping with its preview; to htmx the preview alone, whatever the status."""
    found.refresh_from_db()
    preview = import_pages.preview(draft=found, picked=request.POST.getlist("field"))
    kept = {"source": found.source_name, "country": found.country, "dates": found.date_order}
    context = {
        "preview": preview,
        "form": form or MapForm(initial=kept),
        "sources": import_pages.source_names(viewer=person(request)),
        "columns": [
            (column, ColumnForm(number=number, heading=column.heading, mapped=column.field))
            for number, column in enumerate(preview.columns)
        ],
        "choices": FIELD_WORDS.items(),
    }
    if _is_live(request):
        return show(request, "intake/imports/_preview.html", context | {"live": True})
    return show(request, "intake/imports/map.html", context, status)
