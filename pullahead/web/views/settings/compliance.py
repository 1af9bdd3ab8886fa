"""*Calling rules*: packs in force, and their new versions. Team leads read, administrators
write.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.settings import compliance
from pullahead.web.forms.calling import PackForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the rules in force today."""
    return show(
        request,
        "settings/calling_rules/page.html",
        {"book": compliance.compliance_overview(viewer=person(request))},
    )


@signed_in
@require_safe
def pack(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Show one pack with its versions, to be edited; 0 is a new one."""
    found = compliance.pack(pack_id=pack_id, viewer=person(request))
    return show(
        request,
        "settings/calling_rules/pack.html",
        {"pack": found, "form": PackForm(initial=found.initial)},
    )


@signed_in
@require_POST
def save(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Save a new version; an error appears beside its field, and the typed text stays."""
    form = PackForm(request.POST)
    found, status = compliance.pack(pack_id=pack_id, viewer=person(request), editing=True), 422
    try:
        if form.is_valid():
            made = compliance.save(pack_id=pack_id, words=form.words(), by=person(request))
            text = _("Saved: {name} v{version}, effective {day}.").format(
                name=made.name, version=made.version, day=made.valid_from.isoformat()
            )
            messages.success(request, text)
            return SeeOther(reverse("law"))
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return show(request, "settings/calling_rules/pack.html", {"pack": found, "form": form}, status)
