"""Sessions in the database: one row written for a sign-in, one planned query for a request."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from pullahead.usecases.common.sessions import session_at

KEY_LENGTH = 32


class SessionStore(db.SessionStore):
    """Django's session in the database."""

    def cycle_key(self) -> None:
        """Change the key, if there is one: the first save makes the key of a new session.

        Django inserts an empty session first and updates it at the end of the request, in two
        transactions.
        """
        if self.session_key is not None:
            super().cycle_key()

    def _get_session_from_db(self) -> Session | None:
        """Return the row of the session that has not ended; without one, forget its key."""
        found = session_at(str(self.session_key), timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]

    def _get_new_session_key(self) -> str:
        """Return a key of 165 random bits. Django first asks whether a session has it.

        The first save inserts the row, so a key that a session has is never shared.
        """
        return get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
