"""Policies: who may work a lead, and in which order. The engine's other rules are the same in all.

The queue of one person is a lane with a skill that only this person has. First in first out is the
engine's own order of leads with equal prospects and a value that falls with the time of arrival.
So no policy has rules of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pullahead.base.errors import wrong
from pullahead.base.wording import worded
from pullahead.pull.contact_rates import Rates
from pullahead.pull.decay import EVEN, MAX_HALF_LIFE_HOURS, rate
from pullahead.pull.order_rules import Ordering, OrderTrial
from pullahead.pull.ranking import EPOCH, RankingInputs
from pullahead.pull.selection import EXPLORATION

NO_ONE = "unassigned"


class QueueOrder(StrEnum):
    """Order in which leads are worked."""

    NEXT_BEST = "next_best"
    FIFO = "fifo"
    LIFO = "lifo"
    READY = "ready"  # ready for the longest time first: each attempt goes to the end of the queue


class AssignedTo(StrEnum):
    """People among whom leads are shared out in turn."""

    NOBODY = "nobody"  # pull: every person may work every lead
    ALL = "all"  # absent or not
    PRESENT = "present"  # at work today; after the shift, on the next working day


@dataclass(frozen=True, slots=True)
class LabPolicy:
    """A policy that the lab can compare."""

    name: str
    title: str
    assigned_to: AssignedTo
    order: QueueOrder
    # minutes between two assignments; 0: at once
    batch_minutes: float = 0.0
    # the leads of absent people are handed over every half day
    hands_over: bool = False
    # working days until the leads of a person who left are handed over
    leaver_days: int = 10
    # share of pulls that are explorations
    exploration: float = 0.0
    # a callback waits in the queue like every other lead, so it is often late
    callbacks_wait: bool = False

    @property
    def is_pull(self) -> bool:
        """Return whether every person may work every lead."""
        return self.assigned_to is AssignedTo.NOBODY

    @property
    def trial(self) -> OrderTrial | None:
        """Return the engine's order of an experiment that this policy follows."""
        return BY_READY if self.order is QueueOrder.READY else None


BY_READY = OrderTrial(experiment=0, block=0, ordering=Ordering.FIFO, probability=1.0)
_NOBODY, _ALL, _PRESENT = AssignedTo.NOBODY, AssignedTo.ALL, AssignedTo.PRESENT
_FIFO, _LIFO, _BEST = QueueOrder.FIFO, QueueOrder.LIFO, QueueOrder.NEXT_BEST
POLICIES = {
    one.name: one
    for one in (
        LabPolicy(
            "pull-next-best",
            worded("Pull, next best lead (Pullahead)"),
            _NOBODY,
            _BEST,
            exploration=EXPLORATION,
        ),
        LabPolicy("pull-fifo", worded("Pull, oldest lead first"), _NOBODY, _FIFO),
        LabPolicy("pull-lifo", worded("Pull, newest lead first"), _NOBODY, _LIFO),
        LabPolicy(
            "push-round-robin", worded("Push in turn to all, oldest lead first"), _ALL, _FIFO
        ),
        LabPolicy(
            "push-no-reminders",
            worded("Push in turn to all, one task list in order of due time"),
            _ALL,
            QueueOrder.READY,
            callbacks_wait=True,
        ),
        LabPolicy(
            "push-round-robin-best",
            worded("Push in turn to all, next best lead"),
            _ALL,
            _BEST,
            exploration=EXPLORATION,
        ),
        LabPolicy(
            "push-daily",
            worded("Push once a day to all, oldest lead first"),
            _ALL,
            _FIFO,
            24 * 60.0,
        ),
        LabPolicy(
            "push-hourly", worded("Push once an hour to all, oldest lead first"), _ALL, _FIFO, 60.0
        ),
        LabPolicy(
            "push-present",
            worded("Push to people at work, next best lead"),
            _PRESENT,
            _BEST,
            leaver_days=1,
            exploration=EXPLORATION,
        ),
        LabPolicy(
            "push-best",
            worded("Push to people at work, next best lead, absent people’s leads handed over"),
            _PRESENT,
            _BEST,
            hands_over=True,
            leaver_days=0,
            exploration=EXPLORATION,
        ),
    )
}
BASELINE = "push-round-robin"


def policies(names: str) -> list[LabPolicy]:
    """Return the policies of a list of names with commas; `all` are all. Raise Invalid if wrong."""
    wanted = list(POLICIES) if names == "all" else [one.strip() for one in names.split(",")]
    if unknown := [one for one in wanted if one not in POLICIES]:
        said = f"There is no policy “{unknown[0]}”. Use: {', '.join(POLICIES)}."
        raise wrong("policies", "unknown_policy", said)
    return [POLICIES[one] for one in dict.fromkeys(wanted)]


def skill_of(agent: int) -> str:
    """Return the skill that only this person has: their own queue."""
    return f"agent-{agent}"


# equal prospects in every round, so that only the arrival orders the leads
LEVEL_RATES = Rates(contact=(0.5,), talk=5.0, no_answer=5.0)


def ranked(
    order: QueueOrder, *, known: RankingInputs, skills: str, asked_at: datetime
) -> RankingInputs:
    """Return the ranking inputs with which the engine works leads in this order."""
    if order in {QueueOrder.NEXT_BEST, QueueOrder.READY}:
        return RankingInputs(
            known.value,
            known.chance,
            known.half_life_hours,
            asked_at,
            known.curve,
            skills,
            known.rates,
        )
    value = 1.0
    if order is QueueOrder.FIFO:
        # the key of an even curve rises with the arrival: twice as much makes it fall
        value = math.exp(-2 * rate(MAX_HALF_LIFE_HOURS) * (asked_at - EPOCH).total_seconds())
    return RankingInputs(value, 1.0, MAX_HALF_LIFE_HOURS, asked_at, EVEN, skills, LEVEL_RATES)
