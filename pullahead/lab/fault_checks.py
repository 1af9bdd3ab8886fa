"""Checks of guarantees at every step of a run with faults, without the engine's own rules.

Plain Python without Django, clock or I/O.

The checker keeps a record of its own of who has which claim until when, made of the answers that
people got. It reads cards only to compare them with that record.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pullahead.lab.indexed_store import CardIndex
from pullahead.pull.rules import Card, CardState
from pullahead.pull.store.port import Claim

TRACE = 40
EXPIRIES = 3


class GuaranteeBroken(Exception):
    """Error: a guarantee does not hold. The message ends with the last acts."""


@dataclass(slots=True)
class GuaranteeChecker:
    """Record of claims as people saw them, and the checks."""

    cards: CardIndex
    trace: deque[str] = field(default_factory=lambda: deque(maxlen=TRACE))
    held: dict[UUID, tuple[int, UUID, datetime]] = field(default_factory=dict)  # by lead
    expiries: Counter[UUID] = field(default_factory=Counter)
    checks: int = 0

    def note(self, now: datetime, text: str) -> None:
        """Add an act to the trace."""
        self.trace.append(f"{now:%m-%d %H:%M:%S} {text}")

    def broken(self, number: int, text: str) -> GuaranteeBroken:
        """Return the error of a guarantee, with the trace."""
        return GuaranteeBroken("\n".join([f"Guarantee {number}: {text}", *self.trace]))

    # ---- answers that people got

    def claimed(self, claim: Claim, now: datetime) -> None:
        """Check that no other person has the lead, and that the person has no other."""
        self.checks += 1
        there = self.held.get(claim.lead_id)
        if there is not None and there[1] != claim.token and there[2] > now:
            raise self.broken(1, f"{claim.lead_id} has two holders, {there[0]} and {claim.agent}")
        others = [lead for lead, one in self.held.items() if one[0] == claim.agent]
        for lead in others:
            if lead != claim.lead_id and self.held[lead][2] > now:
                raise self.broken(13, f"agent {claim.agent} has two leads")
            if lead != claim.lead_id:
                del self.held[lead]
        if self.expiries[claim.lead_id] >= EXPIRIES:
            raise self.broken(11, f"{claim.lead_id} was pulled after {EXPIRIES} expired claims")
        self.held[claim.lead_id] = (claim.agent, claim.token, claim.ends_at)

    def renewed(self, claim: Claim, until: datetime | None) -> None:
        """Record a claim's new end."""
        there = self.held.get(claim.lead_id)
        if until is not None and there is not None and there[1] == claim.token:
            self.held[claim.lead_id] = (there[0], there[1], until)

    def pulled_again(self, claim: Claim, found: Claim | None) -> None:
        """Check that a pull after a lost reply returns the current claim."""
        self.checks += 1
        if found is None or found.token != claim.token:
            raise self.broken(7, f"agent {claim.agent} pulled again and got another lead")

    def settled_as(self, claim: Claim, kind: str, *, again: str, other: str) -> None:
        """Check that a settle counts once: the same body replays, another one differs."""
        self.checks += 1
        if kind != "settled":
            return
        self.expiries[claim.lead_id] = 0
        self.freed(claim)
        if (again, other) != ("replayed", "differs"):
            raise self.broken(8, f"a second settle was {again}, another body {other}")

    def freed(self, claim: Claim) -> None:
        """Record that a claim ended before its time."""
        there = self.held.get(claim.lead_id)
        if there is not None and there[1] == claim.token:
            del self.held[claim.lead_id]

    def expired(self, lead: UUID, at: datetime) -> None:
        """Record an expired claim; it may not end before the time that its holder got."""
        self.expiries[lead] += 1
        there = self.held.pop(lead, None)
        if there is not None and at < there[2]:
            raise self.broken(1, f"the claim of {there[0]} on {lead} ended before its time")

    def unparked(self, lead: UUID) -> None:
        """Record that a lead was set free after three expired claims."""
        self.expiries[lead] = 0

    def got_nothing(self, agent: int, skills: Iterable[int], now: datetime) -> None:
        """Check that no ready card was there for a person who got none."""
        self.checks += 1
        lanes = set(skills)
        for card in self.cards.values():
            if (
                card.state is CardState.READY
                and card.lane in lanes
                and not _barred(card, agent, now)
            ):
                raise self.broken(9, f"agent {agent} got nothing, and {card.lead_id} was ready")

    def oldest(self, claim: Claim, lanes: Iterable[int], now: datetime) -> None:
        """Check that a pull of the oldest untouched lead took it: so no lead waits forever."""
        self.checks += 1
        among = set(lanes)
        for card in self.cards.values():
            waits = card.state is CardState.READY and card.first_at is None and card.lane in among
            if waits and card.lead_id < claim.lead_id and not _barred(card, claim.agent, now):
                raise self.broken(10, f"{claim.lead_id} was taken before the older {card.lead_id}")

    # ---- state

    def every_card(self) -> None:
        """Check that each open lead has one finite next moment, or is parked with a review."""
        self.checks += 1
        holders: Counter[int | None] = Counter()
        for card in self.cards.values():
            if (wrong := _fault(card)) is not None:
                raise self.broken(5, f"{card.lead_id}: {wrong}")
            if card.state is CardState.HELD:
                holders[card.holder] += 1
        if twice := [agent for agent, count in holders.items() if count > 1]:
            raise self.broken(13, f"agent {twice[0]} holds two cards")


def _fault(card: Card) -> str | None:
    """Return what is wrong with a card's state, in words."""
    held = (card.holder, card.token, card.slot)
    if card.state is CardState.HELD:
        return None if all(held) and card.next_at else "held without holder, token or end"
    if any(held):
        return "a holder, but not held"
    if card.state is CardState.SCHEDULED:
        return None if card.next_at else "scheduled without a moment"
    if card.state is CardState.PARKED:
        return None if card.park_reason and card.review_at and card.team else "parked for ever"
    return None if card.lane is not None else "ready in no lane"


def _barred(card: Card, agent: int, now: datetime) -> bool:
    until = card.excluded_until
    return card.excluded_agent == agent and until is not None and until > now
