"""*Floor*, for team leads and administrators: claims by holder, and waiting leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pullahead.base.errors import NotFound
from pullahead.usecases.floor.alerts import open_alerts
from pullahead.usecases.floor.overview import floor
from pullahead.usecases.settings import users
from pullahead.web import flash_messages
from pullahead.web.view_helpers import SeeOther, person, show, signed_in, try_done


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the current floor."""
    return show(request, "floor/page.html", _floor(request))


@signed_in
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Show the current floor as a fragment, for the page to refresh itself."""
    return show(request, "floor/_live.html", _floor(request))


def _floor(request: HttpRequest) -> dict[str, object]:
    viewer = person(request)
    return {"floor": floor(viewer=viewer), "alerts": open_alerts(viewer=viewer)}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def send_home(request: HttpRequest, person_id: int) -> HttpResponse:
    """Release all claims of a person; asks once, because there is no undo."""
    on_floor = {one.id: one for one in floor(viewer=person(request)).people}
    if person_id not in on_floor:
        raise NotFound(_("This agent is not on your team."))
    one = on_floor[person_id]
    if request.POST.get("sure") != "1":
        return show(request, "floor/send_home.html", {"one": one})
    count = users.send_home(person_id=person_id, by=person(request))
    messages.success(request, flash_messages.sent_home(one.name, count))
    try_done(request, "home")
    return SeeOther(reverse("floor"))
