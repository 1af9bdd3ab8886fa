"""What the engine asks of a store. PURE.

A store holds state and makes each card's transition one conditional statement; it decides nothing.
The caller owns the transaction: every method runs inside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from pullahead.pull.rules import Card, Lane
from pullahead.pull.selection import Picked, Rule


@dataclass(frozen=True, slots=True)
class Hold:
    """What a claim writes into the card."""

    agent: int
    token: UUID
    ends_at: datetime
    slot: int = 1
    since: datetime | None = None  # how far back the law looks at calls to the card's numbers


@dataclass(frozen=True, slots=True)
class Claim:
    """The hold that a pull returned; it outlives the card."""

    token: UUID
    lead_id: UUID
    agent: int
    round: int
    started_at: datetime
    ends_at: datetime
    slot: int = 1
    pull_reason: str = ""  # own_callback, callback, best, …, or the ground it was taken on
    was_due_at: datetime | None = None  # the callback's time, when the claim began
    expiries: int = 0  # claims in a row that had ended by themselves, when it began
    take_note: str = ""  # the reason that its agent typed when taking it
    ended_at: datetime | None = None
    end: str = ""  # settled, released, ended, left, closed, taken, handed_over, undone
    release_reason: str = ""  # a code of release_reasons.ReleaseReason
    release_language: str = ""  # the language that its customer speaks, as in "es"
    release_note: str = ""
    disposition: str = ""
    note: str = ""
    body_hash: str = ""
    settled_as: str = ""  # the disposition its agent chose; `disposition` may be corrected later
    next_step: str = ""  # of the settle: round, callback, closed
    next_at: datetime | None = None
    agreed: bool = False  # the customer chose next_at
    late_note: str = ""
    ground: str = "pull"  # why this agent has it: grounds.Ground
    draft: str = ""  # what was typed before it ended
    undo: Mapping[str, Any] | None = None  # the card before the settle
    left: float | None = None  # seconds that it had left when a customer interrupted it
    calling_since: datetime | None = None
    holder_messages: tuple[Mapping[str, Any], ...] = ()  # from colleagues: {at, by, text}


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
    """A line of the journal about a card, with its round."""
    return EngineEvent(kind, now, card.lead_id, actor, {"round": card.round, **(data or {})})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the engine saw at a pull."""

    at: datetime
    agent: int
    rule: str  # own_callback, callback, best, oldest, longest, random, none
    lead_id: UUID | None = None
    token: UUID | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)


class Busy(Exception):
    """Cards are there, but none could be had: take back what is due, and pull again."""


class Store(Protocol):
    """Three stores implement this: memory, SQLite, PostgreSQL."""

    def lanes(self) -> Sequence[Lane]:
        """Every lane there is."""

    def lane(self, lane: Lane) -> Lane:
        """The lane like `lane` (but for its id), made if it is missing."""

    def lane_at(self, id: int) -> Lane | None:
        """The lane with this id."""

    def add(self, cards: Sequence[Card]) -> None:
        """New cards for new or reopened leads."""

    def card(self, lead_id: UUID) -> Card | None:
        """The card, locked against other acts until the end of this one; None when closed."""

    def card_of(self, token: UUID) -> Card | None:
        """The card of a claim's lead, whoever holds it now; locked as by `card`."""

    def cards_of(self, agent: int) -> Sequence[Card]:
        """What this agent holds, and what is promised to them; locked."""

    def held_cards(self, agent: int) -> Sequence[Card]:
        """What this agent holds, the interrupted one too; locked."""

    def held_by(self, agent: int) -> Card | None:
        """The card in this agent's hand, the interrupted one last; locked. Its end may have
        passed."""

    def due(self, now: datetime, limit: int) -> Sequence[Card]:
        """Held and sleeping cards whose moment has come, earliest first; locked, skipping those
        that another act holds."""

    def put(self, card: Card, *, was: Card) -> bool:
        """The transition: write `card` if the row is still in `was`'s state, with its token."""

    def wake(self, cards: Sequence[Card]) -> None:
        """Write many sleepers (locked by `due`) as ready, in one statement."""

    def aging(self, now: datetime, limit: int) -> Sequence[Card]:
        """Cards, but for parked ones, whose age has come to the next piece of their curve, the
        earliest first; locked, skipping those that another act holds."""

    def rekey(self, cards: Sequence[Card]) -> None:
        """Write lane, key and next piece of cards that `aging` locked."""

    def remove(self, card: Card) -> bool:
        """Take the card of a lead that is being closed, if it is still in the same state."""

    def claim_callback(self, hold: Hold, lanes: Sequence[int], now: datetime) -> Card | None:
        """Hold the agent's own callback that is due first, in one of `lanes`."""

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        """Hold the card with the greatest key + offset among the heads of the lanes offered.

        None only when there is none for this agent. Raises Busy when there are some that could
        not be had: others' acts hold them, or their moment has come and nobody took them back.
        """

    def claim_exploration(
        self,
        hold: Hold,
        rule: Rule,
        lanes: Sequence[int],
        callbacks: Sequence[int],
        now: datetime,
    ) -> Card | None:
        """Hold what this exploration rule picks in `lanes`; None where there is nothing, where
        others' acts hold it, or where a card is ready in `callbacks`: those go ahead."""

    def claim(self, token: UUID) -> Claim | None:
        """The claim with this token, however it ended."""

    def last_claim(self, lead_id: UUID) -> Claim | None:
        """The claim on a lead that ended last; one that has not ended counts from its start."""

    def pulled_since(self, agent: int, moment: datetime) -> bool:
        """Whether this agent has made a claim after `moment`."""

    def add_claim(self, claim: Claim) -> None:
        """Keep a new claim."""

    def put_claim(self, claim: Claim) -> None:
        """Write the end, or the new end time, of a claim whose card this act has locked."""

    def record(self, events: Sequence[EngineEvent]) -> None:
        """Append to the journal."""

    def keep(self, receipt: Receipt) -> None:
        """Append a receipt."""
