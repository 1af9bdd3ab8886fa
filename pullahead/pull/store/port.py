"""Port of the engine to its store.

Plain Python without Django, clock or I/O.

A store holds state and makes each card's transition one conditional statement; it decides nothing.
The caller owns the transaction: every method runs inside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from pullahead.compliance.rules import RuleSet
from pullahead.pull.fact_rules import Callback, CallbackEnd, Interval
from pullahead.pull.rules import Card, Lane
from pullahead.pull.selection import Picked, PickFacts, PullTerms, Rule


@dataclass(frozen=True, slots=True)
class Hold:
    """Values that a claim writes into the card."""

    agent: int
    token: UUID
    ends_at: datetime
    slot: int = 1
    since: datetime | None = None  # how far back calls to its numbers are counted


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold that a pull returned; it outlives the card."""

    token: UUID
    lead_id: UUID
    agent: int
    round: int
    started_at: datetime
    ends_at: datetime
    slot: int = 1
    pull_reason: str = ""  # own_callback, callback, best, …, or the reason of the take
    was_due_at: datetime | None = None  # the callback's time, when the claim began
    expiries: int = 0  # claims in a row that had expired when it began
    stage: str = ""  # nurturing stage of the card when it began
    take_note: str = ""  # the reason that its agent typed when taking it
    ended_at: datetime | None = None
    end: str = ""  # settled, released, ended, left, closed, taken, handed_over, undone
    release_reason: str = ""  # a code of release_reasons.ReleaseReason
    release_language: str = ""  # the language that its customer speaks, as in "es"
    release_note: str = ""
    disposition: str = ""
    note: str = ""
    body_hash: str = ""
    settled_as: str = ""  # the agent's choice; `disposition` may be corrected later
    next_step: str = ""  # of the settle: round, callback, closed
    next_at: datetime | None = None
    agreed: bool = False  # the customer chose next_at
    late_note: str = ""
    ground: str = "pull"  # why this agent has it: take_rules.TakeReason
    draft: str = ""  # unsaved note
    undo: Mapping[str, Any] | None = None  # the card before the settle
    left: float | None = None  # seconds left when a customer interrupted it
    calling_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """Closing of a lead by a team lead, with a note."""

    lead_id: UUID
    by: int
    at: datetime
    disposition: str
    note: str
    undo: Mapping[str, Any] | None = None  # the card before it; None once it was undone


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """One line of the journal: ids, codes and numbers only."""

    kind: str
    at: datetime
    lead_id: UUID | None
    actor: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def event(
    kind: str,
    card: Card,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    actor: int | None = None,
) -> EngineEvent:
    """Return a line of the journal about a card, with its round."""
    return EngineEvent(kind, now, card.lead_id, actor, {"round": card.round, **(data or {})})


@dataclass(frozen=True, slots=True)
class Receipt:
    """Engine's view at a pull."""

    at: datetime
    agent: int
    rule: str  # own_callback, callback, best, oldest, longest, random, none
    lead_id: UUID | None = None
    token: UUID | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)
    terms: PullTerms | None = None


class Busy(Exception):
    """Error: cards exist, but none was free. Requeue what is due, and pull again."""


