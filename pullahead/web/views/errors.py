"""Pages for requests that no view answers."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from pullahead.base.outages import Outage, outage_of, reconnect
from pullahead.web import unavailable
from pullahead.web.language import accepted


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, with the reason if the host is the reason."""
    page = "400_host.html" if isinstance(exception, DisallowedHost) else "400.html"
    return HttpResponse(render_to_string(page), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 for an outage of the database, and 500 for a bug."""
    outage = outage_of(sys.exc_info()[1])
    if outage is None:
        return HttpResponse(render_to_string("500.html"), status=500)
    if outage == Outage.READ_ONLY:
        reconnect()
    language = translation.get_language() or settings.LANGUAGE_CODE
    # Before the person is known, no language is chosen yet
    chosen = accepted(request) if language == settings.LANGUAGE_CODE else language
    with translation.override(chosen):
        return unavailable.page(outage)
