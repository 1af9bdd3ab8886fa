"""Limit of a world on the pulls of a person; the engine's gate decides on it."""

from __future__ import annotations

from datetime import datetime

from pullahead.lab.world import FloorWorld
from pullahead.pull import gate
from pullahead.pull.engine import Pull
from pullahead.pull.gate import NO_FACTS, AgentLimits, GateFacts


class PullLimits:
    """Facts for the gate: the limit of the floor, and the pulls of each person's last hour."""

    def __init__(self, world: FloorWorld) -> None:
        self.limits = AgentLimits(per_hour=world.people.pulls_per_hour or None)
        self.pulls: dict[int, list[datetime]] = {}

    def facts(self, person: int, now: datetime) -> GateFacts:
        """Return the facts on which the gate decides."""
        if self.limits.per_hour is None:
            return NO_FACTS
        lately = [at for at in self.pulls.get(person, ()) if at > now - gate.HOUR]
        self.pulls[person] = lately
        return GateFacts(limits=self.limits, pulls=lately)

    def opens_at(self, person: int, pulled: Pull, now: datetime) -> datetime | None:
        """Count a pull; behind a limit, return when the gate opens again."""
        if self.limits.per_hour is not None and pulled.claim is not None and not pulled.again:
            self.pulls.setdefault(person, []).append(now)
        return pulled.gate.until
