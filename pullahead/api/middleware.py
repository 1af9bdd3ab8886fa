"""Middleware of requests under /api, and the middleware of pages that they skip.

A request that reaches no endpoint gets the shape of all errors: unknown address, wrong method,
wrong host, too large.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django_htmx.middleware import HtmxMiddleware

from pullahead.api.errors import answer
from pullahead.base.errors import BODY_REFUSED

KEPT = ("Allow", "Retry-After")
UNREAD_AT_MOST = 65_536  # bytes
WORK = ("/api/v1/pull", "/api/v1/claims/")  # frequent requests of programs
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"


class OneShape:
    """Middleware that gives each failure under /api the shape of `errors.answer`, if it is not JSON
    yet.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/api" and not request.path.startswith("/api/"):
            return self.get_response(request)
        refused = _refused(request)
        response = self.get_response(request) if refused is None else refused
        if response.status_code < HTTPStatus.BAD_REQUEST:
            # A body that no endpoint asked for; unread, it would end the connection
            with suppress(UnreadablePostError):
                request.read(UNREAD_AT_MOST)
        # Leads are people, so no proxy or browser stores answers about them
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(HEADER, NO_PAGE)
        is_ours = response.headers.get("Content-Type", "").startswith("application/json")
        if response.status_code < HTTPStatus.BAD_REQUEST or is_ours:
            return response
        shaped = answer(response.status_code)
        shaped["Cache-Control"], shaped[HEADER] = "no-store", NO_PAGE
        for name in KEPT:
            if name in response:
                shaped[name] = response[name]
        return shaped


def _refused(request: HttpRequest) -> HttpResponse | None:
    """Return the answer for a body that is not accepted, else None."""
    # Some app servers hand on a chunked body as an empty one, so none is accepted from any
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return answer(411)
    status = request.META.get(BODY_REFUSED)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        return answer(
            503,
            "overloaded",
            "The server receives too many large bodies at the moment. Nothing was saved. Send the "
            "same request again in a moment.",
        )
    return None if status is None else answer(status)


class _OfPages:
    """Middleware of pages only: sign-in, flash messages, script policy.

    A program with a key pulls and settles without any of it. The key protects the request, and the
    program gets no cookie. `OneShape` sets the policy of answers that are no page.
    """

    get_response: Callable[[HttpRequest], HttpResponseBase]

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info.startswith(WORK):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]  # of the middleware beside it


class PolicyOfPages(_OfPages, CSPMiddleware):  # type: ignore[misc]
    """Content-Security-Policy of pages."""


class SessionOfPages(_OfPages, SessionMiddleware):  # type: ignore[misc]
    """Session cookie of a signed-in user."""


class PersonOfPages(_OfPages, AuthenticationMiddleware):  # type: ignore[misc]
    """User of a page request."""


class MessagesOfPages(_OfPages, MessageMiddleware):  # type: ignore[misc]
    """Messages for the next page."""


class HtmxOfPages(_OfPages, HtmxMiddleware):  # type: ignore[misc]
    """Detection of requests for a part of a page."""
