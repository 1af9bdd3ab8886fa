"""Ranking of cards: the index of acting now over acting later, as a static key.

Plain Python without Django, clock or I/O.

index = v · p · q_k · f(a) · (1 − R(T)) / d_k. With exponential decay in a lane, the order inside it
never changes (Cauchy). The key is therefore written once, and an index serves it:

    key   = ln(v · p · q_k / d_k) + ln f(b) + λ · (b + t0 − EPOCH)

    score = key − λ · (now − EPOCH) + ln(1 − R_lane(T)) + ln m(hour)

b is the age at which the lane's piece of the curve f begins (decay.py). T is the time until the
card would otherwise be reached. R_lane is the interest then left at the lane's middle age. A pull
compares only the heads of the lanes. The key has everything that differs inside a lane; the pull
adds what a lane has in common. The explanation is exact, because ln index is a sum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pullahead.base.frozen import replace
from pullahead.pull.contact_rates import START, Rates
from pullahead.pull.contact_rates import contact_chance as contact_chance
from pullahead.pull.contact_rates import minutes as minutes
from pullahead.pull.decay import EVEN, MAX_HALF_LIFE_HOURS, Curve, curve
from pullahead.pull.rules import Card, Lane

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
# Callbacks past their grace period go ahead of every key, earliest due first.
AHEAD = 1e9
# T, the time until a card is otherwise reached: its value before a count, and its bounds
DEFAULT_WAIT = timedelta(hours=4)
WAIT_AT_LEAST, WAIT_AT_MOST = timedelta(minutes=5), timedelta(hours=72)
# With this much work for each agent, the wait is about that work. A smaller backlog is reached
# sooner (it is cleared), a larger one later (more leads arrive), by a factor within these bounds.
USUAL, SOONER, LATER = timedelta(hours=5), 0.25, 4.0
# Leads with a gain below this share of the best one's do not count as waiting work.
WORTH_WORKING = 0.01


@dataclass(frozen=True, slots=True)
class RankingInputs:
    """Inputs of a lead's key: value, chance, decay and rates, and the skills of its lane.

    Value is in currency units > 0, the chance given contact in (0–1], the half-life in hours > 0.
    The curve has a name. Contact rates and minutes are those in use.
    """

    value: float
    chance: float
    half_life_hours: float
    asked_at: datetime
    curve: str = EVEN
    skills: str = ""
    rates: Rates = START
    # of the source by a team lead, 1 to 3: raises the order, not the value
    boost: float = 1.0


def estimate_wait(*, ready: int, agents: int, rates: Rates = START) -> timedelta:
    """Estimate T, the time until a card is otherwise reached, from workable cards and agents.

    Measured by bench.ranking: T as the wait of a head, between 4 and 24 h, loses 6 % on small
    backlogs with fast decay. It loses 8 % under a load of 2.6.
    """
    work = timedelta(minutes=ready * minutes(1, rates) / max(agents, 1))
    factor = min(max(work / USUAL, SOONER), LATER)
    return min(max(work * factor, WAIT_AT_LEAST), WAIT_AT_MOST)


@dataclass(frozen=True, slots=True)
class RankPosition:
    """Position of a card in its lane, and when its curve's next piece begins."""

    key: float
    rekey_at: datetime | None = None


def nurtured(worth: RankingInputs, card: Card) -> RankingInputs:
    """Return a card's own inputs: those of a nurtured lead count from its touch.

    Its chance is multiplied by the factor of its stage, which only orders leads and may pass 1.
    """
    if not card.stage or card.touch_at is None:
        return worth
    factor = dict(worth.rates.stages).get(card.stage, 1.0)
    return replace(
        worth,
        chance=worth.chance * factor,
        asked_at=card.touch_at,
        curve=EVEN,
        rates=replace(worth.rates, contact=worth.rates.touches or worth.rates.contact),
    )


