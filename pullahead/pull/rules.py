"""The rules of the heart: gate, cadence, next state, what may be called. PURE.

Values in, values out: no Django, no clock, no randomness. Times are UTC; every function that needs
the moment is given it. The simulator runs these very functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

CLAIM = timedelta(minutes=5)
HARD_STOP = timedelta(minutes=30)
CALL_STOP = timedelta(hours=2)
GRACE = timedelta(minutes=15)
OWNED_BEFORE = timedelta(minutes=2)
PROMISE_AT_MOST = timedelta(days=180)
MIN_GAP = timedelta(minutes=30)
AWAY_FROM_EARLIER = timedelta(hours=2)
ENDS_BEFORE_PARKED = 3
CALLS_A_DAY = 3
DAY = timedelta(hours=24)


class State(StrEnum):
    """The states of a card."""

    READY = "ready"
    HELD = "held"
    ASLEEP = "asleep"
    PARKED = "parked"


class Park(StrEnum):
    """Why a card is parked."""

    NO_PHONE = "no_phone"
    NO_ZONE = "no_zone"
    ENDED_THREE_TIMES = "ended_three_times"
    NEVER_OPEN = "never_open"
    BY_LEADER = "by_leader"


@dataclass(frozen=True, slots=True)
class Lane:
    """A set of cards that one static key orders."""

    windows: str
    half_life_hours: float
    promise: bool = False
    skills: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """One open lead, as the engine sees it; the table's columns, one to one."""

    lead_id: UUID
    team: int
    lane: int | None
    state: State
    key: float
    round: int = 1
    first_at: datetime | None = None
    wake_at: datetime | None = None
    holder: int | None = None
    token: UUID | None = None
    slot: int | None = None
    due_at: datetime | None = None
    owner: int | None = None
    owner_at: datetime | None = None
    not_for: int | None = None
    not_for_until: datetime | None = None
    expiries: int = 0
    park_reason: str = ""
    review_at: datetime | None = None


# ---- gate


@dataclass(frozen=True, slots=True)
class Gate:
    """May this agent pull now, and if not, why."""

    open: bool
    reason: str = ""


def may_pull(*, active: bool, holding: bool) -> Gate:
    """The gate: somebody who works here, with nothing unsettled in hand."""
    if not active:
        return Gate(False, "not_active")
    if holding:
        return Gate(False, "settle_first")
    return Gate(True)


# ---- claims


def extended_end(
    *, now: datetime, started_at: datetime, ends_at: datetime, at_most: timedelta = HARD_STOP
) -> datetime:
    """The end of a claim after activity: 5 min from now, `at_most` (30 min) from its start.

    Never earlier than it was: extending takes nothing away.
    """
    return max(ends_at, min(now + CLAIM, started_at + at_most))


def taken_from(card: Card) -> Card:
    """A held card without its hold, ready for anybody; a promise keeps its place as one."""
    return replace(card, state=State.READY, wake_at=None, holder=None, token=None, slot=None)


def after_end(card: Card, *, review_at: datetime) -> Card:
    """A claim ended by itself: back to ready, or parked for the team the third time in a row."""
    ended = replace(taken_from(card), expiries=card.expiries + 1)
    if ended.expiries < ENDS_BEFORE_PARKED:
        return ended
    return parked(ended, reason=Park.ENDED_THREE_TIMES, review_at=review_at)


def after_sleep(card: Card) -> Card:
    """The due moment came: ready for everybody."""
    return replace(card, state=State.READY, wake_at=None, owner=None, owner_at=None)


def after_release(card: Card, *, agent: int, until: datetime) -> Card:
    """An agent gave it back by their own act: ready, but not for them until `until`."""
    return replace(taken_from(card), not_for=agent, not_for_until=until)


def after_leaving(card: Card) -> Card:
    """Its holder or owner left: what was held is ready, what was promised is everybody's at due."""
    if card.state == State.HELD:
        return taken_from(card)
    return replace(card, owner=None, owner_at=None, wake_at=card.due_at)


def parked(card: Card, *, reason: str, review_at: datetime) -> Card:
    """Set aside for its team, from any state."""
    return replace(
        card,
        state=State.PARKED,
        wake_at=None,
        holder=None,
        token=None,
        slot=None,
        owner=None,
        owner_at=None,
        park_reason=reason,
        review_at=review_at,
    )


def asleep_until(card: Card, until: datetime) -> Card:
    """A picked card that may not be called yet; a promise stays its owner's no longer."""
    return replace(taken_from(card), state=State.ASLEEP, wake_at=until)


# ---- settling


class Kind(StrEnum):
    """What a disposition leads to."""

    NEXT = "next"
    PROMISE = "promise"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Disposition:
    """One outcome from the organisation's list."""

    code: str
    label: str
    kind: Kind
    tried: bool = True
    reached: bool = False
    bad_number: bool = False
    opt_out: bool = False
    active: bool = True


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


