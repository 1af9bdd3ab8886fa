"""Breaks: shown on the floor, ended by the next pull."""

from __future__ import annotations

from pullahead.base.transaction import retried, write_transaction
from pullahead.team.models import PresenceState
from pullahead.team.queries import PersonLock
from pullahead.usecases.work import presence


def begin(*, agent_id: int, reason: str = "") -> None:
    """Begin a break. Raise Conflict `settle_first` while the agent holds a lead."""
    presence.choose(agent_id=agent_id, state=PresenceState.BREAK, reason=reason)


@retried
def end(*, agent_id: int) -> None:
    """End the break."""
    lock = PersonLock(agent_id)
    with write_transaction(lock=lock.take) as now:
        if lock.person.break_since is not None:
            presence.enter(lock.person, PresenceState.AVAILABLE, now=now)
