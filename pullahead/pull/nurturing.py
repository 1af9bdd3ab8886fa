"""Nurturing of a lead that was reached and is not ready: dated touches until it decides.

Plain Python without Django, clock or I/O.

A *touch* is a round of the nurturing plan, which counts from the contact that began it. The agent
who had the contact has the first two working hours of a touch. On a nurtured card, `round` is the
touch, and `first_at` the contact. `stage` is the disposition that began or continued the plan.
`touch_at` is when the touch is due; `tries` counts its attempts without an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.base.frozen import replace
from pullahead.compliance.rules import DAY
from pullahead.pull import cadence as cadence_rules
from pullahead.pull.cadence import Cadence, Disposition, DispositionKind, Refusal
from pullahead.pull.rules import Card, CardState, Park, parked

TRIES = 3
OWNED_FOR = timedelta(hours=2)  # of working time
LATER_AT_MOST = timedelta(days=180)
DATED_AT_MOST = timedelta(days=3 * 365)
# days from the contact, one a touch
DAYS = (2, 5, 10, 20, 40, 70, 100)
# end of the working time that a touch due then is reserved for its agent
OwnedUntil = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class EarlierContact:
    """Contact of a new lead in another system: the outcome there, its plan here, its moment."""

    stage: str
    plan: Cadence
    at: datetime


def from_contact(card: Card, contact: EarlierContact, *, now: datetime) -> Card:
    """Put a new lead's card into the first touch of its plan, counted from the contact.

    A touch that was due before `now` is due now, and the plan counts from there: past touches do
    not follow each other day by day. The touch is for any agent.
    """
    due = max(contact.at + contact.plan.offsets[0], now)
    touched = replace(
        card, first_at=due - contact.plan.offsets[0], stage=contact.stage, touch_at=due
    )
    if due <= now:
        return touched
    return replace(touched, state=CardState.SCHEDULED, next_at=due)


def left_plan(card: Card, *, round: int, now: datetime) -> Card:
    """Return the card outside its plan, ready for attempt `round`: nobody was reached after all."""
    return replace(
        card,
        state=CardState.READY,
        round=round,
        first_at=min(card.first_at or now, now),
        stage="",
        touch_at=None,
        tries=0,
        next_at=None,
        owner=None,
        owner_at=None,
        park_reason="",
        review_at=None,
    )


def touch_due(plan: Cadence, *, touch: int, contact_at: datetime, now: datetime) -> datetime:
    """Return when touch `touch` (1 and up) is due: at least a day from `now`."""
    return max(contact_at + plan.offsets[touch - 1], now + DAY)


def is_last(card: Card, plan: Cadence) -> bool:
    """Return whether the card's touch is the last of its plan."""
    return bool(card.stage) and card.round >= plan.rounds


def to_touch(
    card: Card,
    chosen: Disposition,
    plan: Cadence,
    *,
    agent: int,
    at: datetime | None,
    owned_until: OwnedUntil,
    now: datetime,
) -> Card:
    """Schedule the next touch after a contact; `at` is the date that the customer named.

    A date more than 180 days away parks the card until then.
    """
    touch = card.round + 1 if card.stage else 1
    contact_at = card.first_at if card.stage and card.first_at is not None else now
    if at is not None:
        contact_at = at - plan.offsets[touch - 1]
    due = at or touch_due(plan, touch=touch, contact_at=contact_at, now=now)
    touched = replace(
        cadence_rules.to_next_round(card, due=due, now=now, tried=chosen.tried),
        round=touch,
        first_at=contact_at,
        stage=chosen.code,
        touch_at=due,
    )
    if due > now + LATER_AT_MOST:
        return parked(touched, reason=Park.LATER, review_at=due)
    return replace(touched, owner=agent, owner_at=due, next_at=owned_until(due))


def after_no_answer(
    card: Card,
    chosen: Disposition,
    plan: Cadence,
    reaching: Cadence,
    *,
    unanswered: Sequence[datetime],
    agent: int | None,
    owned_until: OwnedUntil,
    now: datetime,
) -> Card:
    """Schedule another try in the touch by the reaching cadence; three tries use the touch up.

    `agent` had the last contact, and has the first hours of the next touch.
    """
    tries = card.tries + 1 if chosen.tried else card.tries
    if tries >= TRIES:
        touch, contact_at = card.round + 1, card.first_at or now
        due = touch_due(plan, touch=touch, contact_at=contact_at, now=now)
        return without_contact(card, chosen, due=due, agent=agent, owned_until=owned_until, now=now)
    due = _next_try(chosen, reaching, tries=max(tries, 1), unanswered=unanswered, now=now)
    again = cadence_rules.to_next_round(card, due=due, now=now, tried=chosen.tried)
    return replace(again, round=card.round, tries=tries)


def without_contact(
    card: Card,
    chosen: Disposition,
    *,
    due: datetime,
    agent: int | None,
    owned_until: OwnedUntil,
    now: datetime,
) -> Card:
    """Schedule the next touch of a customer who was not reached; due now, it is for any agent."""
    later = cadence_rules.to_next_round(card, due=due, now=now, tried=chosen.tried)
    later = replace(later, touch_at=due)
    if agent is None or due <= now:
        return later
    return replace(later, owner=agent, owner_at=due, next_at=owned_until(due))


def _next_try(
    chosen: Disposition,
    reaching: Cadence,
    *,
    tries: int,
    unanswered: Sequence[datetime],
    now: datetime,
) -> datetime:
    """Return when the next try of a touch is due, as if the touch began the reaching cadence."""
    if tries >= reaching.rounds:
        return now + DAY
    return cadence_rules.next_due(
        reaching,
        round=tries,
        first_at=now - reaching.offsets[tries - 1],
        now=now,
        disposition=chosen.code,
        unanswered=unanswered,
    )


def refuse(
    card: Card, chosen: Disposition, plan: Cadence, *, at: datetime | None, now: datetime
) -> Refusal | None:
    """Return why a nurturing disposition, or a next round of a nurtured card, is refused."""
    ends = chosen.kind == DispositionKind.NURTURE or (
        chosen.kind == DispositionKind.NEXT and card.tries + 1 >= TRIES
    )
    if ends and is_last(card, plan):
        return Refusal(
            "disposition", "final_touch_required", {"touch": card.round, "touches": plan.rounds}
        )
    if not chosen.dated:
        return None
    if at is None:
        return Refusal("callback_at", "later_at_required")
    if at <= now:
        return Refusal("callback_at", "callback_at_past")
    if at > now + DATED_AT_MOST:
        return Refusal(
            "callback_at", "callback_at_too_far", {"limit": DATED_AT_MOST // timedelta(days=1)}
        )
    return None
