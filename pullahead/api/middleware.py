"""What every request under /api goes through, and what programs need not go through.

The one shape for what never reaches an endpoint: unknown address, wrong method, host, size.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from pullahead.api.errors import answer

KEPT = ("Allow", "Retry-After")
WORK = ("/api/v1/pull", "/api/v1/claims/")  # what is asked all day, by programs
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"


class OneShape:
    """Under /api, gives every failure that is not yet JSON the shape of `errors.answer`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path != "/api" and not request.path.startswith("/api/"):
            return self.get_response(request)
        # WSGI hands on a chunked body as an empty one: a lead would be refused for what it did say
        chunked = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
        response = answer(411) if chunked else self.get_response(request)
        # Leads are people; no proxy or browser keeps what is known of them
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(HEADER, NO_PAGE)
        is_ours = response.headers.get("Content-Type", "").startswith("application/json")
        if response.status_code < 400 or is_ours:
            return response
        shaped = answer(response.status_code)
        shaped["Cache-Control"], shaped[HEADER] = "no-store", NO_PAGE
        for name in KEPT:
            if name in response:
                shaped[name] = response[name]
        return shaped


class PolicyOfPages(CSPMiddleware):
    """The policy of what a browser shows. It is written anew for each answer, which takes longer
    than reading a key: to a pull and what follows it, `OneShape` gives the policy of no page."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if request.path_info.startswith(WORK):
            return self.get_response(request)
        return super().__call__(request)
