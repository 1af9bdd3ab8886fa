"""Rules of deal flow: which act a deal allows, holds, alarms, limits.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from pullahead.team.calendar import Calendar

DOING, WAITING, DONE = HALVES = ("doing", "waiting", "done")
WON, LOST, DISCARDED = CLOSINGS = ("won", "lost", "discarded")

FINDING_KINDS = ("problem", "chance", "recommendation")
FINDING_PERIODS = ("year", "once")
HOW_CONFIRMED = ("said", "written", "measured")

HOLD_DAYS = 3  # working days
HOLD_AT_MOST = timedelta(days=60)
ALARM = timedelta(hours=4)  # working hours
PULLED_WITHIN = 5  # working days
REOPENS_WITHIN = timedelta(days=30)
NEXT_AT_MOST = timedelta(days=365)
UNDO_WITHIN = timedelta(seconds=10)
UNDO_GRACE = timedelta(seconds=5)  # the way from the page to the server
OVERRIDE_REASON = 10  # characters at least


@dataclass(frozen=True, slots=True)
class SignalKind:
    """Kind of a customer's signal: its weight, and whether it needs an answer."""

    weight: float
    needs_answer: bool


SIGNAL_KINDS: Mapping[str, SignalKind] = {
    "asked_terms": SignalKind(3, True),
    "brought_colleague": SignalKind(2, True),
    "started": SignalKind(2, True),
    "asked": SignalKind(2, True),
    "asked_again": SignalKind(2, True),
    "promised": SignalKind(1, False),
    "kept": SignalKind(1, False),
    "answered": SignalKind(1, False),
    "came": SignalKind(0.5, False),
}


class DealAct(StrEnum):
    """Acts that change the place or the holder of a deal; each makes one transition."""

    PULL = "pull"
    FINISH = "finish"
    WAIT = "wait"
    RESUME = "resume"
    BACK = "back"
    TAKE = "take"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    WIN = "win"
    LOSE = "lose"
    DISCARD = "discard"
    REOPEN = "reopen"


# Transitions of these kinds move a deal to another stage, and are counted by the measures
MOVES = frozenset({DealAct.PULL, DealAct.BACK})


class DealRefusal(StrEnum):
    """Reason why a deal does not allow an act; also the code of the refusal."""

    CLOSED = "deal_closed"
    OPEN = "deal_open"
    HELD = "deal_held"
    NOT_HELD = "deal_not_held"
    YOURS = "deal_yours"
    READY = "deal_ready"
    NOT_DOING = "deal_not_doing"
    NOT_WAITING = "deal_not_waiting"
    AT_THE_CLOSE = "deal_at_the_close"
    NOT_AT_THE_CLOSE = "deal_not_at_the_close"
    NO_EARLIER_STAGE = "no_earlier_stage"
    REOPENS_TOO_LATE = "reopens_too_late"


@dataclass(frozen=True, slots=True)
class DealState:
    """State of a deal, as the rules read it. `position` is None for a ready deal."""

    position: int | None
    half: str
    last: int  # position of the close
    holder: int | None = None
    hold_until: datetime | None = None
    closed_at: datetime | None = None

    def held_by_another(self, actor: int, now: datetime) -> bool:
        """Return whether a colleague has the deal, with a hold that has not ended."""
        if self.holder is None or self.holder == actor:
            return False
        return self.hold_until is not None and self.hold_until > now


def refusal(
    act: DealAct, deal: DealState, *, actor: int, leads: bool, now: datetime
) -> DealRefusal | None:
    """Return why the deal does not allow the act; None if it does. `leads`: the actor's role."""
    if act == DealAct.REOPEN:
        return _refused_reopening(deal, now)
    if deal.closed_at is not None:
        return DealRefusal.CLOSED
    pulled_on = act == DealAct.PULL and deal.half == DONE
    if deal.held_by_another(actor, now) and not leads and not pulled_on:
        return DealRefusal.HELD
    return _refused_by_place(act, deal, actor)


def _refused_reopening(deal: DealState, now: datetime) -> DealRefusal | None:
    if deal.closed_at is None:
        return DealRefusal.OPEN
    return DealRefusal.REOPENS_TOO_LATE if deal.closed_at < now - REOPENS_WITHIN else None


