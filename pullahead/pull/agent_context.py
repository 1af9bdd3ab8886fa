"""Who pulls: what they may work now, and what each of its lanes adds to its head. PURE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.compliance import rules
from pullahead.compliance.calling_hours import MAIL, Hours, zones_of
from pullahead.pull import ranking, selection
from pullahead.pull.contact_rates import START, Rates, hour_factor
from pullahead.pull.rules import Lane, ReviewAt


@dataclass(frozen=True, slots=True)
class AgentContext:
    """The facts of who pulls: gathered by the caller inside the act, after the agent's lock."""

    agent: int
    active: bool
    hours: Hours
    review_at: ReviewAt
    # T: the time until a card would otherwise be reached
    wait_estimate: timedelta = ranking.DEFAULT_WAIT
    # the share of pulls that take what the order would leave lying
    exploration: float = selection.EXPLORATION
    skills: frozenset[str] = frozenset()
    # how far back the law looks at calls to a number
    back: timedelta = rules.SHIPPED.back
    # what the caller read with the rest, so that the store is not asked again
    holds: bool = True  # False: this agent holds nothing
    promised: bool = True  # False: no callback of theirs is due
    lanes: Sequence[Lane] | None = None
    # how much better people are reached by the hour of their own clock
    rates: Rates = START

    def workable(self, lanes: Iterable[Lane], now: datetime) -> dict[int, Lane]:
        """The lanes whose people may be called now, and that need nothing that this agent lacks,
        by id."""
        able = [n for n in lanes if not n.skills or set(n.skills.split()) <= self.skills]
        # many lanes share a window set
        open_sets = {w for w in {lane.windows for lane in able} if self.hours.is_open(w, now)}
        return {lane.id: lane for lane in able if lane.windows in open_sets}

    def offers(self, lanes: Mapping[int, Lane], now: datetime) -> list[tuple[int, float]]:
        """What each lane adds to its head's key, so that heads can be compared."""
        factors = {w: self._hour(w, now) for w in {lane.windows for lane in lanes.values()}}
        return [
            (
                i,
                ranking.offset(
                    lane, now=now, wait_estimate=self.wait_estimate, hour=factors[lane.windows]
                ),
            )
            for i, lane in lanes.items()
        ]

    def _hour(self, windows: str, now: datetime) -> float:
        return hour_factor(self.rates, zones_of(windows) if windows != MAIL else (), now)
