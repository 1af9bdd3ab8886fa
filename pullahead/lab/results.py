"""Comparison of policies over seeds: means and paired differences with 95 % intervals.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pullahead.base.wording import worded
from pullahead.lab.figures import RunFigures
from pullahead.lab.policies import BASELINE, POLICIES
from pullahead.reports.distributions import beta_quantile

CONFIDENCE = 0.95
LEAST_SEEDS = 10
OURS = "pull-next-best"


@dataclass(frozen=True, slots=True)
class SeedEstimate:
    """Mean over seeds with half the width of its interval; None if a run has no value."""

    mean: float | None
    half: float | None

    @property
    def sign(self) -> int:
        """Return 1 or −1 if the interval excludes 0, else 0."""
        if self.mean is None or self.half is None or abs(self.mean) <= self.half:
            return 0
        return 1 if self.mean > 0 else -1


@dataclass(frozen=True, slots=True)
class LabMeasure:
    """One column of a comparison. `relative`: differences are in percent of the baseline."""

    code: str
    label: str
    unit: str  # percent, count, minutes, money
    of: Callable[[RunFigures], float | None]
    relative: bool = False


MEASURES = (
    LabMeasure("contact", worded("Contacted"), "percent", lambda f: f.contact * 100),
    LabMeasure("conversion", worded("Sold"), "percent", lambda f: f.conversion * 100, True),
    LabMeasure("value", worded("Value"), "money", lambda f: f.value, True),
    LabMeasure(
        "first_median", worded("First attempt, median"), "minutes", lambda f: f.first_median
    ),
    LabMeasure("first_p90", worded("First attempt, 90 %"), "minutes", lambda f: f.first_p90),
    LabMeasure(
        "untouched_week",
        worded("Untouched after 7 days"),
        "percent",
        lambda f: f.untouched_week * 100,
    ),
    LabMeasure("never", worded("Never attempted"), "percent", lambda f: f.never * 100),
    LabMeasure("attempts", worded("Attempts per lead"), "count", lambda f: f.attempts),
    LabMeasure("dead", worded("Dead leads"), "count", lambda f: f.dead),
)


@dataclass(frozen=True, slots=True)
class PolicyComparison:
    """Figures of one policy, and their differences from the baseline, by measure."""

    policy: str
    figures: Mapping[str, SeedEstimate]
    differences: Mapping[str, SeedEstimate]


@dataclass(frozen=True, slots=True)
class LabVerdict:
    """Clear difference on a measure between Pullahead's policy and another one."""

    measure: str
    winner: str
    loser: str
    by: SeedEstimate  # in percent of the loser's


@dataclass(frozen=True, slots=True)
class LabComparison:
    """Policies of one world over the same seeds."""

    baseline: str
    seeds: int
    leads: float  # counted leads a run, mean
    rows: Sequence[PolicyComparison]
    verdicts: Sequence[LabVerdict]


def compare(runs: Sequence[RunFigures], baseline: str = BASELINE) -> LabComparison:
    """Compare policies over the seeds that all of them have; without runs, ValueError."""
    by_policy: dict[str, dict[int, RunFigures]] = {}
    for one in runs:
        by_policy.setdefault(one.policy, {})[one.seed] = one
    if not by_policy:
        raise ValueError("no runs to compare")
    seeds = sorted(set.intersection(*(set(found) for found in by_policy.values())))
    paired = {name: [found[seed] for seed in seeds] for name, found in by_policy.items()}
    base = baseline if baseline in paired else next(iter(paired))
    rows = [_row(name, found, paired[base]) for name, found in paired.items()]
    leads = math.fsum(one.leads for one in paired[base]) / max(len(seeds), 1)
    return LabComparison(base, len(seeds), leads, rows, verdicts(paired))


def _row(name: str, runs: Sequence[RunFigures], base: Sequence[RunFigures]) -> PolicyComparison:
    return PolicyComparison(
        name,
        {one.code: estimate([one.of(run) for run in runs]) for one in MEASURES},
        {one.code: difference(one, runs, base) for one in MEASURES},
    )


def difference(
    measure: LabMeasure, runs: Sequence[RunFigures], base: Sequence[RunFigures]
) -> SeedEstimate:
    """Return the mean paired difference of a measure, in percent of the base if relative."""
    found: list[float | None] = []
    for run, other in zip(runs, base, strict=True):
        mine, theirs = measure.of(run), measure.of(other)
        if mine is None or theirs is None:
            found.append(None)
        elif measure.relative:
            found.append((mine / theirs - 1) * 100 if theirs else None)
        else:
            found.append(mine - theirs)
    return estimate(found)


def verdicts(paired: Mapping[str, Sequence[RunFigures]]) -> list[LabVerdict]:
    """Return who clearly wins on value and on sales: Pullahead's policy, or each other one."""
    if OURS not in paired:
        return []
    found = []
    for measure in (one for one in MEASURES if one.relative):
        for name in paired:
            if name == OURS:
                continue
            by = difference(measure, paired[OURS], paired[name])
            if by.sign > 0:
                found.append(LabVerdict(measure.code, OURS, name, by))
            elif by.sign < 0:
                other = difference(measure, paired[name], paired[OURS])
                found.append(LabVerdict(measure.code, name, OURS, other))
    return found


def estimate(values: Sequence[float | None]) -> SeedEstimate:
    """Return the mean of the seeds with its Student interval."""
    known = [one for one in values if one is not None]
    if not known or len(known) < len(values):
        return SeedEstimate(None, None)
    n, mean = len(known), math.fsum(known) / len(known)
    if n < 2:
        return SeedEstimate(mean, None)
    sd = math.sqrt(math.fsum((one - mean) ** 2 for one in known) / (n - 1))
    return SeedEstimate(mean, student(n - 1) * sd / math.sqrt(n))


@lru_cache(maxsize=256)
def student(freedom: int) -> float:
    """Return the quantile of Student's t that leaves 2.5 % above it."""
    x = beta_quantile(1 - CONFIDENCE, freedom / 2, 0.5)
    return math.sqrt(freedom * (1 / x - 1))


def title(policy: str) -> str:
    """Return a policy's title; an unknown name is its own."""
    found = POLICIES.get(policy)
    return found.title if found else policy
