"""Answer a request whose body the app server did not accept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from pullahead.base.errors import BODY_REFUSED
from pullahead.usecases.intake.imports import UPLOAD_LIMIT

# status: (heading, text)
WORDS: Mapping[int, tuple[str, str]] = {
    400: (
        "The request broke off",
        "The request ended before all of it arrived. Nothing was changed. Send it again.",
    ),
    408: (
        "The request took too long",
        "The request arrived too slowly and was stopped. Nothing was changed. Check the "
        "connection, then send it again.",
    ),
    413: (
        "The request is too large",
        f"A file can have at most {UPLOAD_LIMIT // 1024**2} MB, a form without a file 1 MB. "
        "Nothing was changed. Split the file, or let an administrator import it with the command: "
        "pullahead import.",
    ),
    503: (
        "The server is busy",
        "The server receives too many large requests at the moment. Nothing was changed. Wait a "
        "few seconds, then send it again.",
    ),
}


class RefusedBody:
    """Show a page that says why the body was refused; no view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = request.META.get(BODY_REFUSED)
        if status is None:
            return self.get_response(request)
        heading, text = WORDS[status]
        page = render_to_string(
            "refused.html", {"status": status, "heading": heading, "text": text}
        )
        response = HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
        if status == 503:
            response["Retry-After"] = "5"
        return response
