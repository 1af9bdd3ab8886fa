"""Spoilage: the money that leads lose while they wait ready and nobody works them.

Plain Python without Django, clock or I/O.

Worth of a waiting lead = v · p · Q_k · f(a). Q_k counts all rounds that are left: this round alone
would show 40 % of the loss. The loss of an interval is the worth at its start less the worth at its
end. It telescopes, so no lead loses more than its worth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pullahead.pull.decay import Curve

MINUTE = 60.0


class SpoilageCause(StrEnum):
    """Cause of the wait of a ready lead: the first that applies."""

    OUTSIDE_HOURS = "outside_hours"  # calling hours are closed; shown apart
    NO_SKILL = "no_skill"  # nobody present has the skills
    ALL_BUSY = "all_busy"  # all who have them are on a claim
    NOT_PULLED = "not_pulled"  # one of them was free and did not pull


@dataclass(frozen=True, slots=True)
class WaitingWorth:
    """Value, chance given contact, contact chances of the rounds left, and decay of one lead."""

    value: float
    chance: float
    contact: tuple[float, ...]  # q_k, q_k+1, …
    curve: Curve

    @property
    def at_first(self) -> float:
        """Worth at age 0: v · p · Q_k."""
        return self.value * self.chance * contact_chance_left(self.contact)

    def at(self, age: float) -> float:
        """Worth at an age in seconds."""
        return self.at_first * math.exp(self.curve.left(age))


def contact_chance_left(contact: Iterable[float]) -> float:
    """Return Q_k = 1 − Π(1 − q_j) over the rounds that are left."""
    return 1.0 - math.prod(1.0 - q for q in contact)


def rounds_left(contact: Sequence[float], round: int) -> tuple[float, ...]:
    """Return the contact chances from a round on; at least the last one."""
    return tuple(contact[min(max(round, 1), len(contact)) - 1 :])


def loss(worth: WaitingWorth, ready_from: float, ready_to: float) -> float:
    """Return the money lost between two ages in seconds."""
    start = max(0.0, ready_from)
    return worth.at(start) - worth.at(max(start, ready_to))


def loss_a_minute(worth: WaitingWorth, age: float) -> float:
    """Return the money lost a minute at an age in seconds: the derivative of the worth."""
    age = max(0.0, age)
    return worth.at(age) * worth.curve.rates[worth.curve.piece_at(age)] * MINUTE


def cause(*, open: bool, able: int, free: int) -> SpoilageCause:
    """Return why a ready lead waits.

    `able` people are present with the skills, and `free` of them are on no claim.
    """
    if not open:
        return SpoilageCause.OUTSIDE_HOURS
    if not able:
        return SpoilageCause.NO_SKILL
    return SpoilageCause.NOT_PULLED if free else SpoilageCause.ALL_BUSY
