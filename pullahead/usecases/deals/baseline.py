"""Compare the cycle times before and after the first publish, with an interval that can hold 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import median

from pullahead.pipeline.measures import ENOUGH

DRAWS = 2_000
SIDE = 2_000  # values of a side that a draw uses at most


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Medians before and after, and the 95 % interval of their difference (after − before)."""

    code: str  # of the closes compared; blank: all
    before: int
    after: int
    median_before: float | None = None
    median_after: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def enough(self) -> bool:
        """Return whether both sides have 20 closed deals."""
        return self.low is not None

    @property
    def shown(self) -> bool:
        """Return whether a difference is shown: 0 lies outside the interval."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def before_after(
    *, before: Sequence[int], after: Sequence[int], seed: int, code: str = ""
) -> BeforeAfter:
    """Return the comparison by a seeded bootstrap: equal deals give an equal answer."""
    if min(len(before), len(after)) < ENOUGH:
        return BeforeAfter(code, len(before), len(after))
    dice = Random(seed)
    old, new = sorted(before[-SIDE:]), sorted(after[-SIDE:])
    drawn = sorted(
        median(dice.choices(new, k=len(new))) - median(dice.choices(old, k=len(old)))
        for _ in range(DRAWS)
    )
    return BeforeAfter(
        code,
        len(before),
        len(after),
        median(before),
        median(after),
        drawn[round(DRAWS * 0.025)],
        drawn[round(DRAWS * 0.975) - 1],
    )
