"""*Your settings*: the language and the time zone that pages are shown in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings.own_settings import change_own, hide_try_it
from pullahead.web.choices import zones
from pullahead.web.forms.own import OwnSettingsForm
from pullahead.web.language import language_of
from pullahead.web.view_helpers import (
    SeeOther,
    for_contributors,
    for_marketing,
    person,
    safe_next,
    show,
    signed_in,
)


@signed_in
@for_marketing
@for_contributors
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person's settings."""
    who = person(request)
    return _page(request, OwnSettingsForm(initial={"zone": who.zone, "language": who.language}))


@signed_in
@for_marketing
@for_contributors
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the signed-in person's settings."""
    who, form = person(request), OwnSettingsForm(request.POST)
    try:
        if form.is_valid():
            change_own(**form.cleaned_data, by=who)
            who.language = form.cleaned_data["language"]
            with translation.override(language_of(who)):
                messages.success(request, _("Your settings are saved."))
            return SeeOther(reverse("your-settings"))
    except Invalid as problem:
        form.refuse(problem)
    return _page(request, form, 422)


@signed_in
@require_POST
def try_it(request: HttpRequest) -> HttpResponse:
    """Hide the demo's list of things to try, or show it again."""
    hide_try_it(hidden=request.POST.get("show") != "1", by=person(request))
    return SeeOther(safe_next(request))


def _page(request: HttpRequest, form: OwnSettingsForm, status: int = 200) -> HttpResponse:
    return show(request, "settings/own.html", {"form": form, "zones": zones()}, status)
