"""Formulas of yield: maturity of wins, and results over expectation.

Plain Python without Django, clock or I/O.

Each formula has a worked example in tests/test_yield_rates.py.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pullahead.reports.distributions import gamma_quantile

HORIZON = 90  # days within which a win counts
WINS_FOR_OWN_CURVE = 50
WINS_FOR_OWN_STRENGTH = 600
START_STRENGTH = 20.0
STRENGTHS = (5.0, 60.0)
VERDICT_FROM = 30.0  # E below which no verdict is given
# Share of the wins within 90 days by age, until the own curve is known: Olist, 842 deals
START_CURVE = ((0, 0.0), (7, 0.37), (30, 0.79), (HORIZON, 1.0))


@dataclass(frozen=True, slots=True)
class Win:
    """Days from a claim's start to the win, rounded up; and days until now, rounded down."""

    delay: int
    age: int


def maturity(wins: Sequence[Win]) -> tuple[float, ...]:
    """Return G(0) … G(90): share of the wins within 90 days that have come by each age.

    Estimated in reverse time, since young leads show only their fast wins. G(90) = 1, and
    G(t − 1) = G(t) · (1 − wins at t ÷ wins with delay ≤ t of leads at least t days old).
    """
    found = [1.0]
    for day in range(HORIZON, 0, -1):
        at = sum(w.delay == day and w.age >= day for w in wins)
        by = sum(w.delay <= day and w.age >= day for w in wins)
        found.append(found[-1] * (1 - at / by) if by else found[-1])
    return tuple(reversed(found))


def maturity_in_use(wins: Sequence[Win]) -> tuple[float, ...]:
    """Return the own curve from 50 wins on, else the start curve."""
    if len(wins) >= WINS_FOR_OWN_CURVE:
        return maturity(wins)
    return tuple(_on_start_curve(day) for day in range(HORIZON + 1))


def _on_start_curve(day: int) -> float:
    for (left, low), (right, high) in pairwise(START_CURVE):
        if day <= right:
            return low + (high - low) * (day - left) / (right - left)
    return 1.0


def share_at(curve: Sequence[float], days: float) -> float:
    """Return G at an age in days ≥ 0; 1 from 90 days on."""
    return curve[min(int(days), HORIZON)]


def wins_expected(wins: int, ages: Collection[float], curve: Sequence[float]) -> float | None:
    """Return wins ÷ G(age) of leads of these ages in days: their wins once they are 90 days old.

    None if no win is usual at these ages.
    """
    come = math.fsum(share_at(curve, age) for age in ages)
    return wins * len(ages) / come if come > 0 else None


@dataclass(frozen=True, slots=True)
class Results:
    """Wins of a person beside those expected: w, E, R, its 90 % interval, and κ."""

    wins: int
    expected: float
    ratio: float
    low: float
    high: float
    strength: float = START_STRENGTH

    @property
    def judged(self) -> bool:
        """Return whether the expectation is large enough for a verdict."""
        return self.expected >= VERDICT_FROM

    @property
    def wide(self) -> tuple[float, float]:
        """The 99 % interval, for lists: of 30 equals, 0.6 are outside the one of 90 %."""
        return interval_of(self.wins, self.expected, self.strength, share=0.99)

    @property
    def verdict(self) -> str:
        """`above` or `below` expectation beyond doubt in a list of people; else empty."""
        low, high = self.wide
        if not self.judged or low <= 1 <= high:
            return ""
        return "above" if low > 1 else "below"


def interval_of(
    wins: int, expected: float, strength: float, *, share: float
) -> tuple[float, float]:
    """Return the interval of Gamma(w + κ, E + κ) that holds this share."""
    tail = (1 - share) / 2
    shape, rate = wins + strength, expected + strength
    return gamma_quantile(tail, shape, rate), gamma_quantile(1 - tail, shape, rate)


def results(wins: int, expected: float, *, strength: float = START_STRENGTH) -> Results:
    """Return R = (w + κ) ÷ (E + κ) and the 90 % interval of Gamma(w + κ, E + κ)."""
    low, high = interval_of(wins, expected, strength, share=0.9)
    ratio = (wins + strength) / (expected + strength)
    return Results(wins, expected, ratio, low, high, strength)


def calibrated(
    sums: Mapping[int, tuple[int, float]],
) -> dict[int, tuple[int, float]]:
    """Return (w, E) of each person; E is Σe × the rest of the floor's Σw ÷ Σe.

    A person whose floor has no other expectation keeps the own Σe.
    """
    all_wins = sum(w for w, _ in sums.values())
    all_e = math.fsum(e for _, e in sums.values())
    found = {}
    for person, (w, e) in sums.items():
        others = all_e - e
        found[person] = (w, e * (all_wins - w) / others if others > 0 else e)
    return found


def strength(people: Iterable[tuple[int, float]]) -> float:
    """Return κ: 20 until the floor has 600 wins, then the most likely value within 5–60."""
    there = list(people)
    if sum(w for w, _ in there) < WINS_FOR_OWN_STRENGTH:
        return START_STRENGTH
    low, high = STRENGTHS
    tries = [low + (high - low) * n / 110 for n in range(111)]
    return max(tries, key=lambda kappa: _likelihood(kappa, there))


def _likelihood(kappa: float, people: Sequence[tuple[int, float]]) -> float:
    """Return the log-likelihood of w ~ Poisson(E · R), R ~ Gamma(κ, κ), without constants."""
    return math.fsum(
        math.lgamma(w + kappa)
        - math.lgamma(kappa)
        + kappa * math.log(kappa)
        - (w + kappa) * math.log(e + kappa)
        for w, e in people
    )
