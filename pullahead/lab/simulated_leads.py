"""Leads of a running simulation, and the store that knows the facts of their numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pullahead.compliance.rules import NumberFacts, RuleSet
from pullahead.lab.draws import LeadDraws
from pullahead.lab.figures import PlayedCourse
from pullahead.lab.indexed_store import IndexedStore
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.selection import Picked, PickFacts

PHONE = "+15555550100"
PAST_CALLS = 5


@dataclass(slots=True)
class LabLead:
    """Open lead: its draws, its queue, what was tried."""

    draws: LeadDraws
    course: PlayedCourse
    asked_at: datetime
    worth: RankingInputs
    owner: int = 0  # person whose queue has the lead; 0: the shared queue, or none yet
    counted: bool = False
    calls: tuple[datetime, ...] = ()
    unanswered: list[datetime] = field(default_factory=list)
    callers: set[int] = field(default_factory=set)
    agreed: float | None = None  # minute of a callback that waits in the queue

    def numbers(self) -> tuple[NumberFacts, ...]:
        """Return the facts on which the calling rules decide."""
        calls = self.calls[-PAST_CALLS:]
        return (NumberFacts(PHONE, calls, calls[-1] if calls else None, asked_at=self.asked_at),)


@dataclass(slots=True)
class SimulatorStore(IndexedStore):
    """The indexed memory store, with the facts of the simulated leads' numbers."""

    leads: dict[UUID, LabLead] = field(default_factory=dict)

    def pick_facts(self, picked: Picked, *, limits: RuleSet, now: datetime) -> PickFacts:
        lead = self.leads[picked.card.lead_id]
        return PickFacts(False, lead.numbers(), "UTC", False, limits)
