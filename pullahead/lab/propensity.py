"""Inverse-propensity estimates of a comparison by lead, with intervals.

Plain Python without Django, clock or I/O.

Each lead weighs 1 ÷ the probability of its draw, so that both scripts stand for all drawn leads. A
rate is the weighted mean of its leads (Hájek). All drawn leads count, also those that were never
reached. For the interval, each script gets two more leads of mean weight, one with a result and one
without (Agresti and Caffo, 2000): rates near 0 then have no interval of zero width.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from pullahead.lab.switchback import LEVEL, POWER

LEADS_NEEDED = 20  # for each script
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)


@dataclass(frozen=True, slots=True)
class DrawnLead:
    """Lead with its drawn script, the probability of the draw, and its result."""

    arm: str
    probability: float
    counts: bool  # has the result that is compared
    minutes: float = 0.0  # of its claims


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """Figures of one script."""

    leads: int
    results: int
    rate: float  # weighted
    minutes: float  # of claims a lead, weighted


@dataclass(frozen=True, slots=True)
class ScriptEffect:
    """Rates of both scripts, and B minus A with its 90 % interval."""

    a: ArmFigures
    b: ArmFigures
    low: float
    high: float

    @property
    def difference(self) -> float:
        """Rate of B minus rate of A."""
        return self.b.rate - self.a.rate

    @property
    def settled(self) -> bool:
        """Return whether the interval lies on one side of zero."""
        return self.low > 0 or self.high < 0


def effect(drawn: Iterable[DrawnLead]) -> ScriptEffect | None:
    """Return the effect of script B; None with fewer than LEADS_NEEDED leads of a script."""
    by_arm: dict[str, list[DrawnLead]] = {"a": [], "b": []}
    for lead in drawn:
        by_arm[lead.arm].append(lead)
    if min(len(leads) for leads in by_arm.values()) < LEADS_NEEDED:
        return None
    (rate_a, variance_a), (rate_b, variance_b) = (_padded(by_arm[arm]) for arm in ("a", "b"))
    middle, half = rate_b - rate_a, Z * math.sqrt(variance_a + variance_b)
    low, high = max(middle - half, -1.0), min(middle + half, 1.0)
    return ScriptEffect(_figures(by_arm["a"]), _figures(by_arm["b"]), low, high)


def _figures(leads: Sequence[DrawnLead]) -> ArmFigures:
    total = math.fsum(1 / lead.probability for lead in leads)
    return ArmFigures(
        leads=len(leads),
        results=sum(lead.counts for lead in leads),
        rate=math.fsum(lead.counts / lead.probability for lead in leads) / total,
        minutes=math.fsum(lead.minutes / lead.probability for lead in leads) / total,
    )


def _padded(leads: Sequence[DrawnLead]) -> tuple[float, float]:
    """Return the rate and its variance, with one more lead of each result."""
    weights = [1 / lead.probability for lead in leads]
    mean = math.fsum(weights) / len(weights)
    weighted = [(w, float(lead.counts)) for w, lead in zip(weights, leads, strict=True)]
    weighted += [(mean, 0.0), (mean, 1.0)]
    total = math.fsum(w for w, _ in weighted)
    rate = math.fsum(w * y for w, y in weighted) / total
    return rate, math.fsum((w * (y - rate)) ** 2 for w, y in weighted) / total**2


def detectable(rate: float, leads: float, share_b: float) -> float:
    """Return the difference that is found with a chance of 80 %, at a 90 % interval."""
    if leads <= 0 or not 0 < rate < 1:
        return math.inf
    both = Z + NormalDist().inv_cdf(POWER)
    return both * math.sqrt(rate * (1 - rate) / leads * (1 / share_b + 1 / (1 - share_b)))
