"""*Floor*, for team leads and administrators: claims by holder, and waiting leads."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pullahead.base.errors import NotFound
from pullahead.usecases.floor import live as live_floors
from pullahead.usecases.floor.alerts import AlertView, open_alerts
from pullahead.usecases.settings import users
from pullahead.web import flash_messages
from pullahead.web.fragment_cache import PLACEHOLDER, FragmentCache
from pullahead.web.view_helpers import SeeOther, person, show, signed_in, try_done

# Ages, such as *40 s*, are written anew after this time, also where nothing else changed
AGES_EACH = 10  # seconds
PAGES_AT_MOST = 10_000
FRAGMENTS = FragmentCache(64)


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the floor as it is now."""
    viewer = person(request)
    found = live_floors.fresh_floor(viewer=viewer, page=_page(request))
    context = {"floor": found, "alerts": open_alerts(viewer=viewer)}
    return show(request, "floor/page.html", context)


@signed_in
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Show the shared snapshot as a fragment; 304 while the viewer has it already."""
    viewer = person(request)
    found = live_floors.live_floor(viewer=viewer, page=_page(request))
    alerts = open_alerts(viewer=viewer)
    etag = _etag(request, found, alerts)
    answer = get_conditional_response(request, etag=etag) or _fragment(request, found, alerts)
    answer["ETag"] = etag
    return answer


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def send_home(request: HttpRequest, person_id: int) -> HttpResponse:
    """Release all claims of a person; asks once, because there is no undo."""
    one = users.on_floor(person_id=person_id, viewer=person(request))
    if request.POST.get("sure") != "1":
        return show(request, "floor/send_home.html", {"one": one})
    count = users.send_home(person_id=person_id, by=person(request))
    messages.success(request, flash_messages.sent_home(one.name, count))
    try_done(request, "home")
    return SeeOther(reverse("floor"))


def _fragment(
    request: HttpRequest, found: live_floors.LiveFloor, alerts: tuple[AlertView, ...]
) -> HttpResponse:
    """Return the fragment, rendered once for all viewers who see the same."""
    viewer = person(request)

    def render() -> HttpResponse:
        shared = {"csrf_token": PLACEHOLDER, "for_all": True}
        context = {"floor": found.overview, "alerts": alerts, **shared}
        return show(request, "floor/_live.html", context)

    shown = viewer.is_admin, str(get_current_timezone()), *_shown(found, alerts)
    # a person has no link to message themselves
    return FRAGMENTS.answer(request, shown, render, without=f"say-{viewer.pk}")


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise NotFound(_("Page not found."))
    return int(text)


def _etag(request: HttpRequest, found: live_floors.LiveFloor, alerts: tuple[AlertView, ...]) -> str:
    """Return the version of the fragment for this viewer."""
    parts = [str(person(request).pk), *_shown(found, alerts)]
    return quote_etag(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32])


def _shown(found: live_floors.LiveFloor, alerts: tuple[AlertView, ...]) -> tuple[str, ...]:
    """Return the parts of a version: the floor, the language, the ages and the alerts."""
    seen = [f"{one.id} {one.seen_at is not None} {one.text}" for one in alerts]
    ages = int(found.read_at.timestamp()) // AGES_EACH
    return found.version, str(get_language()), str(ages), *seen
