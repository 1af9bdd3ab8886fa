"""Coming in and going out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pullahead.config import Mode
from pullahead.team.models import Person
from pullahead.team.queries import first_with_role
from pullahead.web.doors import TRIED, SeeOther, show
from pullahead.web.forms import SignInForm

ROLES = {
    Person.Role.AGENT: ("Work as an agent", "Press N, get the best lead, settle it, earn the next"),
    Person.Role.LEADER: ("Work as a team leader", "See who holds what, and what waits"),
    Person.Role.ADMIN: ("Work as an administrator", "See everything, on every team"),
}
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Sign in by name and password."""
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return SeeOther(_where_to(request))
    context: dict[str, Any] = {
        "form": form,
        "to": request.POST.get("next", request.GET.get("next", "")),
        "roles": {} if settings.MODE == Mode.PRODUCTION else ROLES,
    }
    return show(request, "sign_in/page.html", context, 422 if form.is_bound else 200)


@require_POST
def as_role(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the first person of a role; exists only outside production."""
    if settings.MODE == Mode.PRODUCTION or role not in ROLES:
        raise Http404
    who = first_with_role(role)
    if who is None:
        words = ROLES[Person.Role(role)][0].lower()
        messages.error(request, f"There is nobody to {words}: add a person with that role first.")
        return SeeOther("/sign-in")
    tried = request.session.get(TRIED, [])
    login(request, who, backend=MODEL_BACKEND)
    request.session[TRIED] = tried
    return SeeOther("/")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return SeeOther("/sign-in")


def _where_to(request: HttpRequest) -> str:
    """Where they wanted to go, if that is here."""
    to = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return to if here else "/"
