"""Opt-out of a settle whose body is refused before the use case reads it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from pullahead.api.auth import key_of
from pullahead.api.parser import read_loosely
from pullahead.usecases.leads.opt_out import keep_from_settle
from pullahead.usecases.settings.api_keys import AgentAccess

SETTLE = "settle"  # the endpoint's name in api.v1


def kept(request: HttpRequest) -> bool:
    """Record the opt-out if the refused body was a settle with one; return whether it was."""
    match = request.resolver_match
    if match is None or match.url_name != SETTLE:
        return False
    key = key_of(request)
    body = read_loosely(request)
    try:
        token = UUID(str(match.kwargs["token"]))
    except ValueError:
        return False
    said = body.get("disposition") if isinstance(body, dict) else None
    if not isinstance(said, str) or not isinstance(key, AgentAccess):
        return False
    return keep_from_settle(agent_id=key.person.pk, token=token, disposition=said)
