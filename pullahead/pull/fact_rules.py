"""Facts that measures need, derived from each transition of a card.

Plain Python without Django, clock or I/O.

Two kinds: how long a card was ready for every agent, and what became of a callback. A store writes
them in the act of the transition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pullahead.base.frozen import replace
from pullahead.pull.rules import Card, CardState


class CallbackEnd(StrEnum):
    """Manner in which a callback was resolved; the column is empty while it is open."""

    SETTLED = "settled"  # a claim on its lead was settled
    MOVED = "moved"  # the same, with a new callback
    CLOSED = "closed"  # the lead was closed, not by a settle
    PARKED = "parked"
    FREED = "freed"  # its owner left
    GIVEN = "given"  # a team lead gave it to another agent
    RETURNED = "returned"  # it went back to the agent who had handed the lead over
    UNDONE = "undone"  # the settle that agreed it was undone


@dataclass(frozen=True, slots=True)
class Interval:
    """Time in which a card was ready, with its lane and round at the end."""

    lead_id: UUID
    lane: int
    round: int
    stage: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Callback:
    """Dated agreement with a customer, and the agent who is to call."""

    lead_id: UUID
    claim: UUID | None  # the claim that agreed it
    owner: int
    due_at: datetime
    made_at: datetime


def since(after: Card, was: Card | None, now: datetime) -> Card:
    """Return the card with the moment when it became ready, or ready in another place."""
    if after.state != CardState.READY:
        return after
    return after if _stays(after, was) else replace(after, ready_at=now)


def _stays(after: Card, was: Card | None) -> bool:
    return (
        was is not None
        and was.state == CardState.READY
        and (was.lane, was.round) == (after.lane, after.round)
    )


def ready_interval(was: Card, after: Card | None, now: datetime) -> Interval | None:
    """Return the time in which a card was ready, if this transition ends it."""
    if was.state != CardState.READY or (after is not None and _still(was, after)):
        return None
    return picked_interval(was, now)


def _still(was: Card, after: Card) -> bool:
    return after.state == CardState.READY and _stays(after, was)


def picked_interval(card: Card, now: datetime) -> Interval | None:
    """Return the time in which a card that a pull picked now had been ready."""
    if card.ready_at is None or card.lane is None or card.ready_at >= now:
        return None
    return Interval(card.lead_id, card.lane, card.round, card.stage, card.ready_at, now)


def ends_callback(was: Card, after: Card | None) -> bool:
    """Return whether this transition resolves the callback of a card."""
    if was.due_at is None:
        return False
    if after is None or after.due_at != was.due_at or after.state == CardState.PARKED:
        return True
    freed = was.owner is not None and after.state == CardState.SCHEDULED
    return (freed or after.owner is not None) and after.owner != was.owner


def agreed(was: Card | None, after: Card | None, now: datetime) -> Callback | None:
    """Return the callback that this transition makes."""
    if after is None or after.due_at is None or after.owner is None:
        return None
    if was is not None and (was.owner, was.due_at) == (after.owner, after.due_at):
        return None
    claim = was.token if was is not None else None
    return Callback(after.lead_id, claim, after.owner, after.due_at, now)
