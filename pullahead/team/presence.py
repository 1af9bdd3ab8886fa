"""Change of a person's state on the floor, behind the lock of their row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from pullahead.base.db import statements
from pullahead.base.transaction import require_transaction
from pullahead.team.models import Person, PresenceState

SEEN_EACH = timedelta(minutes=1)
IDLE_AFTER = timedelta(minutes=10)

_INSERT = (
    "INSERT INTO team_presence (person_id, state, reason, from_at, to_at) "
    "VALUES (%s, %s, %s, %s, %s)"
)
_UPDATE = (
    "UPDATE team_person SET presence = %s, presence_reason = %s, presence_since = %s, "
    "seen_at = %s WHERE id = %s"
)


@dataclass(frozen=True, slots=True)
class PresenceNow:
    """The state of a person, its reason, and since when."""

    state: str = PresenceState.AWAY
    reason: str = ""
    since: datetime | None = None


NOT_SEEN = PresenceNow()


def presence_of(person: Person) -> PresenceNow:
    """Return the state in a person's row."""
    return PresenceNow(person.presence, person.presence_reason, person.presence_since)


def enter(
    person_id: int, was: PresenceNow, state: PresenceState, *, now: datetime, reason: str = ""
) -> bool:
    """Begin a state, and record the time spent in the one before. False if nothing changes.

    The writes join the act's next statement. In most pulls nothing changes: an agent who saves and
    continues stays with a lead.
    """
    require_transaction()
    if (was.state, was.reason) == (state, reason) and was.since is not None:
        return False
    if was.since is not None and was.since < now:
        spent = (person_id, was.state, was.reason, _at(was.since), _at(now))
        statements.defer_write("team_presence", _INSERT, spent)
    values = (str(state), reason, _at(now), _at(now), person_id)
    statements.defer_write("team_person", _UPDATE, values)
    return True


def mark_seen(person_id: int, now: datetime) -> None:
    """Record that a page of the person is open."""
    require_transaction()
    Person.objects.filter(pk=person_id).update(seen_at=now)


def _at(moment: datetime) -> Any:
    if statements.postgres():
        return moment
    return connection.ops.adapt_datetimefield_value(moment)
