"""Context of the agent who pulls: workable lanes, and the offset of each lane's head.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.compliance import rules
from pullahead.compliance.calling_hours import MAIL, Hours, zones_of
from pullahead.pull import gate as gate_rules
from pullahead.pull import ranking, selection
from pullahead.pull.contact_rates import START, Rates, hour_factor
from pullahead.pull.gate import NO_FACTS, GateFacts
from pullahead.pull.order_rules import OrderTrial, wait_of
from pullahead.pull.rules import Lane, ReviewAt


@dataclass(frozen=True, slots=True)
class AgentContext:
    """Facts of the agent who pulls, gathered by the caller under a lock on the agent's row."""

    agent: int
    active: bool
    hours: Hours
    review_at: ReviewAt
    # T: the time until a card is otherwise reached
    wait_estimate: timedelta = ranking.DEFAULT_WAIT
    # share of pulls that are explorations
    exploration: float = selection.EXPLORATION
    skills: frozenset[str] = frozenset()
    # the calling rules in force
    limits: rules.RuleSet = rules.SHIPPED
    # read by the caller with the rest, so that the store is not read again
    holds: bool = True  # False: this agent holds nothing
    callback_due: bool = True  # False: no callback of theirs is due
    stale: bool = False  # due cards, or an old wait estimate: the caller refreshes them first
    lanes: Sequence[Lane] | None = None
    # contact rate by the person's local hour, relative to the mean
    rates: Rates = START
    rates_version: int | None = None  # None: the start values
    # shift, leave and limits of the agent
    gate: GateFacts = NO_FACTS
    # order of an experiment in its block; None: the ranking
    trial: OrderTrial | None = None
    # some source compares two call scripts: the caller draws one at a lead's first pull
    compares_scripts: bool = False

    @property
    def wait(self) -> timedelta:
        """Return T as this pull takes it."""
        return wait_of(self.trial, self.wait_estimate)

    def workable(self, lanes: Iterable[Lane], now: datetime) -> dict[int, Lane]:
        """Return the lanes by id that are open now and need no skill that the agent lacks.

        Behind a limit of the gate, only own callbacks are returned: there is no such lane.
        """
        if not gate_rules.decide(self.gate, now).open:
            return {}
        able = self._able(lanes)
        # many lanes share a window set
        open_sets = {w for w in {lane.windows for lane in able} if self.hours.is_open(w, now)}
        return {lane.id: lane for lane in able if lane.windows in open_sets}

    def callback_lanes(self, lanes: Iterable[Lane], now: datetime) -> list[int]:
        """Return the lanes, by id, where a callback that the customer requested may be called."""
        able = self._able(lanes)
        sets = {w for w in {lane.windows for lane in able} if self.hours.callback_open(w, now)}
        return [lane.id for lane in able if lane.windows in sets]

    def _able(self, lanes: Iterable[Lane]) -> list[Lane]:
        return [n for n in lanes if not n.skills or set(n.skills.split()) <= self.skills]

    def offers(self, lanes: Mapping[int, Lane], now: datetime) -> list[tuple[int, float]]:
        """Return each lane's addition to its head's key, to compare the heads of lanes."""
        factors = {w: self._hour(w, now) for w in {lane.windows for lane in lanes.values()}}
        return [
            (
                i,
                ranking.offset(lane, now=now, wait_estimate=self.wait, hour=factors[lane.windows]),
            )
            for i, lane in lanes.items()
        ]

    def _hour(self, windows: str, now: datetime) -> float:
        return hour_factor(self.rates, zones_of(windows) if windows != MAIL else (), now)
