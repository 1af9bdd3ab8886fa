"""Shape of every error: `{code, message, errors: [...]}`.

Every code has a heading in docs/api.md; a test checks it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from pullahead.base.errors import FieldError, Problem
from pullahead.base.outages import Outage, outage_of, reconnect

log = logging.getLogger("pullahead.api")

# Code and message of a status without a more specific error
PLAIN: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be read. Nothing was changed."),
    401: (
        "key_unknown",
        "The key is missing, unknown or revoked. "
        "Send a valid key as “Authorization: Bearer <key>”.",
    ),
    403: ("forbidden", "This is not allowed. Nothing was changed."),
    404: (
        "not_found",
        "Not found, or not visible to this key. Check the address and the id.",
    ),
    405: (
        "method_not_allowed",
        "This address does not support that method. The header “Allow” lists the supported ones.",
    ),
    408: (
        "timeout",
        "The body arrived too slowly. Nothing was saved. Send the same request again.",
    ),
    411: (
        "length_required",
        "The body is chunked. Nothing was saved. Send it with a Content-Length.",
    ),
    413: ("too_large", "The body is larger than 1 MB. Nothing was saved. Send less at once."),
    500: (
        "server_error",
        "The server failed, and the error is logged. Send the same request again: "
        "what was done already is not done twice.",
    ),
    503: (
        "unavailable",
        "The database does not answer. Send the same request again in a moment: "
        "what was done already is not done twice.",
    ),
}

# pydantic's kinds of finding, in our codes and words
FINDINGS: Mapping[str, tuple[str, str]] = {
    "missing": ("required", "This field is required."),
    "extra_forbidden": ("unknown_field", "This field does not exist. Check the spelling."),
    "string_type": ("not_text", "It must be text, in quotes."),
    "string_unicode": ("not_text", "It must be text in UTF-8."),
    "string_pattern_mismatch": ("not_printable", "It must be printable ASCII characters."),
    "string_too_long": ("too_long", "It must be at most {max_length} characters long."),
    "string_too_short": ("too_short", "It must be at least {min_length} characters long."),
    "too_long": ("too_many", "There must be at most {max_length} of them."),
    "dict_type": ("not_an_object", "It must be an object: {{“name”: “value”}}."),
    "model_type": ("not_an_object", "It must be an object: {{“name”: “value”}}."),
    "model_attributes_type": ("not_an_object", "It must be an object: {{“name”: “value”}}."),
}


def answer(
    status: int, code: str = "", message: str = "", errors: Sequence[FieldError] = ()
) -> HttpResponse:
    """Return the answer for `status`, in the one shape; without a code, that of the status."""
    plain_code, plain_message = PLAIN.get(status, PLAIN[400 if status < 500 else 500])
    body = {
        "code": code or plain_code,
        "message": message or plain_message,
        "errors": [
            {"field": error.field, "code": error.code, "message": error.message} for error in errors
        ],
    }
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if status == 503:
        response["Retry-After"] = "2"
    return response


def install(api: NinjaAPI) -> None:
    """Answer every exception under `api` in the one shape."""
    api.add_exception_handler(Problem, problem)
    api.add_exception_handler(ValidationError, findings)
    api.add_exception_handler(AuthenticationError, lambda request, error: answer(401))
    api.add_exception_handler(HttpError, unreadable)
    api.add_exception_handler(Http404, lambda request, error: answer(404))
    api.add_exception_handler(RequestDataTooBig, lambda request, error: answer(413))
    api.add_exception_handler(UnreadablePostError, lambda request, error: answer(400))
    api.add_exception_handler(Error, database)
    api.add_exception_handler(Exception, _bug)


def problem(request: HttpRequest, error: Problem | type[Problem], kept: str = "") -> HttpResponse:
    """Answer a refusal of ours; `kept`: what was saved nevertheless, a sentence before it."""
    assert isinstance(error, Problem)
    return answer(error.status, error.code, f"{kept}{error.message}", error.errors)


def unreadable(
    request: HttpRequest, error: HttpError | type[HttpError], kept: str = ""
) -> HttpResponse:
    """Answer ninja's own error: a body that is no JSON; `kept` as of `problem`."""
    assert isinstance(error, HttpError)
    if error.status_code == 400:
        done = "Nothing else was changed" if kept else "Nothing was changed"
        said = f"{kept}The body is not one JSON value in UTF-8, or repeats a name. {done}; send "
        return answer(400, "not_json", f"{said}one object such as {{}}.")
    return answer(error.status_code)


def findings(
    request: HttpRequest, error: ValidationError | type[ValidationError], kept: str = ""
) -> HttpResponse:
    """Answer a body that does not fit; `kept` as of `problem`."""
    assert isinstance(error, ValidationError)
    done = "nothing else was changed" if kept else "nothing was changed"
    said = f"{kept}The request cannot be used; {done}. Correct the named fields and send it again."
    return answer(422, "invalid", said, [_finding(one) for one in error.errors])


def _finding(one: Mapping[str, Any]) -> FieldError:
    # loc is (where, name of the parameter, field, …): people know the field only
    where = [str(part) for part in one["loc"] if part != "[key]"]
    field = ".".join(where[2:]) or "body" if where[:1] == ["body"] else ".".join(where[1:])
    kind = str(one["type"])
    if kind == "ours":
        return FieldError(field, one["ctx"]["code"], one["ctx"]["words"])
    code, message = FINDINGS.get(kind, ("invalid", "This value cannot be used."))
    return FieldError(field[:200], code, message.format(**one.get("ctx", {})))


# Kind of outage: what is wrong. Every answer has the code `unavailable`.
OUTAGES: Mapping[Outage, str] = {
    Outage.AWAY: "The database does not answer.",
    Outage.BUSY: "The database is busy.",
    Outage.FULL: "The server’s disk is full, so nothing can be saved.",
    Outage.READ_ONLY: "The database is read-only, so nothing can be saved.",
}
AGAIN = "Send the same request again in a moment: what was done already is not done twice."


def database(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Answer that the database is away for a moment, and a bug as such."""
    raised = _raised(error)
    outage = outage_of(raised)
    if outage is None:
        log.error("Unhandled error: %s %s", request.method, request.path, exc_info=raised)
        return answer(500)
    log.error("Database outage (%s): %s", outage, request.path, exc_info=raised)
    if outage == Outage.READ_ONLY:
        reconnect()
    return answer(503, message=f"{OUTAGES[outage]} {AGAIN}")


def _bug(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    log.error("Unhandled error: %s %s", request.method, request.path, exc_info=_raised(error))
    return answer(500)


def _raised(error: Exception | type[Exception]) -> Exception | None:
    return error if isinstance(error, Exception) else None
