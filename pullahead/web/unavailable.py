"""Answer 503 in words while the database is away, busy, full or read-only."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pullahead.base.outages import Outage

RETRY_SECONDS = "5"
SAVED = _(
    "Earlier results are safe, and you still have your lead. Nothing was changed. Wait a few "
    "seconds, then try again."
)
# kind: (heading, reason)
WORDS: Mapping[Outage, tuple[Promise, Promise]] = {
    Outage.AWAY: (_("The database does not answer"), SAVED),
    Outage.BUSY: (_("The database is busy"), SAVED),
    Outage.FULL: (
        _("The server’s disk is full"),
        _(
            "Nothing more can be saved. Earlier results are safe, and you still have your lead. "
            "Tell an admin, then try again."
        ),
    ),
    Outage.READ_ONLY: (
        _("The database is read-only"),
        _(
            "Leads can be read, but nothing can be saved. Earlier results are safe, and you still "
            "have your lead. Tell an admin, then try again."
        ),
    ),
}
UNKNOWN = _(
    "Your last action may or may not have been saved. Earlier results are safe. Wait a few "
    "seconds, then try again: an action that was saved is not done twice."
)


def page(outage: Outage, *, unanswered: bool = False) -> HttpResponse:
    """Make the page. `unanswered`: the act is still open, so its result is unknown."""
    heading, text = WORDS[outage]
    said = {"status": 503, "heading": heading, "text": UNKNOWN if unanswered else text}
    answer = HttpResponse(render_to_string("refused.html", said), status=503)
    answer["Retry-After"], answer["Cache-Control"] = RETRY_SECONDS, "no-store"
    return answer


def sign_in_full(text: str) -> HttpResponse:
    """Make the page of a sign-in that finds too many before it."""
    said = {"status": 503, "heading": _("The server is busy"), "text": text}
    answer = HttpResponse(render_to_string("refused.html", said), status=503)
    answer["Retry-After"], answer["Cache-Control"] = RETRY_SECONDS, "no-store"
    return answer
