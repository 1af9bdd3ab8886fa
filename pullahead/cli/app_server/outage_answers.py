"""Answers that the gateway gives itself: as a page, as JSON of the API, or as readiness."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils import translation

from pullahead.api.errors import AGAIN, OUTAGES, answer
from pullahead.base.outages import Outage
from pullahead.cli.app_server.answers import Answer
from pullahead.cli.app_server.database_watch import DatabaseWatch, attempt_on
from pullahead.usecases.settings.sign_in import BUSY
from pullahead.web import unavailable
from pullahead.web.language import accepted_of

JSON = "application/json"


class OutageAnswers:
    """The gateway's OutageGuard over Django's settings."""

    def __init__(self, answered_at: Callable[[], float]) -> None:
        """`answered_at` returns when the database last answered a request."""
        self.watch = DatabaseWatch(attempt_on(connection.settings_dict), answered_at)

    async def answers(self) -> bool:
        """Return whether the database answers."""
        return await self.watch.answers()

    def unanswered(self, environ: dict[str, Any]) -> Answer:
        """Answer 503. The act is still open, so it may or may not be saved."""
        path = environ["PATH_INFO"]
        if path == "/readyz":
            seen = {"ok": False, "database": Outage.AWAY, "unreachable": None}
            return Answer(503, [("Content-Type", JSON), ("Retry-After", "5")], _json(seen))
        if path == "/api" or path.startswith("/api/"):
            return _plain(answer(503, message=f"{OUTAGES[Outage.AWAY]} {AGAIN}"))
        with translation.override(self._language(environ)):
            return _plain(unavailable.page(Outage.AWAY, unanswered=True))

    def full(self, environ: dict[str, Any]) -> Answer:
        """Answer 503 to a sign-in: the password was not checked."""
        with translation.override(self._language(environ)):
            return _plain(unavailable.sign_in_full(str(BUSY)))

    def _language(self, environ: dict[str, Any]) -> str:
        return accepted_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""))


def _json(seen: dict[str, Any]) -> bytes:
    return json.dumps(seen).encode()


def _plain(response: HttpResponse) -> Answer:
    """Turn a response of Django's into one of the gateway's."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", _policy())
    return Answer(response.status_code, list(response.items()), response.content)


def _policy() -> str:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
