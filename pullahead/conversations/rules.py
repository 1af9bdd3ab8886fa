"""Moves of a promise, and its next moment.

Plain Python without Django, clock or I/O.

A is the requester, B the performer. A move without a speaker follows from an event: a user leaves,
a deal is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pullahead.team.calendar import Calendar

REQUESTED, COUNTERED, PROMISED, REPORTED = LIVE = (
    "requested",
    "countered",
    "promised",
    "reported",
)
SATISFIED, RESTED, DECLINED, REVOKED, WITHDRAWN = ENDED = (
    "satisfied",
    "rested",
    "declined",
    "revoked",
    "withdrawn",
)
STATES = LIVE + ENDED
FIRST_STATES = (REQUESTED, COUNTERED, PROMISED)

A, B, NO_SPEAKER = "A", "B", ""
SPEAKERS = (A, B, NO_SPEAKER)

KINDS = ("talk", "interview", "letter")
STARTED_BY = ("ours", "theirs")

UNDONE = "undone"  # reason of the move that ends a promise of an undone text
ANSWER_WITHIN = timedelta(hours=4)  # working hours, for a request of the buyer
ASK_AFTER = 2  # working days, for a request of ours and for an answer to a condition
REMIND_AFTER = 3  # working days after a report
REST_AFTER = 10  # working days after a report


class Move(StrEnum):
    """Moves of a promise."""

    REQUEST = "request"
    OFFER = "offer"
    PROMISE = "promise"
    COUNTER = "counter"
    LATER = "later"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    REJECT = "reject"
    REVOKE = "revoke"
    REPORT = "report"
    ASK_ANEW = "ask_anew"
    SATISFIED = "satisfied"
    NOT_YET = "not_yet"
    REST = "rest"
    FREED = "freed"
    VOID = "void"
    PASSED = "passed"
    REVIVED = "revived"


@dataclass(frozen=True, slots=True)
class MoveRule:
    """One move: state before ('' for the first), move, speaker, state after."""

    before: str
    move: str
    speaker: str
    after: str


RULES: tuple[MoveRule, ...] = (
    MoveRule("", Move.REQUEST, A, REQUESTED),
    MoveRule("", Move.OFFER, B, COUNTERED),
    MoveRule("", Move.PROMISE, B, PROMISED),
    MoveRule(REQUESTED, Move.PROMISE, B, PROMISED),
    MoveRule(REQUESTED, Move.COUNTER, B, COUNTERED),
    MoveRule(REQUESTED, Move.LATER, B, REQUESTED),
    MoveRule(REQUESTED, Move.DECLINE, B, DECLINED),
    MoveRule(REQUESTED, Move.WITHDRAW, A, WITHDRAWN),
    MoveRule(COUNTERED, Move.ACCEPT, A, PROMISED),
    MoveRule(COUNTERED, Move.COUNTER, A, REQUESTED),
    MoveRule(COUNTERED, Move.REJECT, A, DECLINED),
    MoveRule(COUNTERED, Move.REVOKE, B, REVOKED),
    MoveRule(PROMISED, Move.REPORT, B, REPORTED),
    MoveRule(PROMISED, Move.COUNTER, B, COUNTERED),
    MoveRule(PROMISED, Move.REVOKE, B, REVOKED),
    MoveRule(PROMISED, Move.ASK_ANEW, A, REQUESTED),
    MoveRule(PROMISED, Move.WITHDRAW, A, WITHDRAWN),
    MoveRule(REPORTED, Move.SATISFIED, A, SATISFIED),
    MoveRule(REPORTED, Move.NOT_YET, A, PROMISED),
    MoveRule(REPORTED, Move.WITHDRAW, A, WITHDRAWN),
    MoveRule(REPORTED, Move.REST, B, RESTED),
    MoveRule(PROMISED, Move.FREED, NO_SPEAKER, REQUESTED),
    MoveRule(COUNTERED, Move.FREED, NO_SPEAKER, REQUESTED),
    *(MoveRule(state, Move.VOID, NO_SPEAKER, WITHDRAWN) for state in LIVE),
    *(MoveRule(state, Move.PASSED, NO_SPEAKER, state) for state in LIVE),
)
# Undo of a loss: a promise that the loss made void returns to its state (compared by a trigger)
REVIVALS = tuple(MoveRule(WITHDRAWN, Move.REVIVED, NO_SPEAKER, state) for state in LIVE)
_AFTER = {(one.before, one.move, one.speaker): one.after for one in RULES}
# Moves by which a member of the pod that performs becomes the performer
MAKES_PERFORMER = (Move.PROMISE, Move.COUNTER)


def state_after(before: str, move: str, speaker: str) -> str | None:
    """Return the state after a move; None where the move is not allowed."""
    return _AFTER.get((before, move, speaker))


def moves_for(state: str, speaker: str) -> tuple[str, ...]:
    """Return the moves that a speaker may make in this state, in the order of the table."""
    return tuple(
        one.move for one in RULES if one.before == state and one.speaker == speaker and state
    )


def speaker_of(state: str, move: str) -> str | None:
    """Return who makes a move in this state; each move of a state has one speaker."""
    found = [one.speaker for one in RULES if one.before == state and one.move == move]
    return found[0] if found else None


def needs_due(state: str) -> bool:
    """Return whether a promise of this state needs a due date."""
    return state in {PROMISED, REPORTED}


def must_move(state: str) -> str:
    """Return the speaker whose turn it is; '' for a promise that ended."""
    return {REQUESTED: B, COUNTERED: A, PROMISED: B, REPORTED: A}.get(state, NO_SPEAKER)


def next_moment(
    state: str, *, now: datetime, due_at: datetime | None, of_buyer: bool, calendar: Calendar
) -> datetime | None:
    """Return when a promise asks for attention next; None if it ended. `of_buyer`: A is theirs."""
    if state == REQUESTED:
        if of_buyer:
            return calendar.after(now, ANSWER_WITHIN)
        return calendar.end_of_working_day(now, ASK_AFTER)
    if state == COUNTERED:
        return calendar.end_of_working_day(now, ASK_AFTER)
    if state == PROMISED:
        return due_at
    if state == REPORTED:
        return calendar.end_of_working_day(now, REMIND_AFTER)
    return None


def may_rest(reported_at: datetime, *, now: datetime, calendar: Calendar) -> bool:
    """Return whether a report was unanswered for ten working days."""
    return now >= calendar.end_of_working_day(reported_at, REST_AFTER)
