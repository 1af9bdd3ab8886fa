"""*Do-not-call numbers*, for administrators: search, add and remove an address; import a list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import IO, Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, wrong
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.leads import do_not_call
from pullahead.usecases.settings import compliance, dnc_import, dnc_job
from pullahead.web.forms.calling import (
    AT_ONCE_LIMIT,
    LIST_LIMIT,
    LIST_LIMIT_WORDS,
    DoNotCallForm,
    ListForm,
    RemoveForm,
)
from pullahead.web.uploads import was_too_large
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@dataclass
class DoNotCallForms:
    """Forms of the page; a refused one replaces the empty one."""

    add: DoNotCallForm = field(default_factory=DoNotCallForm)
    remove: RemoveForm = field(default_factory=RemoveForm)
    upload: ListForm = field(
        default_factory=lambda: ListForm(initial={"country": settings.CONFIG.country})
    )


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the lists and the latest opt-outs, and what bars the address that is searched."""
    return _page(request, request.GET.get("q", ""), DoNotCallForms())


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Bar an address for every lead."""
    administrators_only(person(request))
    form, status = DoNotCallForm(request.POST), 422
    try:
        if form.is_valid():
            added = do_not_call.add(by=person(request), **form.cleaned_data)
            said = _("{address} is added. No one can call or write to it.")
            messages.success(request, said.format(address=added.shown))
            return _found(added.value)
    except Invalid as problem:
        form.refuse(problem)
        status = problem.status
    return _page(request, "", DoNotCallForms(add=form), status)


@signed_in
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Remove the opt-out of an address, for a reason."""
    administrators_only(person(request))
    form, status = RemoveForm(request.POST), 422
    try:
        if form.is_valid():
            gone = do_not_call.remove(by=person(request), **form.cleaned_data)
            said = _("{address} is removed. Agents can contact it again, unless it is on a list.")
            messages.success(request, said.format(address=gone.shown))
            return _found(gone.value)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return _page(request, request.POST.get("address", ""), DoNotCallForms(remove=form), status)


@signed_in
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Import a list from an uploaded file, a large one by a job; it replaces the one before."""
    administrators_only(person(request))
    form, status = ListForm(request.POST), 422
    try:
        if form.is_valid():
            for level, said in _import(request, form):
                messages.add_message(request, level, said)
            return SeeOther(f"{reverse('do-not-call')}#lists-in-use")
    except Invalid as problem:
        form.refuse(problem)
        status = problem.status
    return _page(request, "", DoNotCallForms(upload=form), status)


def _import(request: HttpRequest, form: ListForm) -> Iterator[tuple[int, str]]:
    """Import the list, and yield level and text of what there is to say."""
    day, kept = form.cleaned_data["as_of"], form.cleaned_data
    as_of = datetime.combine(day, time.min, timezone.get_current_timezone()) if day else None
    file = _sent_file(request)
    raw, who = cast("IO[bytes]", file.file), person(request)
    name, country = kept["name"], kept["country"].strip().upper()
    if (file.size or 0) > AT_ONCE_LIMIT:
        dnc_job.enqueue_list(raw=raw, name=name, country=country, as_of=as_of, by=who)
        said = _(
            "The list “{name}” is being imported. Until that is done, the previous version is used."
        )
        yield messages.SUCCESS, said.format(name=name)
        return
    made, read = dnc_import.import_from(raw=raw, name=name, country=country, as_of=as_of, by=who)
    said = _("List “{name}” imported. Numbers on it: {numbers}.")
    yield messages.SUCCESS, said.format(name=made.name, numbers=f"{made.count:,}")
    if read.refused:
        said = _("Lines that are not numbers: {n}. The first: {reasons}")
        yield messages.WARNING, said.format(n=read.refused, reasons="; ".join(read.why))


def _sent_file(request: HttpRequest) -> UploadedFile[Any]:
    """Return the chosen file. Raise Invalid without one, and for one that is too large."""
    file = request.FILES.get("file")
    if was_too_large(request) or (isinstance(file, UploadedFile) and (file.size or 0) > LIST_LIMIT):
        said = _(
            "The file is larger than {limit}. Nothing was changed. Import it with the command"
            " pullahead dnc import."
        )
        raise wrong("file", "too_large", said.format(limit=LIST_LIMIT_WORDS))
    if not isinstance(file, UploadedFile):
        said = _("Choose a file of at most {limit}.")
        raise wrong("file", "missing", said.format(limit=LIST_LIMIT_WORDS))
    return file


def _found(address: str) -> HttpResponse:
    return SeeOther(f"{reverse('do-not-call')}?{urlencode({'q': address})}")


def _page(
    request: HttpRequest, sought: str, forms: DoNotCallForms, status: int = 200
) -> HttpResponse:
    who, entry, wrong_search = person(request), None, ""
    latest = do_not_call.latest(viewer=who)
    if sought.strip():
        try:
            entry = do_not_call.look_up(text=sought, viewer=who)
        except Invalid as problem:
            wrong_search, status = problem.message, max(status, problem.status)
    if entry is not None and not forms.remove.is_bound:
        forms.remove = RemoveForm(initial={"address": entry.address.value})
    context = {
        "sought": sought,
        "wrong_search": wrong_search,
        "entry": entry,
        "latest": latest,
        "list_imports": dnc_job.list_imports(viewer=who),
        "lists": compliance.compliance_overview(viewer=who).lists,
        "forms": forms,
    }
    return show(request, "settings/do_not_call.html", context, status)
