"""Contact rates and minutes, measured on settled claims and shrunk toward the start values.

Plain Python without Django, clock or I/O.

Each figure is a mean with a prior, so that few claims change it little: beta-binomial for rates,
and for minutes a mean with PRIOR claims at the start value. Rounds are shrunk toward the hazard of
the start values at the organization's own level. An organization that reaches few customers at
first is not expected to reach many later.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pullahead.pull import contact_rates as known
from pullahead.pull.contact_rates import START, Rates, inside

# claims with a call from which rates are measured, and from which hours are
ENOUGH, ENOUGH_FOR_HOURS = 200, 1_000
# how many claims each start value is worth: the level, each round, each kind of minutes
LEVEL_PRIOR, ROUND_PRIOR, MINUTES_PRIOR = 50.0, 100.0, 50.0
# and m = 1 of each hour: how many people reached
HOUR_PRIOR = 30.0
# and the start factor of each nurturing stage, in expected sales
STAGE_PRIOR = 10.0
ROUNDS = len(known.HAZARD)
ROUND_NUMBERS = range(1, ROUNDS + 1)
# rates that change every index by less than this factor are not activated
WORTH_MOVING = 0.05


@dataclass(frozen=True, slots=True)
class Work:
    """Settled claim with a call: its round, contact, minutes and hour.

    The minutes are None after a late settle. The hour (0–23) is that of the lead's clock; None if
    the lead has several.
    """

    round: int  # of a nurtured lead, its touch
    reached: bool
    minutes: float | None = None
    hour: int | None = None
    nurtured: bool = False


@dataclass(frozen=True, slots=True)
class StageCount:
    """Decided leads of a nurturing stage: sales, and expected sales by their chances."""

    stage: str
    leads: int
    won: int
    expected: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Rates, and the data that they were measured on."""

    rates: Rates
    tried: tuple[int, ...]  # claims by round; the last: of that round and later
    reached: tuple[int, ...]
    talks: int  # claims with known minutes in which someone was reached
    silences: int
    by_hour: tuple[int, ...] = field(default=(0,) * known.HOURS)
    # of nurtured leads, by touch; and their decided leads by stage
    touched: tuple[int, ...] = field(default=(0,) * ROUNDS)
    answered: tuple[int, ...] = field(default=(0,) * ROUNDS)
    stages: tuple[StageCount, ...] = ()

    @property
    def claims(self) -> int:
        """Return the number of measured claims."""
        return sum(self.tried) + sum(self.touched)


def measure(works: Sequence[Work], stages: Sequence[StageCount] = ()) -> Measured | None:
    """Return the rates that these claims show; None where they are too few to say anything.

    Nurtured leads are measured apart: contact by touch, and the factor of each stage.
    """
    if len(works) < ENOUGH:
        return None
    tried, reached = _by_round([work for work in works if not work.nurtured])
    touched, answered = _by_round([work for work in works if work.nurtured])
    talk = [w.minutes for w in works if w.reached and w.minutes is not None]
    silence = [w.minutes for w in works if not w.reached and w.minutes is not None]
    rates = Rates(
        contact=_contact(tried, reached),
        talk=_mean(talk, START.talk, known.TALK_BOUNDS),
        no_answer=_mean(silence, START.no_answer, known.NO_ANSWER_BOUNDS),
        touches=_contact(touched, answered),
        stages=_stages(stages),
    )
    by_hour = [0] * known.HOURS
    for work in works:
        if work.hour is not None:
            by_hour[work.hour] += 1
    if sum(by_hour) >= ENOUGH_FOR_HOURS:
        rates = replace(rates, hours=_hours(works, rates))
    return Measured(
        rates,
        tuple(tried),
        tuple(reached),
        len(talk),
        len(silence),
        tuple(by_hour),
        tuple(touched),
        tuple(answered),
        tuple(stages),
    )


def _by_round(works: Sequence[Work]) -> tuple[list[int], list[int]]:
    """Return claims and contacts by round."""
    tried, reached = [0] * ROUNDS, [0] * ROUNDS
    for work in works:
        at = min(work.round, ROUNDS) - 1
        tried[at] += 1
        reached[at] += work.reached
    return tried, reached


def _stages(counts: Sequence[StageCount]) -> tuple[tuple[str, float], ...]:
    """Return the factor of each stage: (won + STAGE_PRIOR · start) / (expected + STAGE_PRIOR)."""
    found = {one.stage: one for one in counts}
    starts = dict(START.stages)
    factors = []
    for stage in sorted({*starts, *found}):
        one, start = found.get(stage), starts.get(stage, 1.0)
        won, expected = (one.won, one.expected) if one else (0, 0.0)
        factor = (won + STAGE_PRIOR * start) / (expected + STAGE_PRIOR)
        factors.append((stage, inside(factor, known.STAGE_BOUNDS)))
    return tuple(factors)


def _contact(tried: Sequence[int], reached: Sequence[int]) -> tuple[float, ...]:
    """q_k = (reached + ROUND_PRIOR · level · hazard_k) / (tried + ROUND_PRIOR)."""
    at_one = math.fsum(n * by for n, by in zip(tried, known.HAZARD, strict=True))
    level = (sum(reached) + LEVEL_PRIOR * known.FIRST_CONTACT) / (at_one + LEVEL_PRIOR)
    return tuple(
        inside((r + ROUND_PRIOR * min(level * by, 1.0)) / (n + ROUND_PRIOR), known.CONTACT_BOUNDS)
        for n, r, by in zip(tried, reached, known.HAZARD, strict=True)
    )


def _mean(found: Sequence[float], start: float, bounds: tuple[float, float]) -> float:
    """The mean of minutes, none counted as more than the upper bound, and the start value."""
    whole = math.fsum(min(m, bounds[1]) for m in found) + MINUTES_PRIOR * start
    return inside(whole / (len(found) + MINUTES_PRIOR), bounds)


def _hours(works: Sequence[Work], rates: Rates) -> tuple[float, ...]:
    """m by hour: reached, over what the rounds of those claims let expect; 1 on average."""
    reached, expected = [HOUR_PRIOR] * known.HOURS, [HOUR_PRIOR] * known.HOURS
    for work in works:
        if work.hour is not None:
            reached[work.hour] += work.reached
            of = replace(rates, contact=rates.touches) if work.nurtured else rates
            expected[work.hour] += known.contact_chance(work.round, of)
    mean = math.fsum(reached) / math.fsum(expected)
    return tuple(
        inside(r / e / mean, known.HOUR_BOUNDS) for r, e in zip(reached, expected, strict=True)
    )


def moves(after: Rates, before: Rates) -> bool:
    """Return whether these rates change a lead enough to be activated."""
    per_minute = [abs(_ln_worth(k, after) - _ln_worth(k, before)) for k in range(1, ROUNDS + 1)]
    touches = replace(after, contact=after.touches), replace(before, contact=before.touches)
    per_minute += [abs(_ln_worth(k, touches[0]) - _ln_worth(k, touches[1])) for k in ROUND_NUMBERS]
    was = dict(before.stages)
    per_minute += [abs(math.log(by / was.get(stage, 1.0))) for stage, by in after.stages]
    ones = (1.0,) * known.HOURS
    hours = zip(after.hours or ones, before.hours or ones, strict=True)
    by_hour = (abs(math.log(a / b)) for a, b in hours)
    return max(*per_minute, *by_hour) > WORTH_MOVING


def _ln_worth(round: int, rates: Rates) -> float:
    return math.log(known.contact_chance(round, rates) / known.minutes(round, rates))
