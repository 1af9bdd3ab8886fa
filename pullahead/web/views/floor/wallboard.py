"""*Wallboard*, for team leads and administrators: six figures in large type, and their targets."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.floor import wallboard
from pullahead.web.forms.floor import TargetsForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the wallboard on the whole screen."""
    board = wallboard.wallboard(viewer=person(request))
    return show(request, "floor/wallboard.html", {"board": board})


@signed_in
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Show the figures as a fragment, for the wallboard to refresh itself."""
    board = wallboard.wallboard(viewer=person(request))
    return show(request, "floor/_wallboard.html", {"board": board})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: HttpRequest) -> HttpResponse:
    """Show the targets of the team, or save them."""
    by, status = person(request), 200
    form = TargetsForm(initial=wallboard.targets(viewer=by))
    if request.method == "POST":
        form, status = TargetsForm(request.POST), 422
        try:
            if form.is_valid():
                wallboard.set_targets(typed=form.cleaned_data, by=by)
                messages.success(request, _("The targets are saved."))
                return SeeOther(reverse("targets"))
        except Invalid as problem:
            form.refuse(problem)
    return show(request, "floor/targets.html", {"form": form}, status)
