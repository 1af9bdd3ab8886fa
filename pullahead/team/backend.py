"""Backend of Django's sign-in, which reads a person with the team by one planned query."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from pullahead.team.models import Person
from pullahead.team.queries import BIGGEST, person_by_id


class PersonBackend(ModelBackend):
    """Check of name and password, and the person of a session."""

    def get_user(self, user_id: int) -> Person | None:
        """Return the active person with this id."""
        found = person_by_id(user_id) if 0 < user_id < BIGGEST else []
        return next((one for one in found if self.user_can_authenticate(one)), None)
