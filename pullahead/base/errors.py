"""Errors that a person can correct, each with a code that pages and the API share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The key in a request's META under which the app server says that it refused the body.
# The value is the HTTP status: 400, 408, 413 or 503.
BODY_REFUSED = "pullahead.body_refused"


@dataclass(frozen=True, slots=True)
class FieldError:
    """Error in one field: the field, a stable code, and a message for people."""

    field: str
    code: str
    message: str


class Problem(Exception):
    """Refusal of an act. `message` says what failed, what was saved and what to do.

    `status` is the HTTP status of pages and API. A published `code` never changes (docs/api.md).
    """

    status = 422
    code = "invalid"

    def __init__(
        self, message: str, *, code: str = "", errors: Sequence[FieldError] = (), status: int = 0
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.status = status or type(self).status
        self.errors = tuple(errors)


class NotFound(Problem):
    """The object does not exist, or this person may not see it. Both look the same."""

    status = 404
    code = "not_found"


class Conflict(Problem):
    """The object is not in the state that the act needs."""

    status = 409
    code = "conflict"


class Forbidden(Problem):
    """The key or role is known, but may not do this."""

    status = 403
    code = "forbidden"


class Invalid(Problem):
    """Invalid input; `errors` name the fields."""


def wrong(field: str, code: str, message: str) -> Invalid:
    """Make the error for one field, for the caller to raise."""
    return Invalid(message, code=code, errors=[FieldError(field, code, message)])
