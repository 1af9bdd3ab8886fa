"""Rules of a reallocation: when a person's hours may move from one item to another. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pullahead.sprints.rules import BACKLOG, IN_SPRINT

REVERSIBLE = timedelta(minutes=10)


class ReallocationRefusal(StrEnum):
    """Reason why work is not reallocated; also the code of the refusal."""

    SAME = "same_item"
    NOT_THEIRS = "item_not_theirs"
    TAKEN = "item_taken"
    RANKS_LOWER = "ranks_lower"
    NO_REASON = "reason_required"
    BUYER_WAITS = "buyer_not_told"


@dataclass(frozen=True, slots=True)
class Reallocated:
    """A reallocation as the rules read it. Places count from 1, the best."""

    same: bool
    from_performer: int | None
    from_state: str
    from_place: int
    to_state: str
    to_place: int
    person: int
    reason: str
    leads: bool  # a team lead gives the reason
    answered: bool  # the old promise gets a new date, or is revoked


def refused_reallocation(asked: Reallocated) -> ReallocationRefusal | None:
    """Return why work is not reallocated; None if it is."""
    if asked.same:
        return ReallocationRefusal.SAME
    if asked.from_state != IN_SPRINT or asked.from_performer != asked.person:
        return ReallocationRefusal.NOT_THEIRS
    if asked.to_state != BACKLOG:
        return ReallocationRefusal.TAKEN
    if not asked.reason.strip():
        return ReallocationRefusal.NO_REASON
    if asked.to_place > asked.from_place and not asked.leads:
        return ReallocationRefusal.RANKS_LOWER
    return None if asked.answered else ReallocationRefusal.BUYER_WAITS


def is_reversible(at: datetime, now: datetime) -> bool:
    """Return whether a reallocation can still be reversed."""
    return now - at <= REVERSIBLE
