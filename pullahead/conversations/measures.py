"""Measures of promises: the share kept (PPC), time to answer, satisfied the first time.

Plain Python without Django, clock or I/O.

PPC = promises reported by their first due date and not answered *not yet* ÷ promises due. It is
counted per team, never per person. Alone it invites small promises, so it is shown with the number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# Moves by which a performer answers a request
ANSWERS = frozenset(("promise", "counter", "later", "decline"))


@dataclass(frozen=True, slots=True)
class MoveFact:
    """A move of a promise, as the measures read it."""

    move: str
    before: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """A promise with all of its moves, in order."""

    ours: bool  # a person or pod of ours performs it
    first_due_at: datetime | None
    moves: tuple[MoveFact, ...]

    @property
    def kept(self) -> bool:
        """Return whether the promise was reported by its first due date, without a *not yet*."""
        due = self.first_due_at
        reported = any(one.move == "report" and due and one.at <= due for one in self.moves)
        return reported and not any(one.move == "not_yet" for one in self.moves)


@dataclass(frozen=True, slots=True)
class KeptShare:
    """Promises kept of those due, and the reasons of the others."""

    due: int
    kept: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def percent(self) -> int | None:
        """Return the share in percent; None if none was due."""
        return round(100 * self.kept / self.due) if self.due else None


@dataclass(frozen=True, slots=True)
class PromiseMeasures:
    """Measures of the promises of a team in a period."""

    ours: KeptShare
    theirs: KeptShare
    answered: int
    median_answer: timedelta | None
    judged: int
    first_time: int


def promise_measures(
    facts: Sequence[PromiseFact], *, since: datetime, until: datetime
) -> PromiseMeasures:
    """Return the measures of the promises that were due, answered or judged in a period."""
    times = sorted(_answers(facts, since, until))
    judged = [one for one in facts if _judged(one, since, until)]
    first = [one for one in judged if not any(move.move == "not_yet" for move in one.moves)]
    return PromiseMeasures(
        ours=kept_share([one for one in facts if one.ours], since, until),
        theirs=kept_share([one for one in facts if not one.ours], since, until),
        answered=len(times),
        median_answer=times[(len(times) - 1) // 2] if times else None,
        judged=len(judged),
        first_time=len(first),
    )


def kept_share(facts: Iterable[PromiseFact], since: datetime, until: datetime) -> KeptShare:
    """Return how many promises due in a period were kept; voided ones are not counted."""
    due = [
        one
        for one in facts
        if one.first_due_at is not None and since <= one.first_due_at < until and not _is_void(one)
    ]
    missed = [one for one in due if not one.kept]
    reasons = Counter(_reason(one) for one in missed)
    return KeptShare(len(due), len(due) - len(missed), tuple(reasons.most_common()))


def _is_void(one: PromiseFact) -> bool:
    """Return whether a lost deal ended the promise; the undo of the loss revives it."""
    ends = [move.move for move in one.moves if move.move in {"void", "revived"}]
    return bool(ends) and ends[-1] == "void"


def _reason(one: PromiseFact) -> str:
    given = [move.reason for move in one.moves if move.reason]
    if given:
        return given[-1]
    made = {move.move for move in one.moves}
    named = ("not_yet", "revoke", "counter", "withdraw", "freed")
    return next((move for move in named if move in made), "late")


def _answers(facts: Iterable[PromiseFact], since: datetime, until: datetime) -> list[timedelta]:
    """Return the times from a request to the first answer of its performer."""
    found = []
    for one in facts:
        if one.moves and one.moves[0].move == "request":
            answer = next((move for move in one.moves[1:] if move.move in ANSWERS), None)
            if answer is not None and since <= answer.at < until:
                found.append(answer.at - one.moves[0].at)
    return found


def _judged(one: PromiseFact, since: datetime, until: datetime) -> bool:
    return any(move.move == "satisfied" and since <= move.at < until for move in one.moves)
