"""Reason for which an agent has a lead, as a code with its values.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class RankExplanation:
    """Reasons shown to an agent: freshness, callback, request; never chance or value."""

    rule: str  # own_callback, callback, best
    round: int
    asked_at: datetime
    due_at: datetime | None = None
    times_asked: int = 1
    had_before: bool = False  # another agent had the lead before
    stage: str = ""  # of a nurtured lead


@dataclass(frozen=True, slots=True)
class PullReason:
    """The reason of a pull, true at its moment; `usecases.work.pull_reasons` puts it in words."""

    # own_callback, callback, own_touch, touch, asked_again, new, first_attempt, attempt
    code: str
    round: int
    age: timedelta  # time since the inquiry
    due_at: datetime | None = None


def explain(why: RankExplanation, *, at: datetime) -> PullReason:
    """Return the reason of the pull at `at`."""
    return PullReason(_code(why), why.round, max(timedelta(), at - why.asked_at), why.due_at)


def _code(why: RankExplanation) -> str:
    if why.rule in {"own_callback", "callback"} and why.due_at:
        return why.rule
    if why.stage:
        return "own_touch" if why.rule == "own_touch" else "touch"
    if why.round > 1:
        return "attempt"
    if why.times_asked > 1:
        return "asked_again"
    return "first_attempt" if why.had_before else "new"
