"""Authenticate a bearer key of an agent or a source, and check its scopes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from pullahead.base.errors import Forbidden
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings.api_keys import (
    ADMIN_SCOPES,
    MONEY_SCOPES,
    AgentAccess,
    SourceAccess,
    agent_of,
    source_of,
)

AnyKey = AgentAccess | SourceAccess


class Key(HttpBearer):
    """Authenticator that admits a key with `scope`. A known key without it gets 403, not 401."""

    def __init__(self, scope: str, contributors: bool = False) -> None:
        super().__init__()
        self.scope = scope
        self.contributors = contributors

    def authenticate(self, request: HttpRequest, token: str) -> AnyKey | None:
        """The key that was sent; None when it opens nothing. Forbidden without the scope."""
        key = agent_of(token) or source_of(token)
        if key is not None and self.scope not in key.scopes:
            raise Forbidden(
                f"This key lacks the scope “{self.scope}”. Nothing was changed. "
                "Create a key with this scope.",
                code="scope_missing",
            )
        if key is not None:
            _refuse_other_roles(key, self.scope, contributors=self.contributors)
        return key


def _refuse_other_roles(key: AnyKey, scope: str, *, contributors: bool) -> None:
    """Raise Forbidden unless the role of the key's owner may use the scope.

    Marketing uses nothing but the scopes of sources and money, contributors the endpoints
    that are opened to them. Of the others, only administrators use the scopes of money.
    """
    about_money = scope in MONEY_SCOPES
    if isinstance(key, SourceAccess):
        fits = not about_money and scope not in ADMIN_SCOPES
    elif scope in ADMIN_SCOPES:
        fits = key.person.is_admin
    else:
        fits = key.person.sees_sources if about_money else _works(key, contributors)
    if not fits:
        raise Forbidden(
            f"The owner of this key may not use the scope “{scope}”. Nothing was changed. "
            "Use the key of a user whose role allows it.",
            code="role_not_allowed",
        )


def _works(key: AgentAccess, contributors: bool) -> bool:
    return key.person.works_leads or (contributors and key.person.is_contributor)


def key_of(request: HttpRequest) -> AnyKey:
    """The key that the request came with; only where `Key` has let it in."""
    key: Any = getattr(request, "auth", None)
    if not isinstance(key, AgentAccess | SourceAccess):
        raise TypeError("an endpoint without a key asked for it")
    return key


def agent(request: HttpRequest) -> Person:
    """The agent who calls; Forbidden for a source, which cannot pull."""
    key = key_of(request)
    if isinstance(key, AgentAccess):
        return key.person
    raise Forbidden(
        "This key belongs to a source, and only people pull and settle. Use an agent's key.",
        code="agent_key_needed",
    )


def source(request: HttpRequest) -> SourceAccess:
    """The source that calls; Forbidden for an agent, for a lead comes from a source."""
    key = key_of(request)
    if isinstance(key, SourceAccess):
        return key
    raise Forbidden(
        "This key belongs to an agent, and a lead comes from a source. Use a source's key.",
        code="source_key_needed",
    )


def administrator(request: HttpRequest) -> Person:
    """Return the administrator who calls. Raise Forbidden for other roles."""
    person = agent(request)
    if not person.is_admin:
        raise _other_role("an administrator")
    return person


def team_lead(request: HttpRequest) -> Person:
    """Return the team lead or administrator who calls. Raise Forbidden for other roles."""
    person = agent(request)
    if not person.is_leader:
        raise _other_role("a team lead or an administrator")
    return person


def _other_role(whose: str) -> Forbidden:
    said = f"This needs the key of {whose}. Nothing was changed. Use such a key."
    return Forbidden(said, code="role_not_allowed")
