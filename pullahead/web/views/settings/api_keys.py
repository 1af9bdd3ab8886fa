"""*API keys*, for administrators: a new key is shown once, on the page that answers."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.settings import api_keys
from pullahead.web.forms.base import Refusable
from pullahead.web.forms.users import AgentKeyForm, SourceKeyForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

REVOKE = {api_keys.AGENT: api_keys.revoke_agent_key, api_keys.SOURCE: api_keys.revoke_source_key}


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show every key, revoked ones included."""
    return _list(request)


@signed_in
@require_POST
def make(request: HttpRequest, kind: str) -> HttpResponse:
    """Make a key of an agent or of a source."""
    api_keys.list_keys(viewer=person(request))
    if kind not in REVOKE:
        raise NotFound(_("Page not found."))
    if kind == api_keys.AGENT:
        return _make(request, _agent_form(request.POST), api_keys.make_agent_key)
    return _make(request, SourceKeyForm(request.POST), api_keys.make_source_key)


@signed_in
@require_POST
def revoke(request: HttpRequest, kind: str, key_id: int) -> HttpResponse:
    """Revoke a key; asks once, because its programs stop at once."""
    found = [
        k for k in api_keys.list_keys(viewer=person(request)) if (k.kind, k.id) == (kind, key_id)
    ]
    if not found:
        raise NotFound(_("Key not found. Reload the page."))
    if request.POST.get("sure") != "1":
        return show(request, "settings/api_keys/sure.html", {"key": found[0]})
    REVOKE[kind](key_id=key_id, by=person(request))
    text = _("Key {start}… of {owner} is revoked.")
    messages.success(request, text.format(start=found[0].start, owner=found[0].whose))
    return SeeOther(reverse("keys"))


def _agent_form(sent: QueryDict | None = None) -> AgentKeyForm:
    return AgentKeyForm(sent, names=api_keys.owner_names())


def _make(request: HttpRequest, form: Refusable, verb: Callable[..., str]) -> HttpResponse:
    try:
        if not form.is_valid():
            return _list(request, form, status=422)
        plain = verb(by=person(request), **form.cleaned_data)
    except NotFound:
        form.add_error("person", _("Choose a user from the list."))
        return _list(request, form, status=422)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _list(request, form, status=problem.status)
    return _list(request, made=plain)


def _list(
    request: HttpRequest, form: Refusable | None = None, made: str = "", status: int = 200
) -> HttpResponse:
    agent_form = form if isinstance(form, AgentKeyForm) else _agent_form()
    source_form = form if isinstance(form, SourceKeyForm) else SourceKeyForm()
    context = {
        "keys": api_keys.list_keys(viewer=person(request)),
        "sources": api_keys.source_names(),
        "agent_form": agent_form,
        "source_form": source_form,
        "made": made,
    }
    return show(request, "settings/api_keys/page.html", context, status)
