"""*Second looks*, for team leads and administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.reports.second_look_page import second_looks
from pullahead.usecases.leads import second_look
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the results of a year."""
    context = {"looks": second_looks(viewer=person(request)), "on": second_look.are_on()}
    return show(request, "tempo/second_looks.html", context)


@signed_in
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Switch second looks on or off."""
    on = request.POST.get("on") == "1"
    second_look.switch(on=on, by=person(request))
    said = _("Second looks are on.") if on else _("Second looks are off.")
    messages.success(request, said)
    return SeeOther(reverse("second-looks"))