def _refused_by_place(act: DealAct, deal: DealState, actor: int) -> DealRefusal | None:
    if act in {DealAct.LOSE, DealAct.DISCARD}:
        return None
    if act == DealAct.PULL:
        return DealRefusal.AT_THE_CLOSE if deal.position == deal.last else None
    if deal.position is None:
        return DealRefusal.READY
    if act == DealAct.WIN:
        return None if deal.position == deal.last else DealRefusal.NOT_AT_THE_CLOSE
    if act == DealAct.BACK:
        return None if deal.position > 0 else DealRefusal.NO_EARLIER_STAGE
    if act == DealAct.FINISH:
        return DealRefusal.NOT_DOING if deal.half == DONE else None
    if act == DealAct.WAIT:
        return None if deal.half == DOING else DealRefusal.NOT_DOING
    if act == DealAct.RESUME:
        return None if deal.half == WAITING else DealRefusal.NOT_WAITING
    if act == DealAct.TAKE:
        return DealRefusal.YOURS if deal.holder == actor else None
    return None if deal.holder is not None else DealRefusal.NOT_HELD


# ---- dates


def hold_until(calendar: Calendar, now: datetime, next_at: datetime | None) -> datetime:
    """Return the end of a hold that begins or continues now.

    It is the end of the third working day from now, or from `next_at` if that is later, and at
    most 60 days ahead.
    """
    from_ = max(now, next_at) if next_at is not None else now
    latest = now + HOLD_AT_MOST
    if from_ >= latest:
        return latest
    return min(calendar.end_of_working_day(from_, HOLD_DAYS), latest)


def default_next(calendar: Calendar, now: datetime) -> datetime:
    """Return the next date of a deal without a named one: the end of the next working day."""
    return calendar.end_of_working_day(now)


def alarm_at(calendar: Calendar, kind: str, at: datetime) -> datetime | None:
    """Return the moment at which an unanswered signal alarms; None if it needs no answer."""
    return calendar.after(at, ALARM) if SIGNAL_KINDS[kind].needs_answer else None


def pulled_since(calendar: Calendar, now: datetime) -> datetime:
    """Return the start of the working days in which a signal makes a move a pulled one."""
    day = calendar.working_day(calendar.local_day(now), -PULLED_WITHIN)
    return calendar.end_of_day(day)


# ---- limits


@dataclass(frozen=True, slots=True)
class DealPlace:
    """Place of a deal as the limits count it. `stage` None: ready or closed, counted nowhere."""

    stage: int | None
    workflow: int
    group: str
    holder: int | None
    pod: int


@dataclass(frozen=True, slots=True)
class LimitState:
    """A limit with its count. Exactly one of stage, workflow (with a group), person, pod is set."""

    id: int
    size: int | None
    held: int
    stage: int | None = None
    workflow: int | None = None
    group: str = ""
    person: int | None = None
    pod: int | None = None

    def counts(self, place: DealPlace) -> bool:
        """Return whether a deal at this place counts. The triggers have the same rule as SQL."""
        if place.stage is None:
            return False
        if self.stage is not None:
            return self.stage == place.stage
        if self.workflow is not None:
            return self.workflow == place.workflow and self.group == place.group
        if self.person is not None:
            return self.person == place.holder
        return self.pod == place.pod


def reached(limits: Iterable[LimitState], old: DealPlace, new: DealPlace) -> tuple[LimitState, ...]:
    """Return the limits that a move from `old` to `new` would exceed."""
    return tuple(
        one
        for one in limits
        if one.size is not None
        and one.counts(new)
        and not one.counts(old)
        and one.held + 1 > one.size
    )


def may_override(full: Iterable[LimitState], *, actor: int, leads: bool) -> bool:
    """Return whether the actor may exceed these limits: a team lead all, a person their own."""
    return leads or all(one.person == actor for one in full)


@dataclass(frozen=True, slots=True)
class FullLimit:
    """A limit that refused a move, with the deals whose finish makes room."""

    name: str
    held: int
    size: int
    finish_first: tuple[tuple[UUID, str], ...] = ()
