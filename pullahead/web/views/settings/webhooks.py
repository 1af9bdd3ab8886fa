"""*Webhooks*, for administrators: endpoints, their secrets, and their messages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.settings import endpoints
from pullahead.usecases.settings.endpoints import EndpointInput
from pullahead.web.forms.webhooks import EndpointForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show every endpoint, the newest messages, and a form for a new endpoint."""
    return _page(request)


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add an endpoint and show its secret."""
    form, status = EndpointForm(request.POST), 422
    endpoints.list_endpoints(viewer=person(request))
    try:
        if form.is_valid():
            typed = EndpointInput(**form.cleaned_data)
            made, secret = endpoints.add_endpoint(typed=typed, by=person(request))
            return _one(request, made, secret=secret)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return _page(request, form, status)


@signed_in
@require_safe
def one(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show one endpoint with its newest messages."""
    return _one(request, endpoint_id)


@signed_in
@require_POST
def save(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Save name, address and events of an endpoint."""
    endpoints.endpoint(endpoint_id=endpoint_id, viewer=person(request))
    form = EndpointForm(request.POST)
    try:
        if form.is_valid():
            typed = EndpointInput(**form.cleaned_data)
            endpoints.change_endpoint(endpoint_id=endpoint_id, typed=typed, by=person(request))
            messages.success(request, _("The endpoint is saved."))
            return SeeOther(reverse("webhook", args=[endpoint_id]))
    except Invalid as problem:
        form.refuse(problem)
    return _one(request, endpoint_id, form=form, status=422)


@signed_in
@require_POST
def act(request: HttpRequest, endpoint_id: int, name: str) -> HttpResponse:
    """Disable or enable an endpoint, or replace its secret."""
    by = person(request)
    if name == "secret":
        secret = endpoints.rotate_secret(endpoint_id=endpoint_id, by=by)
        return _one(request, endpoint_id, secret=secret)
    if name not in {"enable", "disable"}:
        raise NotFound(_("Page not found."))
    endpoints.set_enabled(endpoint_id=endpoint_id, enabled=name == "enable", by=by)
    said = _("The endpoint is enabled.") if name == "enable" else _("The endpoint is disabled.")
    messages.success(request, said)
    return SeeOther(reverse("webhook", args=[endpoint_id]))


@signed_in
@require_POST
def resend(request: HttpRequest, message_id: int) -> HttpResponse:
    """Send a message again."""
    endpoints.resend(message_id=message_id, by=person(request))
    messages.success(request, _("The message will be sent again in a moment."))
    return SeeOther(reverse("webhooks"))


def _page(
    request: HttpRequest, form: EndpointForm | None = None, status: int = 200
) -> HttpResponse:
    viewer = person(request)
    context = {
        "endpoints": endpoints.list_endpoints(viewer=viewer),
        "sent": endpoints.messages(viewer=viewer),
        "form": form or EndpointForm(),
    }
    return show(request, "settings/webhooks/page.html", context, status)


def _one(
    request: HttpRequest,
    endpoint_id: int,
    *,
    form: EndpointForm | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    viewer = person(request)
    found = endpoints.endpoint(endpoint_id=endpoint_id, viewer=viewer)
    initial = {"label": found.label, "url": found.url, "events": found.events}
    context = {
        "one": found,
        "sent": endpoints.messages(viewer=viewer, endpoint_id=endpoint_id),
        "form": form or EndpointForm(initial=initial),
        "secret": secret,
    }
    return show(request, "settings/webhooks/one.html", context, status)
