"""*Lead score*, for administrators: model versions, the active one, and a rollback."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.scoring import early_fields, model_versions, rate_versions
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show every version with its backtest, in plain words."""
    return _page(request)


@signed_in
@require_POST
def use(request: HttpRequest, version_id: int) -> HttpResponse:
    """Activate this version; 0 means none, the sources' start values."""
    try:
        if version_id:
            model_versions.use(version_id=version_id, by=person(request))
        else:
            model_versions.use_none(by=person(request))
    except Conflict as problem:
        return _page(request, version_id, problem.message, problem.status)
    said = _("The start values of the sources are in use.")
    if version_id:
        said = _("Version {version} is in use.").format(version=version_id)
    messages.success(request, said)
    return SeeOther(reverse("chance"))


@signed_in
@require_POST
def trust_field(request: HttpRequest) -> HttpResponse:
    """Use a suspected field in the next version, or leave it out again."""
    field, trusted = request.POST.get("field", ""), request.POST.get("known_early") == "yes"
    try:
        act = early_fields.trust if trusted else early_fields.distrust
        act(field=field, by=person(request))
    except Invalid as problem:
        return _page(request, 0, problem.message, problem.status)
    said = _("The next version decides again whether the field is a leak.")
    if trusted:
        said = _("The next version uses the field. It is learned within an hour.")
    messages.success(request, said)
    return SeeOther(reverse("chance") + "#leaks")


@signed_in
@require_POST
def use_rates(request: HttpRequest, version_id: int) -> HttpResponse:
    """Activate these rates; 0 means none, the start values."""
    if version_id:
        rate_versions.use(version_id=version_id, by=person(request))
    else:
        rate_versions.use_start(by=person(request))
    said = _("The start values are in use. Open leads are ranked again.")
    if version_id:
        said = _("Rates {version} are in use. Open leads are ranked again.").format(
            version=version_id
        )
    messages.success(request, said)
    return SeeOther(reverse("chance") + "#rates")


def _page(
    request: HttpRequest, version_id: int = 0, wrong: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "page": model_versions.page(viewer=person(request)),
        "rates": rate_versions.page(viewer=person(request)),
        "wrong": wrong,
        "wrong_at": version_id,
    }
    return show(request, "settings/lead_score.html", context, status)
