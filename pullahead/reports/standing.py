"""Formula of standing: a guard against neglect, no ranking.

Plain Python without Django, clock or I/O.

Each formula has a worked example in tests/test_standing.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WEIGHTS = {"worked": 0.35, "callbacks": 0.25, "quick": 0.2, "results": 0.2}
PSEUDO_EVENTS = 20.0
HALF_LIFE_DAYS, WINDOW_DAYS = 10.0, 28
RESULTS_FROM = 20.0  # E
CLAIMS_FROM = 40  # in the window, before supply is throttled
NEWCOMER, NEWCOMER_DAYS = 50.0, 10
HALF, RECOVERED, QUARTER = 40.0, 50.0, 20.0
AT_MOST = 0.10  # of a floor's people


@dataclass(frozen=True, slots=True)
class StandingPart:
    """Good events and all events of one part, each weighted by its age."""

    good: float = 0.0
    all: float = 0.0
    good_n: int = 0  # events, without weights
    n: int = 0

    @property
    def share(self) -> float | None:
        """Share of good events; None without data."""
        return self.good / self.all if self.all > 0 else None


@dataclass(frozen=True, slots=True)
class StandingInputs:
    """Inputs of one person; `quick` is None where no telephony reports calls."""

    worked: StandingPart
    callbacks: StandingPart
    quick: StandingPart | None = None
    ratio: float | None = None  # R
    expected: float = 0.0  # E
    results: tuple[int, float, float] | None = None  # w, E, κ
    claims: int = 0
    working_days: int = NEWCOMER_DAYS

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return good and all events of each part."""
        parts = {"worked": self.worked, "callbacks": self.callbacks, "quick": self.quick}
        return {name: (part.good_n, part.n) for name, part in parts.items() if part is not None}


def weight(age_days: float) -> float:
    """Return the weight of an event: half after 10 days, none after 28."""
    return 0.5 ** (age_days / HALF_LIFE_DAYS) if 0 <= age_days <= WINDOW_DAYS else 0.0


def part_of(events: Iterable[tuple[bool, float]]) -> StandingPart:
    """Return the part of events, each whether it was good and its age in days."""
    weighed = [(good, weight(age)) for good, age in events]
    return StandingPart(
        good=sum(w for good, w in weighed if good),
        all=sum(w for _, w in weighed),
        good_n=sum(good for good, _ in weighed),
        n=len(weighed),
    )


def shrunk(part: StandingPart, floor_mean: float) -> float:
    """Return a share drawn to the floor's mean by 20 pseudo-events."""
    return (part.good + PSEUDO_EVENTS * floor_mean) / (part.all + PSEUDO_EVENTS)


def judged_parts(person: StandingInputs, floor: Mapping[str, float]) -> dict[str, float]:
    """Return the parts that can be judged, each in [0, 1]. `floor` has the floor's means."""
    parts = {
        "worked": shrunk(person.worked, floor["worked"]),
        "callbacks": shrunk(person.callbacks, floor["callbacks"]),
    }
    if person.quick is not None:
        parts["quick"] = shrunk(person.quick, floor["quick"])
    if person.ratio is not None and person.expected >= RESULTS_FROM:
        parts["results"] = min(max(0.5 + person.ratio - 1, 0.0), 1.0)
    return parts


def standing(person: StandingInputs, floor: Mapping[str, float]) -> float:
    """Return the standing, 0–100. A part that cannot be judged gives its weight to the others."""
    if person.working_days < NEWCOMER_DAYS:
        return NEWCOMER
    parts = judged_parts(person, floor)
    whole = sum(WEIGHTS[name] for name in parts)
    return 100 * sum(WEIGHTS[name] * value for name, value in parts.items()) / whole


def every_nth(people: Mapping[int, tuple[float, int]], before: Mapping[int, int]) -> dict[int, int]:
    """Return people who get fresh leads only in every n-th pull, while good leads are scarce.

    `people` has standing and claims in the window, `before` yesterday's answer. At most a tenth of
    the floor, lowest first. Below 40: every second pull, until back at 50. Below 20: every fourth.
    """
    low = {
        person: value
        for person, (value, claims) in people.items()
        if claims >= CLAIMS_FROM and value < (RECOVERED if person in before else HALF)
    }
    lowest = sorted(low, key=lambda person: (low[person], person))[: int(len(people) * AT_MOST)]
    return {person: 4 if low[person] < QUARTER else 2 for person in lowest}