class Store(Protocol):
    """Port with three implementations: memory, SQLite, PostgreSQL."""

    @property
    def keeps_records(self) -> bool:
        """Return whether receipts and cards for an undo are stored; no decision reads them."""

    def lanes(self) -> Sequence[Lane]:
        """Return every lane."""

    def lane(self, lane: Lane) -> Lane:
        """Return the lane like `lane` (but for its id), made if it is missing."""

    def lane_at(self, id: int) -> Lane | None:
        """Return the lane with this id."""

    def add(self, cards: Sequence[Card]) -> None:
        """Add cards for new or reopened leads."""

    def card(self, lead_id: UUID) -> Card | None:
        """Return the card, locked until this act ends; None when closed."""

    def card_of(self, token: UUID) -> Card | None:
        """Return the card of a claim's lead, with any holder; locked as by `card`."""

    def lock_cards(self, leads: Collection[UUID], agents: Collection[int] = ()) -> None:
        """Lock these leads' cards and all that these agents hold, by lead id ascending.

        An act on more than one card calls this first: in one order no two acts wait in a circle.
        The caller has locked the agents' rows.
        """

    def cards_of(self, agent: int) -> Sequence[Card]:
        """Return the cards that this agent holds, and their callbacks.

        Locked, together with those that the agent handed over.
        """

    def held_cards(self, agent: int) -> Sequence[Card]:
        """Return the cards that this agent holds, with the interrupted one; locked."""

    def held_by(self, agent: int) -> Card | None:
        """Return the card that this agent holds, the interrupted one last; locked.

        Its end may have passed.
        """

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        """Return due held and scheduled cards, earliest first; locked.

        Skips cards that another act locks.
        """

    def put(self, card: Card, *, was: Card) -> bool:
        """Write `card` if the row still has the state and token of `was`."""

    def wake(self, cards: Sequence[Card]) -> None:
        """Write many scheduled cards (locked by `due`) as ready, in one statement."""

    def aging(self, now: datetime, limit: int) -> Sequence[Card]:
        """Return cards whose age reached the next piece of their curve, earliest first; locked.

        Skips parked cards, and those that another act locks.
        """

    def rekey(self, cards: Sequence[Card]) -> None:
        """Write lane, key and next piece of cards that `aging` locked."""

    def remove(self, card: Card) -> bool:
        """Remove the card of a lead that is being closed, if its state is unchanged."""

    def claim_callback(self, hold: Hold, lanes: Sequence[int], now: datetime) -> Picked | None:
        """Hold the agent's own callback that is due first, in one of `lanes`."""

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        """Hold the card with the greatest key + offset among the heads of the lanes offered.

        None only when there is none for this agent. Raises Busy when cards exist but none was free:
        other acts lock them, or they are due and not requeued.
        """

    def claim_exploration(
        self,
        hold: Hold,
        rule: Rule,
        lanes: Sequence[int],
        callbacks: Sequence[int],
        now: datetime,
    ) -> Picked | None:
        """Hold the card that this rule (not best) picks in `lanes`, or None.

        None where there is none, where other acts lock it, or where a card is ready in `callbacks`:
        callbacks go first.
        """

    def pick_facts(self, picked: Picked, *, limits: RuleSet, now: datetime) -> PickFacts:
        """Return the facts on which the calling rules decide, as they are behind the card's lock.

        `limits`: the calling rules in force. Facts that the pick has read are not read again.
        """

    def claim(self, token: UUID) -> Claim | None:
        """Return the claim with this token, however it ended."""

    def last_claim(self, lead_id: UUID) -> Claim | None:
        """Return the claim on a lead that ended last; an open one counts from its start.

        Return None if a team lead closed the lead since: no act goes on from that claim.
        """

    def add_closing(self, closing: Closing) -> None:
        """Store a team lead's closing."""

    def last_closing(self, lead_id: UUID) -> Closing | None:
        """Return the last closing of a lead by a team lead."""

    def forget_undo(self, closing: Closing) -> None:
        """Store that a closing was undone."""

    def saved_since(self, agent: int, moment: datetime, longest: timedelta) -> bool:
        """Return whether this agent has settled a claim after `moment`; none lasts longer."""

    def add_claim(self, claim: Claim) -> None:
        """Store a new claim."""

    def put_claim(self, claim: Claim) -> None:
        """Write the end, or the new end time, of a claim whose card this act has locked."""

    def record(self, events: Sequence[EngineEvent]) -> None:
        """Append to the journal."""

    def keep(self, receipt: Receipt) -> None:
        """Append a receipt."""

    # ---- facts for measures

    def add_interval(self, interval: Interval) -> None:
        """Append the time in which a card was ready."""

    def add_callback(self, callback: Callback) -> None:
        """Append an open callback."""

    def end_callback(self, lead_id: UUID, at: datetime, how: CallbackEnd) -> None:
        """Resolve the open callback of a lead, if there is one."""

    def undo_callback(self, claim: UUID, now: datetime) -> None:
        """Resolve as undone the open callback that a claim agreed, if there is one."""

    def reopen_callback(self, lead_id: UUID, *, due_at: datetime, at: datetime) -> None:
        """Open again the callback of a lead that an act at the moment `at` resolved."""
