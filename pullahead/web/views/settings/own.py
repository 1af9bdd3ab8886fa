"""*Your settings*: the language and the time zone that pages are shown in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings.own_settings import change_own
from pullahead.web.choices import zones
from pullahead.web.language import language_of, offered
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person's settings."""
    who = person(request)
    return _form(request, who.zone, who.language)


@signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the signed-in person's settings."""
    who = person(request)
    zone, language = (request.POST.get(name, "").strip()[:60] for name in ("zone", "language"))
    try:
        change_own(zone=zone, language=language, by=who)
    except Invalid as problem:
        return _form(request, zone, language, problem)
    who.language = language
    with translation.override(language_of(who)):
        messages.success(request, _("Your settings are saved."))
    return SeeOther(reverse("your-settings"))


def _form(
    request: HttpRequest, zone: str, language: str, problem: Invalid | None = None
) -> HttpResponse:
    context = {
        "zone": zone,
        "language": language,
        "languages": offered().items(),
        "zones": zones(),
        "errors": {one.field: one.message for one in problem.errors} if problem else {},
    }
    return show(request, "settings/own.html", context, problem.status if problem else 200)
