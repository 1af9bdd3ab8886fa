"""Answer a request whose body the app server did not accept."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pullahead.base.errors import BODY_REFUSED
from pullahead.usecases.intake.imports import UPLOAD_LIMIT

# status: (heading, text)
WORDS: Mapping[int, tuple[Promise, Promise]] = {
    400: (
        _("Connection lost"),
        _("The request did not arrive completely. Nothing was changed. Send it again."),
    ),
    408: (
        _("The request took too long"),
        _(
            "The request arrived too slowly and was stopped. Nothing was changed. Check your "
            "connection, then send it again."
        ),
    ),
    413: (
        _("The request is too large"),
        _(
            "A file can have at most {size} MB, a form without a file 1 MB. Nothing was changed. "
            "Split the file, or ask an admin to import it with the command: pullahead import."
        ),
    ),
    503: (
        _("The server is busy"),
        _(
            "The server is receiving too many large requests. Nothing was changed. Wait a few "
            "seconds, then send it again."
        ),
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
            "refused.html",
            {
                "status": status,
                "heading": heading,
                "text": str(text).replace("{size}", str(UPLOAD_LIMIT // 1024**2)),
            },
        )
        response = HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
        if status == 503:
            response["Retry-After"] = "5"
        return response
