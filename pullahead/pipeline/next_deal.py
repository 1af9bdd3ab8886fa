"""Order of a seller's next work.

Plain Python without Django, clock or I/O.

Classes: 0 answer a signal · 1 unblock · 2 the customer acts, and the deal can move · 3 finish ·
4 start. In class 2 the customer wants the next step, changed the plan, or an item must start today.
Within a class, work is ordered from the close. Deals of a pod without free hours start last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final
from uuid import UUID

from pullahead.pipeline.rules import DOING, DONE, SIGNAL_KINDS, WAITING

HALF_LIFE = timedelta(days=5)
PULLS: Final = 1.0


class Urgency(IntEnum):
    """Classes of the order, most urgent first."""

    ANSWER = 0
    UNBLOCK = 1
    PULLED = 2
    FINISH = 3
    START = 4


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """A signal of a deal. `alarm_at` is None unless it waits for an answer."""

    kind: str
    at: datetime
    alarm_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DealFacts:
    """Facts about one open deal for the order."""

    id: UUID
    position: int  # of its stage; of the entry stage for a ready deal
    ready: bool
    half: str
    holder: int | None
    hold_until: datetime | None
    next_at: datetime
    age_days: int
    room: bool  # every limit of the next stage, and the viewer's own, has room
    value: float | None = None
    chance: float = 0.0
    sle_days: int = 0
    remaining_days: float | None = None  # median from this stage to the finish
    review_at: datetime | None = None  # of an open block
    block_owner: int | None = None
    signals: tuple[SignalFacts, ...] = ()
    changed: bool = False  # a change of the buyer waits for an answer
    must_start: bool = False  # the latest start of an item is reached
    pod_busy: bool = False  # a ready deal whose pod has no free hours this week

    @property
    def blocked(self) -> bool:
        """Return whether a block is open."""
        return self.review_at is not None

    @property
    def alarm(self) -> datetime | None:
        """Return the earliest alarm of an unanswered signal."""
        return min((s.alarm_at for s in self.signals if s.alarm_at is not None), default=None)


@dataclass(frozen=True, slots=True)
class NextDeal:
    """The next work: what to do with which deal, its class, and the facts that decided."""

    act: str  # answer, unblock, plan, resume, work, pull
    deal: UUID
    urgency: Urgency
    pull: float
    beyond_sle: bool


def pull_strength(signals: Iterable[SignalFacts], now: datetime) -> float:
    """Return how strongly the customer pulls: weights that halve every five days."""
    return sum(
        SIGNAL_KINDS[one.kind].weight * 2 ** (-max(now - one.at, timedelta(0)) / HALF_LIFE)
        for one in signals
    )


def cost_of_delay(deal: DealFacts) -> float:
    """Return CD3: value × chance ÷ SLE days ÷ median remaining days; 0 where one is unknown."""
    if deal.value is None or not deal.sle_days or not deal.remaining_days:
        return 0.0
    return deal.value * deal.chance / deal.sle_days / deal.remaining_days


def order(deals: Iterable[DealFacts], now: datetime, me: int) -> Sequence[NextDeal]:
    """Return the work of this person, best first."""
    ranked = [(key, found) for one in deals if (found := _judged(one, now, me)) for key in (
        _key(one, found),
    )]  # fmt: skip
    return [found for _, found in sorted(ranked, key=lambda pair: pair[0])]


def _key(deal: DealFacts, found: NextDeal) -> tuple[float, ...]:
    alarm = deal.alarm.timestamp() if found.urgency == Urgency.ANSWER and deal.alarm else 0.0
    return (
        found.urgency,
        alarm,
        found.urgency == Urgency.START and deal.pod_busy,
        -deal.position,
        not found.beyond_sle,
        -cost_of_delay(deal),
        -deal.age_days,
        deal.id.int,
    )


def _judged(deal: DealFacts, now: datetime, me: int) -> NextDeal | None:
    """Return what this person can do with the deal now; None if nothing."""
    strength = pull_strength(deal.signals, now)
    found = _act(deal, now, me, strength)
    if found is None:
        return None
    urgency, act = found
    beyond = bool(deal.sle_days) and deal.age_days > deal.sle_days
    return NextDeal(act, deal.id, urgency, strength, beyond)


def _act(deal: DealFacts, now: datetime, me: int, strength: float) -> tuple[Urgency, str] | None:
    free = deal.hold_until is None or deal.hold_until <= now
    mine = deal.holder == me
    # No signal waits for an absent colleague: past its alarm, it is any agent's
    if deal.alarm is not None and (mine or free or deal.alarm <= now):
        return Urgency.ANSWER, "answer"
    if not (mine or free or deal.half == DONE):
        return None
    if deal.review_at is not None:
        due = deal.review_at <= now and (mine or free or deal.block_owner == me)
        return (Urgency.UNBLOCK, "unblock") if due else None
    if deal.changed and (mine or free):
        return Urgency.PULLED, "plan"
    act = _move(deal, now, mine=mine, free=free)
    if act is None:
        return None
    if strength >= PULLS or deal.must_start:
        return Urgency.PULLED, act
    return (Urgency.START if deal.ready else Urgency.FINISH), act


def _move(deal: DealFacts, now: datetime, *, mine: bool, free: bool) -> str | None:
    """Return how the deal can move: work on it, take it, resume it, or pull it on."""
    if deal.half == DONE:
        return "pull" if deal.room else None
    if deal.half == WAITING and deal.next_at > now:
        return None
    if deal.half == WAITING:
        return "resume"
    return "work" if deal.half == DOING and (mine or free) else None
