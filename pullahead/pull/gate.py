"""Gate of a pull: whether this agent may get a lead now, and what to do otherwise.

Plain Python without Django, clock or I/O.

The gate answers after `rules.may_pull`, which looks at the account and at the current lead. The
gate never ends a claim: a shift that ends during a call ends after it. A customer who calls or
visits is taken past the gate. A limit never locks own callbacks: they are still returned when due.

The *throttle* applies to few people with a low standing, while fresh leads are scarce. It shuts
nothing: such a pull prefers a lead that was tried before, and gives a fresh one if there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# an older standing has no effect: standings are published once a day
STANDING_AT_MOST = timedelta(hours=48)
# a standing has no effect before this time since its first publication
TRIAL = timedelta(days=28)


class GateReason(StrEnum):
    """Reason why the gate is shut."""

    ON_LEAVE = "on_leave"
    OFF_SHIFT = "off_shift"
    OPEN_WORK = "open_work"
    CAP_HOUR = "cap_hour"
    CAP_DAY = "cap_day"


@dataclass(frozen=True, slots=True)
class AgentLimits:
    """Limits of an agent's work; None: no limit."""

    open_work: int | None = None
    per_hour: int | None = None
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class FreshThrottle:
    """Facts of a throttle: every n-th pull may be fresh while fewer are ready than people ask."""

    every: int
    fresh_ready: int
    asking: int
    lately: Sequence[bool] = ()  # of the last pulls, the latest first: whether it gave a fresh lead

    @property
    def scarce(self) -> bool:
        """Return whether fewer fresh leads are ready than people ask for one."""
        return self.fresh_ready < self.asking

    @property
    def skips(self) -> bool:
        """Return whether this pull prefers a lead that was tried before."""
        return self.scarce and any(self.lately[: self.every - 1])


@dataclass(frozen=True, slots=True)
class GateFacts:
    """Facts of the agent that the gate judges. Without any, the gate is open."""

    leave_until: datetime | None = None
    off_shift: bool = False
    shift_begins_at: datetime | None = None
    limits: AgentLimits = AgentLimits()
    open_work: int = 0  # callbacks and follow-ups that the agent owns
    pulls: Sequence[datetime] = ()  # of today and of the last hour, the first one first
    day_began: datetime | None = None  # in the agent's zone
    throttle: FreshThrottle | None = None

    def today(self) -> int:
        """Count the pulls since the agent's midnight."""
        return sum(self.day_began is None or at >= self.day_began for at in self.pulls)

    def last_hour(self, now: datetime) -> list[datetime]:
        """Return the pulls of the last hour."""
        return [at for at in self.pulls if at > now - HOUR]


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """Answer of the gate; `until` is when it opens by itself."""

    reason: GateReason | None = None
    until: datetime | None = None
    own_only: bool = False  # own callbacks that are due are still returned
    count: int = 0
    limit: int = 0

    @property
    def open(self) -> bool:
        """Return whether a lead may be pulled."""
        return self.reason is None

    @property
    def seen(self) -> dict[str, Any]:
        """The answer as a receipt stores it."""
        until = {"until": self.until.isoformat()} if self.until else {}
        return {"gate": {"reason": self.reason, **until}}


OPEN, NO_FACTS = GateAnswer(), GateFacts()


def decide(facts: GateFacts, now: datetime) -> GateAnswer:
    """Return the first reason that shuts the gate."""
    if facts.leave_until is not None:
        return GateAnswer(GateReason.ON_LEAVE, facts.leave_until)
    if facts.off_shift:
        return GateAnswer(GateReason.OFF_SHIFT, facts.shift_begins_at)
    return _limited(facts, now) or OPEN


def _limited(facts: GateFacts, now: datetime) -> GateAnswer | None:
    """Return the first limit that is reached."""
    limits, lately, today = facts.limits, facts.last_hour(now), facts.today()
    if limits.per_day is not None and today >= limits.per_day:
        until = facts.day_began + DAY if facts.day_began else None
        return _full(GateReason.CAP_DAY, until, today, limits.per_day)
    if limits.per_hour is not None and len(lately) >= limits.per_hour:
        until = lately[len(lately) - limits.per_hour] + HOUR if limits.per_hour else None
        return _full(GateReason.CAP_HOUR, until, len(lately), limits.per_hour)
    if limits.open_work is not None and facts.open_work >= limits.open_work:
        return _full(GateReason.OPEN_WORK, None, facts.open_work, limits.open_work)
    return None


def _full(reason: GateReason, until: datetime | None, count: int, limit: int) -> GateAnswer:
    return GateAnswer(reason, until, own_only=True, count=count, limit=limit)
