"""Rules of lead pull: pull permission, cadence, next state.

Plain Python without Django, clock or I/O. Calling rules: call_rules.py.

Values in, values out: no Django, no clock, no randomness. Times are UTC. A function that needs the
moment receives it. The simulator runs these very functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from pullahead.base.frozen import replace
from pullahead.compliance.rules import ON_A_LIST
from pullahead.team.shift_rules import LeaveSpan

CLAIM = timedelta(minutes=5)
HARD_STOP = timedelta(minutes=30)
CALL_STOP = timedelta(hours=2)
GRACE = timedelta(minutes=15)
OWNED_BEFORE = timedelta(minutes=2)
ENDS_BEFORE_PARKED = 3

# review moment of a card parked now: the end of the team's next working day, read when needed
ReviewAt = Callable[[int], datetime]


class CardState(StrEnum):
    """The states of a card."""

    READY = "ready"
    HELD = "held"
    SCHEDULED = "scheduled"
    PARKED = "parked"


class Park(StrEnum):
    """Reason why a card is parked."""

    NO_PHONE = "no_phone"
    NO_ZONE = "no_zone"
    ENDED_THREE_TIMES = "ended_three_times"
    NEVER_OPEN = "never_open"
    ON_A_LIST = ON_A_LIST
    BY_LEADER = "by_leader"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Lane:
    """A set of cards that one static key orders."""

    windows: str
    half_life_hours: float
    callback: bool = False
    skills: str = ""
    id: int = 0
    # piece of a curve: decay.py
    curve: str = "even"
    piece: int = 0

    def like(self, other: Lane) -> bool:
        """Return whether two lanes are equal except for their ids."""
        return (
            self.windows == other.windows
            and self.half_life_hours == other.half_life_hours
            and self.piece == other.piece
            and self.callback == other.callback
            and self.skills == other.skills
            and self.curve == other.curve
        )


@dataclass(frozen=True, slots=True)
class Card:
    """One open lead, as the engine reads it; its fields are the table's columns."""

    lead_id: UUID
    team: int
    lane: int | None
    state: CardState
    key: float
    round: int = 1
    first_at: datetime | None = None
    next_at: datetime | None = None
    holder: int | None = None
    token: UUID | None = None
    slot: int | None = None
    due_at: datetime | None = None
    owner: int | None = None
    owner_at: datetime | None = None
    excluded_agent: int | None = None
    excluded_until: datetime | None = None
    expiries: int = 0
    park_reason: str = ""
    review_at: datetime | None = None
    # agent who handed it over; gets it back if the receiver releases it
    handed_over_by: int | None = None
    # when its age reaches the next piece of its curve
    rekey_at: datetime | None = None
    # in the random sample: selection.py
    sampled: bool | None = None
    # nurturing.py: disposition of the plan, when its touch is due, tries in it without an answer
    stage: str = ""
    touch_at: datetime | None = None
    tries: int = 0
    # when it became ready; after that, when it last did
    ready_at: datetime | None = None


# ---- pull permission


@dataclass(frozen=True, slots=True)
class PullPermission:
    """Answer whether this agent may pull now, and why not."""

    open: bool
    reason: str = ""


def may_pull(*, active: bool, holding: bool) -> PullPermission:
    """Decide whether an agent may pull: an active user without an unsettled current claim."""
    if not active:
        return PullPermission(False, "not_active")
    if holding:
        return PullPermission(False, "settle_first")
    return PullPermission(True)


# ---- claims


def extended_end(
    *, now: datetime, started_at: datetime, ends_at: datetime, at_most: timedelta = HARD_STOP
) -> datetime:
    """Return a claim's end after activity: 5 min from now, `at_most` (30 min) from its start.

    Never earlier than before.
    """
    return max(ends_at, min(now + CLAIM, started_at + at_most))


def taken_from(card: Card) -> Card:
    """Return a held card without its hold, ready for any agent; a callback stays a callback."""
    return replace(card, state=CardState.READY, next_at=None, holder=None, token=None, slot=None)


def let_go(card: Card, *, now: datetime) -> Card:
    """Return a held card without its hold: ready for any agent, as `taken_from`.

    A lead that was taken before its callback or touch is due waits for that moment again, then for
    any agent.
    """
    free, due = taken_from(card), card.due_at or card.touch_at
    if due is None or due <= now:
        return free
    return replace(free, state=CardState.SCHEDULED, next_at=due)


def after_end(card: Card, *, now: datetime, review_at: datetime) -> Card:
    """Return the card after its claim expired: let go, or parked the third time in a row.

    A handed-over card goes back to the agent in `handed_over_by`.
    """
    ended = replace(let_go(card, now=now), expiries=card.expiries + 1)
    if ended.expiries >= ENDS_BEFORE_PARKED:
        return parked(ended, reason=Park.ENDED_THREE_TIMES, review_at=review_at)
    return back_to_giver(ended, now=now) if card.handed_over_by is not None else ended


def after_wait(card: Card) -> Card:
    """Return the card after its due moment: ready for every agent."""
    return replace(
        card,
        state=CardState.READY,
        ready_at=card.next_at or card.ready_at,
        next_at=None,
        owner=None,
        owner_at=None,
        handed_over_by=None,
    )


