"""*Import users*, for administrators: upload, preview, progress, file of refused rows."""

from __future__ import annotations

import csv
from typing import IO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Problem
from pullahead.usecases.settings import people_import
from pullahead.web.forms.users import PeopleFileForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in
from pullahead.web.views.intake.imports import plain_cell, sent_file


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the upload form and the latest imports."""
    return _page(request, PeopleFileForm())


@signed_in
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Store a file and show its preview."""
    people_import.latest(viewer=person(request))
    form = PeopleFileForm(request.POST)
    try:
        file = sent_file(request)
        made = people_import.upload(
            raw=cast("IO[bytes]", file.file), name=file.name or "", by=person(request)
        )
    except Problem as problem:
        form.is_valid()
        form.refuse(problem)
        return _page(request, form, problem.status)
    return SeeOther(reverse("people-import-one", args=[made]))


@signed_in
@require_safe
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show the preview, the progress or the result of an import."""
    shown = people_import.preview(import_id=import_id, viewer=person(request))
    return show(request, "settings/users/import_one.html", {"shown": shown, "one": shown.found})


@signed_in
@require_POST
def act(request: HttpRequest, import_id: int) -> HttpResponse:
    """Start the import, or discard its preview."""
    by = person(request)
    if request.POST.get("do") != "discard":
        people_import.start(import_id=import_id, by=by)
        return SeeOther(reverse("people-import-one", args=[import_id]))
    name = people_import.discard(import_id=import_id, by=by)
    messages.success(request, _("{file} was discarded. Nothing was imported.").format(file=name))
    return SeeOther(reverse("people-import"))


@signed_in
@require_safe
def refused(request: HttpRequest, import_id: int) -> HttpResponse:
    """Return the refused rows as a CSV file: line, name, reason."""
    rows = people_import.refused_rows(import_id=import_id, viewer=person(request))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="users-{import_id}-refused.csv"'
    lines = csv.writer(answer)
    lines.writerow(["line", "name", "reason"])
    lines.writerows([row.line, plain_cell(row.name), plain_cell(row.reason)] for row in rows)
    return answer


def _page(request: HttpRequest, form: PeopleFileForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "imports": people_import.latest(viewer=person(request))}
    return show(request, "settings/users/import.html", context, status)
