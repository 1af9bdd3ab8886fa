"""Rules beside pulling: reasons to take a named lead, and its card afterwards.

Plain Python without Django, clock or I/O.

The customer pulls too: they call in, walk in, reply, or ask for one agent. Such reasons pass the
pull permission, the cadence and a scheduled moment. They may interrupt the current claim, once,
with its clock stopped. A referral or a transfer passes the cadence and a scheduled moment, not the
permission. A lead found by search passes nothing: a pull must have been able to give it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Any
from uuid import UUID

from pullahead.base.frozen import replace
from pullahead.pull.rules import (
    CALL_STOP,
    CLAIM,
    GRACE,
    Card,
    CardState,
    after_leaving,
    let_go,
    taken_from,
)

FINAL_UNDO = timedelta(seconds=10)
CLOSING_UNDO = timedelta(hours=1)
# longest time from the start of a claim to its settle, because a late settle is possible
LONGEST = timedelta(days=2)
LEAST_LEFT = timedelta(minutes=1)
_FIELDS = tuple(one.name for one in fields(Card))
_values_of = attrgetter(*_FIELDS)
_MOMENTS = (
    *("first_at", "next_at", "due_at", "owner_at", "excluded_until", "review_at"),
    *("rekey_at", "touch_at", "ready_at"),
)
_IDS = ("lead_id", "token")
_NOT_JSON = (*_MOMENTS, *_IDS, "state", "park_reason")


class TakeReason(StrEnum):
    """Reason why this agent has this lead."""

    PULL = "pull"
    CALLED_IN = "called_in"
    WALKED_IN = "walked_in"
    REPLIED = "replied"
    ASKED_FOR_ME = "asked_for_me"
    REFERRAL = "referral"
    TRANSFERRED = "transferred"
    LOOKED_UP = "looked_up"
    UNDONE = "undone"


BY_CUSTOMER = frozenset(
    {TakeReason.CALLED_IN, TakeReason.WALKED_IN, TakeReason.REPLIED, TakeReason.ASKED_FOR_ME}
)


def came_to_us(ground: str, pull_reason: str) -> bool:
    """Return whether the customer began this claim: call, walk-in, reply, or request by name."""
    return ground in BY_CUSTOMER or pull_reason in BY_CUSTOMER


def needs_no_try(ground: str, pull_reason: str) -> bool:
    """Return whether a disposition of this claim needs no call of ours.

    The customer began the conversation, or a colleague handed the lead over during it.
    """
    return came_to_us(ground, pull_reason) or pull_reason == TakeReason.TRANSFERRED


def refuse_take(card: Card, ground: TakeReason, *, agent: int, holding: bool, full: bool) -> str:
    """Return why this card cannot be taken for this reason; "" when it can.

    `holding`: the agent has a current claim; `full`: and an interrupted one. A card with a holder
    is another question (notify, or take over), asked before this one.
    """
    if full:
        return "two_claims"
    if ground in BY_CUSTOMER:
        return ""
    if holding:
        return "settle_first"
    if ground == TakeReason.LOOKED_UP and card.owner not in {None, agent}:
        return "callback_scheduled"
    if ground == TakeReason.LOOKED_UP and card.state != CardState.READY and card.owner != agent:
        return card.state.value
    return ""


def held_for(card: Card, *, agent: int, token: UUID, lane: int, now: datetime) -> Card:
    """Return the card as held by the taker, from any state, in a lane that it may lack."""
    return replace(
        taken_from(card),
        state=CardState.HELD,
        lane=lane,
        holder=agent,
        token=token,
        slot=1,
        next_at=now + CLAIM,
        owner=None,
        owner_at=None,
        park_reason="",
        review_at=None,
        handed_over_by=None,
    )


def left_of(card: Card, now: datetime) -> timedelta:
    """Return the time left of a claim when a customer interrupted it."""
    return max((card.next_at or now) - now, LEAST_LEFT)


def interrupted(card: Card, *, left: timedelta, now: datetime) -> Card:
    """Set the card aside in slot 2 while a customer is on the line; its end stays finite."""
    return replace(card, slot=2, next_at=now + CALL_STOP + left)


def resumed(card: Card, *, left: timedelta, now: datetime) -> Card:
    """Return the card to slot 1, with its remaining time."""
    return replace(card, slot=1, next_at=now + max(left, LEAST_LEFT))


def given_to(card: Card, *, to: int, token: UUID, now: datetime) -> Card:
    """Return a card after a live hand-over in one act; it returns to the giver if it fails."""
    return replace(
        card,
        holder=to,
        token=token,
        slot=1,
        next_at=now + CLAIM,
        expiries=0,
        handed_over_by=card.holder,
    )


def returned_callback(card: Card, *, agent: int, now: datetime) -> Card:
    """Return an undone settle's card for an agent who has a lead: their callback, due now."""
    return replace(
        taken_from(card),
        state=CardState.SCHEDULED,
        due_at=now,
        owner=agent,
        owner_at=now,
        next_at=now + GRACE,
    )


def callback_people(kept: Mapping[str, Any] | None) -> frozenset[int]:
    """Return the agents to whom a packed card may return: owner, and who handed it over."""
    found = (kept or {}).get("owner"), (kept or {}).get("handed_over_by")
    return frozenset(one for one in found if one is not None)


def reopened(card: Card, *, left: Collection[int], now: datetime) -> Card:
    """Return the card of a closing that is undone: as before, but let go if it was held.

    `left`: agents who have left meanwhile; no callback of theirs comes back to them.
    """
    if card.handed_over_by in left:
        card = replace(card, handed_over_by=None)
    if card.state == CardState.HELD:
        return let_go(card, now=now)
    return after_leaving(card, now=now) if card.owner in left else card


def packed(card: Card) -> dict[str, Any]:
    """Return a card as JSON, stored on the claim that settled it, for an undo."""
    found = dict(zip(_FIELDS, _values_of(card), strict=True))
    for name in _NOT_JSON:
        if (value := found[name]) is not None:
            found[name] = _plain(value)
    return found


def unpacked(kept: Mapping[str, Any]) -> Card:
    """Return the card that `packed` stored."""
    read: dict[str, Any] = dict(kept)
    for name in _MOMENTS:
        # cards stored before this column existed lack the moment
        read[name] = datetime.fromisoformat(read[name]) if read.get(name) else None
    for name in _IDS:
        read[name] = UUID(read[name]) if read[name] else None
    return Card(**{**read, "state": CardState(read["state"])})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, UUID) else value
