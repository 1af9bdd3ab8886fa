"""Language of a page: the person's, the organization's, or for a visitor the browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)

from pullahead.usecases.common.permissions import Person

# Programs read these: their messages stay English
ENGLISH = ("/api/", "/healthz", "/readyz")


class PageLanguage:
    """Middleware that shows each page in the person's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(ENGLISH):
            return self.get_response(request)
        who = request.user if isinstance(request.user, Person) else None
        language = accepted(request) if who is None else language_of(who)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if who is None:
            patch_vary_headers(response, ("Accept-Language",))
        return response


def offered() -> dict[str, str]:
    """Return the codes of the languages on offer, each with its own name."""
    return dict(settings.LANGUAGES)


def language_of(who: Person) -> str:
    """Return a person's language, or the organization's where the person chose none."""
    chosen = who.language if who.language in offered() else settings.CONFIG.language
    return str(chosen)


def accepted(request: HttpRequest) -> str:
    """Return the offered language that the browser likes best, or the organization's."""
    return accepted_of(request.headers.get("Accept-Language", ""))


def accepted_of(header: str) -> str:
    """Return the offered language that an Accept-Language header prefers."""
    for code, _ in parse_accept_lang_header(header):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return str(settings.CONFIG.language)