def refuse_settle(
    card: Card,
    *,
    disposition: Disposition | None,
    cadence: Cadence,
    note: str,
    promise_at: datetime | None,
    now: datetime,
) -> Refusal | None:
    """What is wrong with a settle, if anything; calling hours are asked for separately."""
    if disposition is None or not disposition.active:
        return Refusal("disposition", "unknown_disposition", "Choose a disposition from the list.")
    if not note.strip():
        return Refusal("note", "note_required", "Write a note: what happened, in a few words.")
    if disposition.kind == Kind.PROMISE:
        return _refuse_promise(promise_at, now)
    if promise_at is not None:
        return Refusal(
            "promise_at",
            "promise_at_unexpected",
            f"“{disposition.label}” takes no date. Leave it out, or choose a promise.",
        )
    if disposition.kind == Kind.NEXT and card.round >= cadence.rounds:
        return Refusal(
            "disposition",
            "final_required",
            f"This was round {card.round} of {cadence.rounds}, the last. Choose a final "
            "disposition, or a promise if the customer asked for one.",
        )
    return None


def _refuse_promise(promise_at: datetime | None, now: datetime) -> Refusal | None:
    if promise_at is None:
        return Refusal("promise_at", "promise_at_required", "Say when: a date and a time.")
    if promise_at <= now:
        return Refusal(
            "promise_at", "promise_at_past", "That moment has passed. Choose a later one."
        )
    if promise_at > now + PROMISE_AT_MOST:
        return Refusal(
            "promise_at", "promise_at_too_far", "A promise is for 180 days from now at most."
        )
    return None


def promised(card: Card, *, owner: int, due: datetime, now: datetime, tried: bool) -> Card:
    """Asleep for a promise: its owner's from 2 min before, everybody's after the grace."""
    return replace(
        _settled(card, now=now, tried=tried),
        wake_at=due + GRACE,
        due_at=due,
        owner=owner,
        owner_at=due - OWNED_BEFORE,
    )


def to_next_round(card: Card, *, due: datetime, now: datetime, tried: bool) -> Card:
    """Asleep until the next round."""
    return replace(_settled(card, now=now, tried=tried), wake_at=due, due_at=None)


def _settled(card: Card, *, now: datetime, tried: bool) -> Card:
    return replace(
        taken_from(card),
        state=State.ASLEEP,
        round=card.round + 1,
        first_at=card.first_at or (now if tried else None),
        not_for=None,
        not_for_until=None,
        expiries=0,
    )


def asked_again(card: Card) -> Card:
    """The person asked again: round 1, at once. A promise, a hold and a parked card stay."""
    if card.due_at is not None or card.state in {State.HELD, State.PARKED}:
        return card
    return replace(card, state=State.READY, wake_at=None, round=1, first_at=None, expiries=0)


# ---- what only the picked card can tell


@dataclass(frozen=True, slots=True)
class Number:
    """One valid number of a lead, with the calls made to it in the last 24 h, by anybody."""

    value: str
    calls: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class PickFacts:
    """What is read again of the card that was picked."""

    opted_out: bool
    numbers: tuple[Number, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """May the picked card be called now? If not: asleep until, or parked, or closed."""

    ok: bool = True
    rule: str = ""
    sleep_until: datetime | None = None
    park: str = ""
    close: bool = False


def may_call(card: Card, facts: PickFacts, *, now: datetime) -> Verdict:
    """Do-not-call closes; no number parks; three calls to the number in 24 h put it to sleep."""
    if facts.opted_out:
        return Verdict(ok=False, rule="do_not_call", close=True)
    if not facts.numbers:
        return Verdict(ok=False, rule="no_phone", park=Park.NO_PHONE)
    free = min(_free_at(number.calls, now) for number in facts.numbers)
    if free > now:
        return Verdict(ok=False, rule="calls_in_24_h", sleep_until=free)
    if (later := _clock_time_today(card, facts.zone, now)) is not None:
        return Verdict(ok=False, rule="promise_clock_time", sleep_until=later)
    return Verdict()


def _free_at(calls: Sequence[datetime], now: datetime) -> datetime:
    """The first moment at which one more call stays within three in any 24 h."""
    recent = sorted(c for c in calls if c > now - DAY)
    if len(recent) < CALLS_A_DAY:
        return now
    return recent[-CALLS_A_DAY] + DAY


def _clock_time_today(card: Card, zone: str, now: datetime) -> datetime | None:
    """A promise that nobody took on its day is offered later not before its clock time."""
    if card.due_at is None:
        return None
    local = ZoneInfo(zone or "UTC")
    today, due = now.astimezone(local), card.due_at.astimezone(local)
    if due.date() >= today.date() or today.time() >= due.time():
        return None
    return datetime.combine(today.date(), due.time(), local).astimezone(now.tzinfo)


def callable_from(numbers: Sequence[Number], at: datetime) -> datetime:
    """The first moment from `at` on at which one of the numbers may be called once more."""
    return min((_free_at(n.calls, at) for n in numbers), default=at)


def end_of_next_working_day(now: datetime, zone: str) -> datetime:
    """18:00 of the next Monday to Friday after today, local to `zone`: a review's default."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    end = datetime(day.year, day.month, day.day, 18, tzinfo=ZoneInfo(zone))
    return end.astimezone(now.tzinfo)


def next_midnight(now: datetime, zone: str) -> datetime:
    """The end of today, local to `zone`."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(now.tzinfo)
