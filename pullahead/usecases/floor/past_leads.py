"""One lead of a played past, with all that happened to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pullahead.compliance.rules import NumberFacts
from pullahead.leads.rules import LeadIn
from pullahead.pull.fact_rules import Callback, Interval
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.rules import Card
from pullahead.pull.second_looks import PastLook
from pullahead.pull.store.port import Claim, Closing, EngineEvent, Receipt
from pullahead.usecases.floor.past_settings import PastSource


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One call of a claim."""

    claim: UUID
    agent: int
    at: datetime
    ended_at: datetime
    reached: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class PastSale:
    """A sale: its value, when it was made, and when it was recorded, by whom."""

    value: Decimal
    at: datetime
    recorded_at: datetime
    by: int
    from_file: bool


@dataclass(slots=True)
class PlayedLead:
    """One lead with all that happened to it."""

    id: UUID
    source: PastSource
    row: LeadIn
    at: datetime
    windows: str
    worth: RankingInputs
    events: list[EngineEvent] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    attempts: list[PastAttempt] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    callbacks: list[tuple[Callback, datetime | None, str]] = field(default_factory=list)
    closed_at: datetime | None = None
    closed_as: str = ""
    bad_number: str = ""  # the disposition that said so
    closing: Closing | None = None  # by the team lead
    sale: PastSale | None = None
    look: PastLook | None = None
    card: Card | None = None  # at the end, if it is open

    @property
    def waits_for_look(self) -> bool:
        """Return whether a second look was drawn and has no result."""
        return self.look is not None and self.look.success is None

    def numbers(self) -> tuple[NumberFacts, ...]:
        """Return the facts of its number, on which the calling rules decide."""
        if not self.row.phone or self.bad_number:
            return ()
        calls = tuple(one.at for one in self.attempts[-5:])
        dropped = bool(self.attempts) and self.attempts[-1].outcome == "dropped"
        paced = calls[-1] if calls and not dropped else None
        results = tuple((one.at, one.outcome) for one in self.attempts[-5:])
        asked_at = self.row.received_at
        return (NumberFacts(self.row.phone, calls, paced, results, asked_at=asked_at),)
