"""Which card next: the index of acting now over acting later, as a static key. PURE.

index = v · p · q_k · f(a) · (1 − R(T)) / d_k. With exponential decay in a lane the order inside it
never changes (Cauchy), so the key is written once and an index serves it:

    key   = ln(v · p · q_k / d_k) + ln f(b) + λ · (b + t0 − EPOCH)
    score = key − λ · (now − EPOCH) + ln(1 − R_lane(T)) + ln m(hour)

where b is the age at which the lane's piece of the curve f begins (curves.py), T the time until the
card would otherwise be reached, and R_lane what is then left of the interest at the lane's middle
age. At a pull only the heads of the lanes are compared. Everything that differs inside a lane is in
the key; what a lane has in common is added at the pull, so the explanation is exact: ln index is a
sum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pullahead.pull.contact_rates import START, Rates
from pullahead.pull.contact_rates import contact_chance as contact_chance
from pullahead.pull.contact_rates import minutes as minutes
from pullahead.pull.decay import EVEN, MAX_HALF_LIFE_HOURS, Curve, curve
from pullahead.pull.rules import Card, Lane

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
# Callbacks past their grace go ahead of every key, earliest due first.
AHEAD = 1e9
# T, the time until a card would otherwise be reached: before it was counted, and its bounds
DEFAULT_WAIT = timedelta(hours=4)
WAIT_AT_LEAST, WAIT_AT_MOST = timedelta(minutes=5), timedelta(hours=72)
# A backlog of so much work a head is reached about when it says; a smaller one sooner (it is
# cleared), a larger one later (more comes in meanwhile), by a factor within these.
USUAL, SOONER, LATER = timedelta(hours=5), 0.25, 4.0
# Leads whose gain is below this share of the best one's are not counted as work that waits.
WORTH_WORKING = 0.01


@dataclass(frozen=True, slots=True)
class RankingInputs:
    """What a lead's key is made of: value (currency units > 0), chance given contact (0–1],
    half-life (hours > 0) and the name of its curve, when the person last asked; the skills that
    its lane needs; and the rates of contact and minutes that are in use."""

    value: float
    chance: float
    half_life_hours: float
    asked_at: datetime
    curve: str = EVEN
    skills: str = ""
    rates: Rates = START


def estimate_wait(*, ready: int, agents: int, rates: Rates = START) -> timedelta:
    """T: the time until a card would otherwise be reached, from the ready cards that are worth
    working and the agents present.

    Measured by bench.ranking: the work that waits a head as T itself, between 4 and 24 h, loses
    6 % on small backlogs of what decays fast, and 8 % under a load of 2.6.
    """
    work = timedelta(minutes=ready * minutes(1, rates) / max(agents, 1))
    factor = min(max(work / USUAL, SOONER), LATER)
    return min(max(work * factor, WAIT_AT_LEAST), WAIT_AT_MOST)


@dataclass(frozen=True, slots=True)
class RankPosition:
    """Where a card stands in its lane, and when it comes to the next piece of its curve."""

    key: float
    rekey_at: datetime | None = None


def place(worth: RankingInputs, *, round: int, now: datetime) -> RankPosition:
    """The place of a card in round `round`."""
    fades = curve_of(worth)
    piece = fades.piece_at((now - worth.asked_at).total_seconds())
    end = fades.ends(piece)
    return RankPosition(
        key(worth, round=round, piece=piece),
        None if end is None else worth.asked_at + timedelta(seconds=end),
    )


def key(worth: RankingInputs, *, round: int, piece: int = 0) -> float:
    """The static key of a card in its lane; higher is sooner."""
    fades = curve_of(worth)
    per_minute = contact_chance(round, worth.rates) / minutes(round, worth.rates)
    gain = worth.value * worth.chance * per_minute
    began = (worth.asked_at - EPOCH).total_seconds() + fades.begins[piece]
    return math.log(gain) + fades.levels[piece] + fades.rates[piece] * began


def next_piece(card: Card, lane: Lane, *, now: datetime) -> tuple[Card, Lane]:
    """A card whose age has come to the next piece of its curve, or to the one after: its lane
    (without an id yet) and key. The key is continuous where two pieces meet, so that nothing
    but the card's own key and its moment is needed."""
    fades = curve(lane.curve, lane.half_life_hours)
    piece, at, moved = lane.piece, card.rekey_at, card.key
    while at is not None and at <= now and fades.ends(piece) is not None:
        moved += (fades.rates[piece + 1] - fades.rates[piece]) * (at - EPOCH).total_seconds()
        begins, end = fades.begins[piece + 1], fades.ends(piece + 1)
        at = None if end is None else at + timedelta(seconds=end - begins)
        piece += 1
    return replace(card, key=moved, rekey_at=at), replace(lane, piece=piece, id=0)


def curve_of(worth: RankingInputs) -> Curve:
    """The curve that a lead's interest follows."""
    return curve(worth.curve, _half_life(worth))


def lane_for(windows: str, worth: RankingInputs, *, now: datetime, callback: bool = False) -> Lane:
    """The lane (without an id yet) of a lead that may be called in these windows: of callbacks, or
    of the piece of its curve that it is in."""
    hours = _half_life(worth)
    if callback:
        return Lane(windows, hours, True, worth.skills)
    piece = curve_of(worth).piece_at((now - worth.asked_at).total_seconds())
    return Lane(windows, hours, skills=worth.skills, curve=worth.curve, piece=piece)


def _half_life(worth: RankingInputs) -> float:
    return min(worth.half_life_hours, MAX_HALF_LIFE_HOURS)


def callback_key(due: datetime) -> float:
    """In a lane of callbacks: earliest due first."""
    return -(due - EPOCH).total_seconds()


def offset(
    lane: Lane, *, now: datetime, wait_estimate: timedelta = DEFAULT_WAIT, hour: float = 1.0
) -> float:
    """What a lane adds to its head's key so that heads of different lanes can be compared.

    `wait_estimate` is T; `hour` is m, how much better its people are reached now than at other
    hours (> 0).
    """
    if lane.callback:
        return AHEAD
    rate, urgency = _urgency(lane, wait_estimate)
    return -rate * (now - EPOCH).total_seconds() + urgency + math.log(hour)


@lru_cache(maxsize=4_096)
def _urgency(lane: Lane, wait_estimate: timedelta) -> tuple[float, float]:
    """The rate of a lane's piece, and ln(1 − R(T)): the same until T is counted anew."""
    fades = curve(lane.curve, lane.half_life_hours)
    return fades.rates[lane.piece], math.log(
        fades.lost_by(lane.piece, wait_estimate.total_seconds())
    )


def best(heads: Sequence[tuple[float, int]]) -> int | None:
    """The lane whose head scores highest (score, lane); ties go to the lower lane."""
    return min(heads, key=lambda h: (-h[0], h[1]))[1] if heads else None
