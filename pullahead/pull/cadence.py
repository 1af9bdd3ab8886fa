"""Cadence of attempts: dispositions, next rounds, callbacks, and refusals of a settle.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime, timedelta
from enum import StrEnum

from pullahead.base.frozen import replace
from pullahead.compliance.rules import DAY, MIN_GAP
from pullahead.pull.rules import GRACE, OWNED_BEFORE, Card, CardState, taken_from

CALLBACK_AT_MOST = timedelta(days=180)
AWAY_FROM_EARLIER, HALF_HOUR = timedelta(hours=2), timedelta(minutes=30)
MICROSECOND = timedelta.resolution
DAY_LENGTH, AWAY = DAY // MICROSECOND, AWAY_FROM_EARLIER // MICROSECOND
EMAILED = "emailed"
# an email is answered in days: the next round waits for it, unless the plan says otherwise
EMAIL_WAIT = timedelta(days=2)


class DispositionKind(StrEnum):
    """Effect of a disposition on the lead."""

    NEXT = "next"
    NURTURE = "nurture"
    CALLBACK = "callback"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Disposition:
    """One disposition of the organization's list."""

    code: str
    label: str
    kind: DispositionKind
    tried: bool = True
    reached: bool = False
    bad_number: bool = False
    opt_out: bool = False
    active: bool = True
    # the customer asks for one agent by name
    for_one: bool = False
    # of kind nurture: the customer named the date of the next contact
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Cadence:
    """Offsets from the first attempt, one a round; a wait by disposition overrides them."""

    offsets: tuple[timedelta, ...]
    waits: Mapping[str, timedelta]

    @property
    def rounds(self) -> int:
        """Number of rounds before a final disposition must be chosen."""
        return len(self.offsets)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Reason why a settle cannot be accepted; nothing changed, and the claim is still held."""

    field: str
    code: str
    # values for the sentence, which `usecases.work.refusal_words` writes in the agent's language
    values: Mapping[str, str | int] = dataclass_field(default_factory=dict)
    # first allowed moment, if there is one
    allowed: datetime | None = None
    # name of the calling rule that refuses, such as "Florida v1"
    rule: str = ""


def next_due(
    cadence: Cadence,
    *,
    round: int,
    first_at: datetime,
    now: datetime,
    disposition: str,
    unanswered: Sequence[datetime] = (),
) -> datetime:
    """Return when round `round` + 1 is due, after round `round` was settled at `now`.

    The later of two moments: first attempt + offset, and this attempt + 30 min (a dropped call may
    be redialed at once). With a wait for the disposition: this attempt + that wait. From the second
    day on, at least 2 h away from the clock time of earlier unanswered attempts.
    """
    gap = timedelta() if disposition == "dropped" else MIN_GAP
    if disposition in cadence.waits:
        due = now + cadence.waits[disposition]
    else:
        gap = EMAIL_WAIT if disposition == EMAILED else gap
        due = max(first_at + cadence.offsets[round], now + gap)
    if due - first_at < DAY:
        return due
    return _away_from(due, unanswered)


def _away_from(due: datetime, earlier: Sequence[datetime]) -> datetime:
    """Return `due`, or the next half hour at least 2 h from the clock time of each of `earlier`.

    Without such a time of day, return the one furthest from them.
    """
    # clock times in whole microseconds, relative to `due`: much faster than datetimes
    before = [(due - e) // MICROSECOND % DAY_LENGTH for e in earlier]
    for steps in range(48):
        after = HALF_HOUR // MICROSECOND * steps
        if all(AWAY <= (after + gap) % DAY_LENGTH <= DAY_LENGTH - AWAY for gap in before):
            return due + HALF_HOUR * steps

    def distance(moment: datetime) -> timedelta:
        gaps = [(moment - e) % DAY for e in earlier]
        return min(min(g, DAY - g) for g in gaps)

    return max((due + HALF_HOUR * n for n in range(48)), key=distance)


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """Moment, and person other than the agent, that a settle requests for a callback."""

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
    """Return why a settle is refused, if it is; note and calling hours are checked separately.

    `attempted`: a call or a message is logged for this claim.
    """
    if disposition.tried and not attempted:
        return Refusal("disposition", "attempt_required", {"outcome": disposition.label})
    if disposition.kind == DispositionKind.CALLBACK:
        return _refuse_callback(disposition, asked, now)
    dated = disposition.dated and asked.callback_for is None
    if not dated and (unexpected := _refuse_unexpected(disposition, asked)):
        return unexpected
    reaching = disposition.kind == DispositionKind.NEXT and not card.stage
    if reaching and card.round >= cadence.rounds:
        values = {"round": card.round, "rounds": cadence.rounds}
        return Refusal("disposition", "final_required", values)
    return None


def _refuse_unexpected(disposition: Disposition, asked: CallbackRequest) -> Refusal | None:
    if asked.callback_at is not None:
        return Refusal("callback_at", "callback_at_unexpected", {"outcome": disposition.label})
    if asked.callback_for is not None:
        return Refusal("callback_for", "callback_for_unexpected", {"outcome": disposition.label})
    return None


def _refuse_callback(
    disposition: Disposition, asked: CallbackRequest, now: datetime
) -> Refusal | None:
    at = asked.callback_at
    if disposition.for_one and asked.callback_for is None:
        return Refusal("callback_for", "callback_for_required")
    if at is None and asked.callback_for is None:
        return Refusal("callback_at", "callback_at_required")
    if at is not None and at <= now:
        return Refusal("callback_at", "callback_at_past")
    if at is not None and at > now + CALLBACK_AT_MOST:
        return Refusal("callback_at", "callback_at_too_far", {"limit": CALLBACK_AT_MOST.days})
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
    """Schedule a callback: its owner's from 2 min before, any agent's after the grace period.

    A callback with `handed_over_by` was handed over, and returns to that agent if it fails.
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
    """Schedule the card for its next round."""
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
        tries=0,
        handed_over_by=None,
    )
