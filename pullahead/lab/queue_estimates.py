"""The rates of a floor, and the wait estimates that the engine makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pullahead.lab.draws import LabPerson, SpansAtWork
from pullahead.lab.simulated_leads import SimulatorStore
from pullahead.lab.world import FloorWorld
from pullahead.pull.contact_rates import CONTACT_BOUNDS, START, Rates, inside
from pullahead.pull.ranking import estimate_wait

WAIT_MINUTES = 1.0  # the wait estimate is counted again after so long


def floor_rates(world: FloorWorld) -> Rates:
    """Return the floor's own rates, as it would have measured them."""
    return replace(
        START,
        # as the product bounds what it measures
        contact=tuple(inside(q, CONTACT_BOUNDS) for q in world.contact.by_round),
        talk=world.handling.contact_minutes,
        no_answer=world.handling.no_contact_minutes,
    )


class QueueEstimates:
    """The engine's wait estimate of each queue, counted once a minute."""

    def __init__(self, people: Sequence[LabPerson], store: SimulatorStore, rates: Rates) -> None:
        self._spans, self._store, self._rates = SpansAtWork(people), store, rates
        self._known: dict[str, tuple[float, timedelta]] = {}

    def of(self, skills: str, at: float) -> timedelta:
        """Return the estimate for a queue: the shared one, or a person's own."""
        known = self._known.get(skills)
        if known is not None and at - known[0] < WAIT_MINUTES:
            return known[1]
        present = 1 if skills else self._spans.at_work(at)
        ready = self._store.ready_count(skills)
        found = estimate_wait(ready=ready, agents=max(present, 1), rates=self._rates)
        self._known[skills] = (at, found)
        return found
