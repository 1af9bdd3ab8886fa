"""Sign-in and sign-out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import load_backend, login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from pullahead.base.errors import Forbidden, Problem
from pullahead.config import Mode, is_local
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings import modes, sign_in
from pullahead.usecases.settings.own_settings import adopt_browser_zone
from pullahead.usecases.work import presence
from pullahead.web import devices
from pullahead.web.forms.own import SignInForm
from pullahead.web.view_helpers import TRIED, SeeOther, refused, safe_next, show

ROLES = {
    Person.Role.AGENT: (
        _("Work as an agent"),
        _("Get the best lead, call, save the result"),
    ),
    Person.Role.LEADER: (_("Work as a team lead"), _("See agents, their leads and the queue")),
    Person.Role.ADMIN: (_("Work as an admin"), _("See all teams and change settings")),
    Person.Role.MARKETER: (_("Work in marketing"), _("See the cost and results of each source")),
    Person.Role.CONTRIBUTOR: (
        _("Work as a contributor"),
        _("See and take the work of your pods, without deal values"),
    ),
}
BACKEND = settings.AUTHENTICATION_BACKENDS[0]
NOBODY = {
    Person.Role.AGENT: _("There is no agent. Add a user with this role first."),
    Person.Role.LEADER: _("There is no team lead. Add a user with this role first."),
    Person.Role.ADMIN: _("There is no admin. Add a user with this role first."),
    Person.Role.MARKETER: _("There is no marketing user. Add a user with this role first."),
    Person.Role.CONTRIBUTOR: _("There is no contributor. Add a user with this role first."),
}
WRONG = _("Wrong name or password. Enter the password again.")
BUSY_SECONDS = 3
FAR = _(
    "Sign-in without a password works only on the computer that runs Pullahead, and only with demo "
    "leads. You are not signed in. Sign in with name and password."
)
PROXIED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Sign in by name and password."""
    if request.method != "POST":
        return _shown(request, SignInForm(focus=not _roles_open(request)))
    form = SignInForm(request.POST)
    try:
        who = _checked(request, **form.cleaned_data) if form.is_valid() else None
    except Problem as problem:
        form.refuse(problem)
        return _too_often(request, form, problem)
    if who is None:
        if not form.errors:
            form.add_error("password", WRONG)
        return _shown(request, form, 422)
    login(request, who, backend=BACKEND)
    presence.signed_in(person_id=who.pk)
    done = SeeOther(safe_next(request))
    devices.remember(request, done, who)
    return done


def _too_often(request: HttpRequest, form: SignInForm, problem: Problem) -> HttpResponse:
    """Show the form again, and say when the next try makes sense."""
    answer = _shown(request, form, problem.status)
    wait = problem.seconds if isinstance(problem, sign_in.TooOften) else BUSY_SECONDS
    answer["Retry-After"] = str(wait)
    return answer


def _checked(request: HttpRequest, username: str, password: str) -> Person | None:
    """Return the person of this name and password; None when they do not match."""

    def check() -> Person | None:
        who = load_backend(BACKEND).authenticate(request, username=username, password=password)
        return who if isinstance(who, Person) else None

    client = devices.client_of(request, username)
    return sign_in.sign_in(name=username, client=client, check=check)


def _shown(request: HttpRequest, form: SignInForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "to": request.POST.get("next", request.GET.get("next", "")),
        "roles": _roles() if _roles_open(request) else {},
    }
    return show(request, "sign_in/page.html", context, status)


def _roles() -> dict[Person.Role, tuple[object, object]]:
    """Return the roles to work as; a team without contributors does not see theirs."""
    contributor = sign_in.first_with_role(Person.Role.CONTRIBUTOR) is not None
    return {
        role: words
        for role, words in ROLES.items()
        if contributor or role != Person.Role.CONTRIBUTOR
    }


@require_POST
def as_role(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the first person of a role; exists only outside production."""
    if settings.MODE == Mode.PRODUCTION or role not in ROLES:
        raise Http404
    if not _roles_open(request):
        return refused(request, Forbidden(str(FAR)))
    who = sign_in.first_with_role(role)
    if who is None:
        messages.error(request, str(NOBODY[Person.Role(role)]))
        return SeeOther("/sign-in")
    tried = request.session.get(TRIED, [])
    adopt_browser_zone(zone=request.POST.get("zone", "")[:60], by=who)
    login(request, who, backend=BACKEND)
    presence.signed_in(person_id=who.pk)
    request.session[TRIED] = tried
    return SeeOther("/")


def _roles_open(request: HttpRequest) -> bool:
    """Return whether the role buttons work: local, no proxy, no real database."""
    if settings.MODE == Mode.PRODUCTION:
        return False
    here = is_local(devices.peer(request)) and not any(name in request.META for name in PROXIED)
    return here and not modes.refusal()


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, and clear the drafts that the browser tab keeps."""
    if isinstance(request.user, Person):
        presence.signed_out(person_id=request.user.pk)
    logout(request)
    response = SeeOther("/sign-in")
    response["Clear-Site-Data"] = '"storage"'
    return response
