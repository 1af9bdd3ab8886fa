"""Sessions in the database, with one row written for a sign-in."""

from __future__ import annotations

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's session in the database."""

    def cycle_key(self) -> None:
        """Change the key, if there is one: the first save makes the key of a new session.

        Django inserts an empty session first and updates it at the end of the request, in two
        transactions.
        """
        if self.session_key is not None:
            super().cycle_key()