def place(worth: RankingInputs, *, round: int, now: datetime) -> RankPosition:
    """Return the position of a card in round `round`."""
    fades = curve_of(worth)
    piece = fades.piece_at((now - worth.asked_at).total_seconds())
    end = fades.ends(piece)
    return RankPosition(
        key(worth, round=round, piece=piece),
        None if end is None else worth.asked_at + timedelta(seconds=end),
    )


def key(worth: RankingInputs, *, round: int, piece: int = 0) -> float:
    """Return the static key of a card in its lane; a higher key comes first."""
    fades = curve_of(worth)
    per_minute = contact_chance(round, worth.rates) / minutes(round, worth.rates)
    gain = worth.value * worth.chance * per_minute * worth.boost
    began = (worth.asked_at - EPOCH).total_seconds() + fades.begins[piece]
    return math.log(gain) + fades.levels[piece] + fades.rates[piece] * began


def next_piece(card: Card, lane: Lane, *, now: datetime) -> tuple[Card, Lane]:
    """Return the lane (without id) and key of a card whose age reached a later piece of its curve.

    The key is continuous where two pieces meet. Only the card's own key and its moment are
    therefore needed.
    """
    fades = curve(lane.curve, lane.half_life_hours)
    piece, at, moved = lane.piece, card.rekey_at, card.key
    while at is not None and at <= now and fades.ends(piece) is not None:
        moved += (fades.rates[piece + 1] - fades.rates[piece]) * (at - EPOCH).total_seconds()
        begins, end = fades.begins[piece + 1], fades.ends(piece + 1)
        at = None if end is None else at + timedelta(seconds=end - begins)
        piece += 1
    return replace(card, key=moved, rekey_at=at), replace(lane, piece=piece, id=0)


def curve_of(worth: RankingInputs) -> Curve:
    """Return the curve of a lead's interest."""
    return curve(worth.curve, _half_life(worth))


def lane_for(windows: str, worth: RankingInputs, *, now: datetime, callback: bool = False) -> Lane:
    """Return the lane (without id) of a lead that may be called in these windows.

    The lane is that of callbacks, or that of the current piece of the lead's curve.
    """
    hours = _half_life(worth)
    if callback:
        return Lane(windows, hours, True, worth.skills)
    piece = curve_of(worth).piece_at((now - worth.asked_at).total_seconds())
    return Lane(windows, hours, skills=worth.skills, curve=worth.curve, piece=piece)


def _half_life(worth: RankingInputs) -> float:
    return min(worth.half_life_hours, MAX_HALF_LIFE_HOURS)


def callback_key(due: datetime) -> float:
    """Return the key in a lane of callbacks: earliest due first."""
    return -(due - EPOCH).total_seconds()


def offset(
    lane: Lane, *, now: datetime, wait_estimate: timedelta = DEFAULT_WAIT, hour: float = 1.0
) -> float:
    """Return a lane's addition to its head's key, to compare heads of different lanes.

    `wait_estimate` is T. `hour` is m, the contact rate of this hour over that of other hours (> 0).
    """
    if lane.callback:
        return AHEAD
    rate, urgency = _urgency(lane, wait_estimate)
    return -rate * (now - EPOCH).total_seconds() + urgency + math.log(hour)


@lru_cache(maxsize=4_096)
def _urgency(lane: Lane, wait_estimate: timedelta) -> tuple[float, float]:
    """Return the rate of a lane's piece, and ln(1 − R(T)): constant until T is recounted."""
    fades = curve(lane.curve, lane.half_life_hours)
    return fades.rates[lane.piece], math.log(
        fades.lost_by(lane.piece, wait_estimate.total_seconds())
    )


def best(heads: Sequence[tuple[float, int]]) -> int | None:
    """Return the lane whose head scores highest (score, lane); ties go to the lower lane."""
    return min(heads, key=lambda h: (-h[0], h[1]))[1] if heads else None
