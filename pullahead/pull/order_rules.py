"""Orders that a pull can follow in a block of an experiment.

Plain Python without Django, clock or I/O.

The ranking is the usual order. A trial replaces it for the agents of one team, until its block
ends. Callbacks, spot checks, the gate and the calling rules stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from pullahead.pull import ranking


class Ordering(StrEnum):
    """Order in which ready cards are pulled."""

    RANKING = "ranking"  # what loses the most by waiting
    URGENT = "urgent"  # the ranking, as if the queue were cleared in minutes
    PATIENT = "patient"  # the ranking, as if the queue were never cleared
    FIFO = "fifo"  # ready for the longest time first
    LIFO = "lifo"  # ready for the shortest time first


@dataclass(frozen=True, slots=True)
class OrderTrial:
    """Order of a team's pulls in a block of an experiment, and its logged probability."""

    experiment: int
    block: int
    ordering: Ordering
    probability: float

    @property
    def seen(self) -> dict[str, Any]:
        """Return the trial as a receipt stores it."""
        return {
            "experiment": self.experiment,
            "block": self.block,
            "ordering": self.ordering.value,
            "probability": self.probability,
        }


def wait_of(trial: OrderTrial | None, usual: timedelta) -> timedelta:
    """Return the wait estimate T that the order takes instead of the usual one."""
    if trial is None:
        return usual
    fixed = {Ordering.URGENT: ranking.WAIT_AT_LEAST, Ordering.PATIENT: ranking.WAIT_AT_MOST}
    return fixed.get(trial.ordering, usual)


def trial_in(row: Sequence[Any] | None) -> OrderTrial | None:
    """Return the trial in a row of the pull's facts."""
    if row is None:
        return None
    experiment, block, ordering, probability = row
    return OrderTrial(int(experiment), int(block), Ordering(ordering), float(probability))
