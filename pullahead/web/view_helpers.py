"""Shared parts of the views: the viewer, their zone, and the page of a refusal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from pullahead.base import clock
from pullahead.base.errors import Forbidden, NotFound, Problem
from pullahead.base.page_reads import page_reads
from pullahead.config import Mode
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.deals.access import sees_deals
from pullahead.usecases.floor.messages import unread
from pullahead.usecases.settings.installation import has_demo_leads
from pullahead.usecases.sprints.access import has_pods
from pullahead.usecases.work.claim_banner import holding

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# Views that marketing may open: a new page is closed to this role until its view says otherwise
_FOR_MARKETING: set[object] = set()
_FOR_CONTRIBUTORS: set[object] = set()

# The strip of things to try on a demo: what the viewer has done is stored in the session
TRIED = "tried"


class SeeOther(HttpResponseRedirect):
    """Redirect after an act, by GET whatever the act's method."""

    status_code = 303


def person(request: HttpRequest) -> Person:
    """Return the viewer. Only behind `signed_in`."""
    if not isinstance(request.user, Person):
        raise TypeError("this view needs @signed_in")
    return request.user


def for_marketing(view: View[P]) -> View[P]:
    """Open a view to the marketing role. Below `signed_in`."""
    _FOR_MARKETING.add(view)
    return view


def for_contributors(view: View[P]) -> View[P]:
    """Open a view to contributors. Below `signed_in`."""
    _FOR_CONTRIBUTORS.add(view)
    return view


def signed_in(view: View[P]) -> View[P]:
    """Require a signed-in viewer, use their zone, and turn a refusal into a page.

    Data of others does not exist for the viewer: 404, also where the use case says forbidden.
    Marketing sees no lead and a contributor no value, so a view is closed to these roles unless
    `for_marketing` or `for_contributors` opens it.
    """
    open_to_marketing, open_to_contributors = view in _FOR_MARKETING, view in _FOR_CONTRIBUTORS

    @wraps(view)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not isinstance(request.user, Person):
            return _to_sign_in(request)
        if request.user.is_marketer and not open_to_marketing:
            raise Http404("This page is not for the marketing role.")
        if request.user.is_contributor and not open_to_contributors:
            raise Http404("This page is not for contributors.")
        reads = page_reads() if request.method == "GET" else nullcontext()
        with timezone.override(zone_of(request.user)), reads:
            try:
                answer = view(request, *args, **kwargs)
            except (NotFound, Forbidden) as problem:
                raise Http404(problem.message) from problem
            except Problem as problem:
                answer = refused(request, problem)
        if answer.has_header("ETag"):
            # The browser keeps the fragment, and asks each time whether it has changed
            patch_cache_control(answer, private=True, no_cache=True)
        else:
            add_never_cache_headers(answer)
        return answer

    return inner


def zone_of(who: Person) -> ZoneInfo:
    """Return the zone of a person's times: their own, or the organization's."""
    return ZoneInfo(who.zone or settings.CONFIG.time_zone)


def show(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page or fragment, with the context that all of them need."""
    demo = has_demo_leads()
    shared = {
        "now": clock.now(),
        "demo": demo,
        "dial_simulated": demo or settings.MODE == Mode.DEMO,
        "currency": settings.CONFIG.currency,
        "claim": _claim(request),
        "floor_messages": _floor_messages(request),
        "tried": request.session.get(TRIED, []),
        "try_it": demo and isinstance(request.user, Person) and not request.user.try_it_hidden,
        "has_deals": _has_deals(request),
        "has_items": _has_items(request),
    }
    return render(request, template, shared | context, status=status)


def _claim(request: HttpRequest) -> object:
    """Return the claim to show on the page; read only if a template asks for it."""
    if not isinstance(request.user, Person):
        return None
    agent_id = request.user.pk
    return SimpleLazyObject(lambda: holding(agent_id))


def _floor_messages(request: HttpRequest) -> object:
    """Return the unread messages of team leads; read only if a template asks for them."""
    if not isinstance(request.user, Person) or not request.user.works_leads:
        return ()
    person_id = request.user.pk
    return SimpleLazyObject(lambda: unread(person_id=person_id))


def _has_deals(request: HttpRequest) -> object:
    """Return whether the navigation names deals; read only if a template asks for it."""
    viewer = request.user
    return isinstance(viewer, Person) and SimpleLazyObject(lambda: sees_deals(viewer))


def _has_items(request: HttpRequest) -> object:
    """Return whether the navigation names the stand-up; read only if a template asks for it."""
    viewer = request.user
    return isinstance(viewer, Person) and SimpleLazyObject(lambda: has_pods(viewer))


def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Show a page for a refusal that has no form."""
    return show(request, "problem.html", {"problem": problem}, problem.status)


def tries_leads(request: HttpRequest) -> bool:
    """Check whether the demo's steps to try ask for a lead next: then no deal comes before it."""
    who = request.user
    shown = isinstance(who, Person) and not who.try_it_hidden and has_demo_leads()
    return shown and not {"pull", "settle", "again"} <= set(request.session.get(TRIED, []))


def try_done(request: HttpRequest, what: str) -> None:
    """Mark one of the demo's things to try as done; elsewhere no page shows them."""
    if not has_demo_leads():
        return
    done = request.session.get(TRIED, [])
    if what not in done:
        request.session[TRIED] = [*done, what]


def safe_next(request: HttpRequest) -> str:
    """Return the address that the person wanted, if it is on this site."""
    to = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return to if here else "/"


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to the sign-in page, and afterwards back if the address was a page."""
    to = reverse("sign-in")
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(to)
    if request.method == "GET" and request.path != "/":
        to = f"{to}?{urlencode({'next': request.get_full_path()})}"
    return SeeOther(to)
