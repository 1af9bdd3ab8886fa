"""Formulas of the source table: waits, costs, returns, spoilage.

Plain Python without Django, clock or I/O.

Each formula has a worked example in tests/test_measures.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from pullahead.reports.speed import Durations

if TYPE_CHECKING:
    from numpy.typing import NDArray

CENT = Decimal("0.01")
SERVICE_LEVEL = 5 * 60.0  # seconds


@dataclass(frozen=True, slots=True)
class WaitEstimates:
    """Kaplan–Meier estimate of a wait, in seconds.

    A quantile is None if too few waits ended by `longest`, the longest follow-up.
    """

    n: int
    open: int
    never: int
    median: float | None
    p90: float | None
    longest: float | None
    in_time: float | None  # share that ended within SERVICE_LEVEL


@dataclass(frozen=True, slots=True)
class WaitCurve:
    """Estimate of Kaplan and Meier (1958): the share that waits on after each wait that ended."""

    waits: NDArray[Any]  # in order, each once
    left: NDArray[Any]

    def __iter__(self) -> Iterator[tuple[float, float]]:
        return zip(self.waits.tolist(), self.left.tolist(), strict=True)

    def quantile(self, share: float) -> float | None:
        """Return the wait by which a share ended; None if fewer did."""
        # a survival of exactly 1 − share counts, whatever rounding left of it
        within = self.waits[self.left <= 1 - share + 1e-9]
        return float(within[0]) if len(within) else None

    def share_by(self, wait: float) -> float:
        """Return the share that ended within a wait."""
        ended = int(self.waits.searchsorted(wait, side="right"))
        return 1 - float(self.left[ended - 1]) if ended else 0.0


def wait_estimates(
    ended: Durations, *, open: Durations = (), never: int = 0, curve: WaitCurve | None = None
) -> WaitEstimates:
    """Estimate a wait from ended ones, from open ones (censored), and from those never to end.

    A lead that we closed untried never ends its wait. Otherwise the estimate would improve with
    every ignored lead. `curve` is their survival, where it is known.
    """
    import numpy as np  # as in arrays.py: a process without a report does not load it

    if curve is None:
        curve = survival(ended, open, never)
    seen = np.concatenate([np.asarray(ended, float), np.asarray(open, float)])
    return WaitEstimates(
        n=len(seen) + never,
        open=len(open),
        never=never,
        median=curve.quantile(0.5),
        p90=curve.quantile(0.9),
        longest=float(seen.max()) if len(seen) else None,
        in_time=curve.share_by(SERVICE_LEVEL) if len(seen) or never else None,
    )


def survival(ended: Durations, open: Durations, never: int) -> WaitCurve:
    """Return the estimated share still waiting after each wait at which something ended."""
    import numpy as np  # as in wait_estimates

    waits, gone = np.unique(np.asarray(ended, float), return_counts=True)
    ended_before = np.cumsum(gone) - gone
    cut_off_before = np.sort(np.asarray(open, float)).searchsorted(waits)
    at_risk = len(ended) + len(open) + never - ended_before - cut_off_before
    return WaitCurve(waits, np.cumprod(1 - gone / at_risk))


def cost_of(*, spend: Decimal, priced: Decimal, credits: Decimal) -> Decimal:
    """Return the cost of a source: spend + price × accepted leads − credits."""
    return spend + priced - credits


def cost_each(cost: Decimal | None, count: int) -> Decimal | None:
    """Return the cost of one lead, contact or sale; None without any, or without a known cost."""
    if cost is None or count <= 0:
        return None
    return (cost / count).quantize(CENT, ROUND_HALF_UP)


def roas(value: Decimal, cost: Decimal | None) -> Decimal | None:
    """Return value ÷ cost; None without cost."""
    return value / cost if cost is not None and cost > 0 else None


def roi(profit: Decimal, cost: Decimal | None) -> Decimal | None:
    """Return (value × margin − cost) ÷ cost; None without cost. `profit` is value × margin."""
    return (profit - cost) / cost if cost is not None and cost > 0 else None


def share(part: int, whole: int) -> float | None:
    """Return part ÷ whole; None without data."""
    return part / whole if whole > 0 else None


def interval(part: int, whole: int, z: float = 1.645) -> tuple[float, float] | None:
    """Return the 90 % interval of a share (Wilson); None without data."""
    if whole <= 0:
        return None
    p, z2 = part / whole, z * z
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = z / (1 + z2 / whole) * math.sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole))
    return max(0.0, middle - half), min(1.0, middle + half)
