"""*Sources*, for administrators: the start values of each source's leads, saved by one button."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings import source_defaults
from pullahead.usecases.settings.source_defaults import SourcePage
from pullahead.web.forms.settings import StartForms
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show a page of the sources."""
    found = _found(request, request.GET.get("page", ""))
    return _page(request, found, StartForms(found))


@signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the changed sources of the page: all of them, or none."""
    found = _found(request, request.POST.get("page", ""))
    forms = StartForms(found, request.POST)
    try:
        if forms.is_valid():
            changed = forms.changed()
            source_defaults.save_starts(starts=changed, by=person(request))
            said = _("Saved. The values apply to new leads.")
            messages.success(request, said if changed else _("Nothing was changed."))
            return SeeOther(f"{reverse('sources')}?page={found.number}")
    except Invalid as problem:
        forms.refuse(problem)
    return _page(request, found, forms, 422)


def _found(request: HttpRequest, number: str) -> SourcePage:
    whole = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    return source_defaults.source_page(viewer=person(request), number=whole)


def _page(
    request: HttpRequest, found: SourcePage, forms: StartForms, status: int = 200
) -> HttpResponse:
    return show(request, "settings/sources.html", {"page": found, "forms": forms}, status)
