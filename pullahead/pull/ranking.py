"""Which card next: the index of acting now over acting later, as a static key. PURE.

index = v · p · q_k · f(a) · (1 − R(T)) / d_k. With exponential decay in a lane the order inside it
never changes (Cauchy), so the key is written once and an index serves it:

    key   = ln(v · p · q_k / d_k) + λ · (t0 − EPOCH)
    score = key − λ · (now − EPOCH) + ln(1 − R_lane(T))

and at a pull only the heads of the lanes are compared. This first version has one decay piece and
the source's start values; learned chances, more pieces, hours and the reserve come behind the same
two functions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pullahead.pull.rules import Lane

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
# Promises past their grace go ahead of every key, earliest due first.
AHEAD = 1e9
MAX_HALF_LIFE_HOURS = 30 * 24.0
# Chance of contact by round: the first from the simulated world of the plan, then the hazard
# relative to it, from 41,188 clients of a bank's campaigns (Moro, Cortez, Rita 2014).
FIRST_CONTACT = 0.42
HAZARD = (1.0, 0.92, 0.79, 0.58, 0.43, 0.40)
TALK_MINUTES = 6.3
NO_ANSWER_MINUTES = 1.5
LULL = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a lead's key is made of: value (currency units > 0), chance given contact (0–1],
    half-life (hours > 0), and when the person last asked."""

    value: float
    chance: float
    half_life_hours: float
    asked_at: datetime


def contact_chance(round: int) -> float:
    """q_k: chance of contact in round k ≥ 1."""
    return FIRST_CONTACT * HAZARD[min(round, len(HAZARD)) - 1]


def minutes(round: int) -> float:
    """d_k: expected minutes of round k."""
    q = contact_chance(round)
    return q * TALK_MINUTES + (1 - q) * NO_ANSWER_MINUTES


def decay(half_life_hours: float) -> float:
    """λ per second, with a floor (half-life 30 days) so that nothing ever starves."""
    return math.log(2) / (min(half_life_hours, MAX_HALF_LIFE_HOURS) * 3600)


def key(worth: Worth, *, round: int) -> float:
    """The static key of a card in its lane; higher is sooner."""
    gain = worth.value * worth.chance * contact_chance(round) / minutes(round)
    age = (worth.asked_at - EPOCH).total_seconds()
    return math.log(gain) + decay(worth.half_life_hours) * age


def promise_key(due: datetime) -> float:
    """In a lane of promises: earliest due first."""
    return -(due - EPOCH).total_seconds()


def offset(lane: Lane, *, now: datetime) -> float:
    """What a lane adds to its head's key so that heads of different lanes can be compared."""
    if lane.promise:
        return AHEAD
    rate = decay(lane.half_life_hours)
    lost_by_waiting = -math.expm1(-rate * LULL.total_seconds())
    return -rate * (now - EPOCH).total_seconds() + math.log(lost_by_waiting)


@dataclass(frozen=True, slots=True)
class Why:
    """What an agent is told of the choice: freshness, promise, request; never chance or value."""

    rule: str  # own_promise, promise, best
    round: int
    asked_at: datetime
    due_at: datetime | None = None
    times_asked: int = 1
    had_before: bool = False  # somebody had the lead before


# why an agent has a lead that they did not pull, by its ground
TAKEN = {
    "called_in": "They called in: the customer pulls, and goes first.",
    "walked_in": "They walked in: the customer pulls, and goes first.",
    "replied": "They replied: the customer pulls, and goes first.",
    "asked_for_me": "They asked for you by name.",
    "referral": "Your own referral.",
    "transferred": "Handed over to you.",
    "looked_up": "You looked them up and took them.",
}


def explain(why: Why, *, at: datetime, zone: str) -> str:
    """One line in plain words, true at the moment `at` of the pull; clock times in `zone`."""
    if why.rule == "own_promise" and why.due_at:
        return f"You promised to call at {_clock(why.due_at, at, zone)}."
    if why.rule == "promise" and why.due_at:
        return f"A call was promised for {_clock(why.due_at, at, zone)}, and its time has passed."
    if why.rule in TAKEN:
        return TAKEN[why.rule]
    asked = f"{age(at - why.asked_at)} ago"
    if why.times_asked > 1 and why.round == 1:
        return f"Asked again {asked}: the freshest wish comes first."
    if why.round == 1:
        new = f"New: asked {asked}, and nobody has called yet."
        return f"First round: asked {asked}; somebody had it before." if why.had_before else new
    return f"Round {why.round} is due: asked {asked}, not settled for good yet."


def _clock(moment: datetime, at: datetime, zone: str) -> str:
    local, today = moment.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone)).date()
    return f"{local:%H:%M}" if local.date() == today else f"{local:%H:%M on %d %B}"


def age(span: timedelta) -> str:
    """A span in the largest unit that says enough: 40 s, 12 min, 3 h, 5 days."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (size < 86_400 and seconds >= size):
            count = seconds // size
            return f"{count} {unit}{'s' if unit == 'day' else ''}"
    return f"{seconds} s"


def best(heads: Sequence[tuple[float, int]]) -> int | None:
    """The lane whose head scores highest (score, lane); ties go to the lower lane."""
    return min(heads, key=lambda h: (-h[0], h[1]))[1] if heads else None
