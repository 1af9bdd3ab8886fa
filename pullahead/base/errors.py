"""The errors that a person can mend, each with a code that pages and the API share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The key in a request's META under which the app server says that it refused the body.
# The value is the HTTP status: 400, 408, 413 or 503.
BODY_REFUSED = "pullahead.body_refused"


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with what was sent: which field, a stable code, words for people."""

    field: str
    code: str
    message: str


class Problem(Exception):
    """An act that was refused. `message` says what happened, what was kept and what to do.

    `status` is the HTTP status at the doors; `code` never changes once published (docs/api.md).
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
    """There is no such thing, or it is not this person's to see: both look the same."""

    status = 404
    code = "not_found"


class Conflict(Problem):
    """The thing is not, or no longer, in the state that the act needs."""

    status = 409
    code = "conflict"


class Forbidden(Problem):
    """The key or role is known, but may not do this."""

    status = 403
    code = "forbidden"


class Invalid(Problem):
    """Input that cannot be used; `errors` name the fields."""


def wrong(field: str, code: str, message: str) -> Invalid:
    """Make the error for one field, for the caller to raise."""
    return Invalid(message, code=code, errors=[FieldError(field, code, message)])
