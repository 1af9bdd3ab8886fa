"""The cadence of attempts: outcomes, next rounds, callbacks, and settles to refuse. PURE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pullahead.compliance.rules import DAY, MIN_GAP
from pullahead.pull.rules import GRACE, Card, CardState, taken_from

OWNED_BEFORE = timedelta(minutes=2)
CALLBACK_AT_MOST = timedelta(days=180)
AWAY_FROM_EARLIER = timedelta(hours=2)


class DispositionKind(StrEnum):
    """What a disposition leads to."""

    NEXT = "next"
    CALLBACK = "callback"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Disposition:
    """One outcome from the organisation's list."""

    code: str
    label: str
    kind: DispositionKind
    tried: bool = True
    reached: bool = False
    bad_number: bool = False
    opt_out: bool = False
    active: bool = True
    # the customer asks for one of us by name
    for_one: bool = False


@dataclass(frozen=True, slots=True)
class Cadence:
    """Offsets from the first attempt, one a round; waits by disposition stand before them."""

    offsets: tuple[timedelta, ...]
    waits: Mapping[str, timedelta]

    @property
    def rounds(self) -> int:
        """How many rounds there are before a final disposition must be chosen."""
        return len(self.offsets)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a settle cannot be taken: nothing changed, the claim is still held."""

    field: str
    code: str
    message: str
    # the first moment that would have been allowed, where there is one
    allowed: datetime | None = None


def next_due(
    cadence: Cadence,
    *,
    round: int,
    first_at: datetime,
    now: datetime,
    disposition: str,
    unanswered: Sequence[datetime] = (),
) -> datetime:
    """When round `round` + 1 is due, after round `round` was settled at `now`.

    The later of first attempt + offset and this attempt + 30 min (a dropped call may be redialled
    at once). Where the cadence has a wait for the disposition, this attempt + that wait instead.
    From the second day on, at least 2 h away from the clock time of earlier unanswered attempts.
    """
    gap = timedelta() if disposition == "dropped" else MIN_GAP
    if disposition in cadence.waits:
        due = now + cadence.waits[disposition]
    else:
        due = max(first_at + cadence.offsets[round], now + gap)
    if due - first_at < DAY:
        return due
    return _away_from(due, unanswered)


def _away_from(due: datetime, earlier: Sequence[datetime]) -> datetime:
    """`due`, or the next half hour that is 2 h from the clock time of each of `earlier`.

    Where earlier attempts leave no such time of day, the one furthest from them.
    """

    def distance(moment: datetime) -> timedelta:
        gaps = [(moment - e) % DAY for e in earlier]
        return min((min(g, DAY - g) for g in gaps), default=DAY)

    tries = [due + timedelta(minutes=30) * n for n in range(48)]
    fits = (t for t in tries if distance(t) >= AWAY_FROM_EARLIER)
    return next(fits, None) or max(tries, key=distance)


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """What a settle asks for beside its note: a moment, and a person other than the agent."""

    callback_at: datetime | None = None
    callback_for: int | None = None


def refuse_settle(
    card: Card,
    *,
    disposition: Disposition,
    cadence: Cadence,
    asked: CallbackRequest,
    attempted: bool,
    now: datetime,
) -> Refusal | None:
    """What is wrong with a settle, if anything; its note and calling hours are asked separately.

    `attempted`: a call or a message is logged for this claim.
    """
    if disposition.tried and not attempted:
        return Refusal(
            "disposition",
            "attempt_required",
            f"“{disposition.label}” says that you tried, and no attempt is logged. Log the call "
            "or message, or say that you dialled on your own phone.",
        )
    if disposition.kind == DispositionKind.CALLBACK:
        return _refuse_callback(disposition, asked, now)
    if unexpected := _refuse_unexpected(disposition, asked):
        return unexpected
    if disposition.kind == DispositionKind.NEXT and card.round >= cadence.rounds:
        return Refusal(
            "disposition",
            "final_required",
            f"This was round {card.round} of {cadence.rounds}, the last. Choose a final "
            "disposition, or a callback if the customer asked for one.",
        )
    return None


def _refuse_unexpected(disposition: Disposition, asked: CallbackRequest) -> Refusal | None:
    if asked.callback_at is not None:
        return Refusal(
            "callback_at",
            "callback_at_unexpected",
            f"“{disposition.label}” takes no date. Leave it out, or choose a callback.",
        )
    if asked.callback_for is not None:
        return Refusal(
            "callback_for",
            "callback_for_unexpected",
            f"“{disposition.label}” names nobody. Leave the name out, or choose a callback.",
        )
    return None


def _refuse_callback(
    disposition: Disposition, asked: CallbackRequest, now: datetime
) -> Refusal | None:
    at = asked.callback_at
    if disposition.for_one and asked.callback_for is None:
        return Refusal("callback_for", "callback_for_required", "Say whom they ask for.")
    if at is None and asked.callback_for is None:
        return Refusal(
            "callback_at",
            "callback_at_required",
            "Say when: a date and a time. Or who goes on with it.",
        )
    if at is not None and at <= now:
        return Refusal(
            "callback_at", "callback_at_past", "That moment has passed. Choose a later one."
        )
    if at is not None and at > now + CALLBACK_AT_MOST:
        return Refusal(
            "callback_at", "callback_at_too_far", "A callback is for 180 days from now at most."
        )
    return None


def to_callback(
    card: Card,
    *,
    owner: int,
    due: datetime,
    now: datetime,
    tried: bool,
    handed_over_by: int | None = None,
) -> Card:
    """Scheduled for a callback: its owner's from 2 min before, everybody's after the grace.

    With a `handed_over_by` it was handed over, and comes back to them first.
    """
    return replace(
        _settled(card, now=now, tried=tried),
        next_at=due + GRACE,
        due_at=due,
        owner=owner,
        owner_at=due - OWNED_BEFORE,
        handed_over_by=handed_over_by,
    )


def to_next_round(card: Card, *, due: datetime, now: datetime, tried: bool) -> Card:
    """Scheduled until the next round."""
    return replace(_settled(card, now=now, tried=tried), next_at=due, due_at=None)


def _settled(card: Card, *, now: datetime, tried: bool) -> Card:
    return replace(
        taken_from(card),
        state=CardState.SCHEDULED,
        round=card.round + 1,
        first_at=card.first_at or (now if tried else None),
        excluded_agent=None,
        excluded_until=None,
        expiries=0,
        handed_over_by=None,
    )