def back_to_giver(card: Card, *, now: datetime) -> Card:
    """Return a failed hand-over as a callback of the agent in `handed_over_by`, due now.

    A callback that was agreed before keeps its time. After its grace period it is any agent's.
    """
    due = card.due_at or now
    return replace(
        taken_from(card),
        state=CardState.SCHEDULED,
        due_at=due,
        owner=card.handed_over_by,
        owner_at=now,
        next_at=max(due, now) + GRACE,
        handed_over_by=None,
    )


def after_release(card: Card, *, agent: int, until: datetime, now: datetime) -> Card:
    """Return the released card: let go, and not for this agent until `until`.

    A handed-over card goes back to the agent in `handed_over_by`.
    """
    given = replace(card, excluded_agent=agent, excluded_until=until)
    return (
        back_to_giver(given, now=now) if card.handed_over_by is not None else let_go(given, now=now)
    )


def after_leaving(card: Card, *, now: datetime) -> Card:
    """Return the card after its holder or owner left: let go, or for any agent when due.

    A handed-over card goes back to the agent in `handed_over_by`, unless that agent leaves.
    """
    if card.handed_over_by is not None and card.handed_over_by not in {card.holder, card.owner}:
        back = back_to_giver(card, now=now)
        later = card.state == CardState.SCHEDULED and card.due_at is not None and card.due_at > now
        return replace(back, owner_at=card.due_at, next_at=card.next_at) if later else back
    if card.state == CardState.HELD:
        return let_go(card, now=now)
    due = card.due_at or card.touch_at
    return replace(card, owner=None, owner_at=None, next_at=due, handed_over_by=None)


def owned_unless_on_leave(card: Card, spans: Sequence[LeaveSpan]) -> Card:
    """Return a scheduled card without its owner if it is due during the owner's leave.

    Such a callback or touch is any agent's when it is due.
    """
    due = card.due_at or card.touch_at
    if card.state != CardState.SCHEDULED or card.owner is None or due is None:
        return card
    if not any(begins <= due < ends for begins, ends in spans):
        return card
    return replace(card, owner=None, owner_at=None, next_at=due, handed_over_by=None)


def given_to(card: Card, agent: int, *, now: datetime) -> Card:
    """Return a scheduled callback as that of another agent; any other card, or its own, as it is.

    After its grace period a callback is any agent's.
    """
    if card.state != CardState.SCHEDULED or card.due_at is None or card.due_at + GRACE <= now:
        return card
    return replace(
        card,
        owner=agent,
        owner_at=card.due_at - OWNED_BEFORE,
        next_at=card.due_at + GRACE,
        handed_over_by=None,
    )


def may_settle_late(
    card: Card, *, round: int, token: UUID, last: UUID | None, expiries: int
) -> bool:
    """Return whether an expired claim may still settle: nobody took the card since.

    `token` is the claim's own, `last` that of the lead's claim that ended last. `expiries` are the
    card's when this claim began. A process that paused between reading the clock and claiming may
    write an earlier start than a previous claim. Starts alone are therefore no proof.
    """
    if card.token == token:
        return True
    # scheduled: picked since, but not callable yet; no agent received it
    as_left = card.state in {CardState.READY, CardState.SCHEDULED}
    as_left = as_left or card.park_reason == Park.ENDED_THREE_TIMES
    return as_left and (card.expiries, card.round, token) == (expiries + 1, round, last)


def held_again(card: Card, *, agent: int, token: UUID, now: datetime) -> Card:
    """Return the card as held by its last holder."""
    return replace(
        card,
        state=CardState.HELD,
        holder=agent,
        token=token,
        slot=1,
        next_at=now + CLAIM,
        owner=None,
        owner_at=None,
        park_reason="",
        review_at=None,
    )


def parked(card: Card, *, reason: str, review_at: datetime) -> Card:
    """Park a card for its team, from any state."""
    return replace(
        card,
        state=CardState.PARKED,
        next_at=None,
        holder=None,
        token=None,
        slot=None,
        owner=None,
        owner_at=None,
        handed_over_by=None,
        park_reason=reason,
        review_at=review_at,
        rekey_at=None,
    )


def settled_until(card: Card) -> datetime | None:
    """Return the next moment of a settled card: callback, touch, later date, or round."""
    return card.due_at or card.owner_at or card.review_at or card.next_at


def scheduled_until(card: Card, until: datetime) -> Card:
    """Schedule a picked card that may not be called yet; a callback loses its owner."""
    return replace(taken_from(card), state=CardState.SCHEDULED, next_at=until)


def asked_again(card: Card, *, now: datetime) -> Card:
    """Make the card due at once; a callback, a held and a parked card stay.

    A nurtured card keeps its touch, and comes back even if it is parked until a later date. Any
    other card is in round 1 again.
    """
    later = card.state == CardState.PARKED and card.park_reason == Park.LATER
    if card.due_at is not None or (card.state in {CardState.HELD, CardState.PARKED} and not later):
        return card
    if card.stage:
        ready = replace(after_wait(card), touch_at=now, tries=0, expiries=0)
        return replace(ready, park_reason="", review_at=None)
    return replace(card, state=CardState.READY, next_at=None, round=1, first_at=None, expiries=0)


# ---- days


def next_midnight(now: datetime, zone: str) -> datetime:
    """Return the end of today, local to `zone`."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(now.tzinfo)
