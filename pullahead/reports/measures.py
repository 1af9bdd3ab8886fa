"""Formulas of the source table: waits, costs, returns, spoilage.

Plain Python without Django, clock or I/O.

Each formula has a worked example in tests/test_measures.py.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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


def wait_estimates(
    ended: Collection[float],
    *,
    open: Collection[float] = (),
    never: int = 0,
    curve: Sequence[tuple[float, float]] | None = None,
) -> WaitEstimates:
    """Estimate a wait from ended ones, from open ones (censored), and from those never to end.

    A lead that we closed untried never ends its wait. Otherwise the estimate would improve with
    every ignored lead. `curve` is their survival, where it is known.
    """
    if curve is None:
        curve = survival(sorted(ended), sorted(open), never)
    seen = [*ended, *open]
    return WaitEstimates(
        n=len(seen) + never,
        open=len(open),
        never=never,
        median=_quantile(curve, 0.5),
        p90=_quantile(curve, 0.9),
        longest=max(seen) if seen else None,
        in_time=_share_by(curve, SERVICE_LEVEL) if seen or never else None,
    )


def survival(
    ended: Sequence[float], open: Sequence[float], never: int
) -> list[tuple[float, float]]:
    """Return (wait, share still waiting) after each wait at which something ended.

    The estimate is that of Kaplan and Meier (1958). Both lists are sorted.
    """
    total, left, curve = len(ended) + len(open) + never, 1.0, []
    before = cut_off = 0
    for wait, gone in Counter(ended).items():  # in order, as they are sorted
        while cut_off < len(open) and open[cut_off] < wait:
            cut_off += 1
        left *= 1 - gone / (total - before - cut_off)
        before += gone
        curve.append((wait, left))
    return curve


def _quantile(curve: Sequence[tuple[float, float]], share: float) -> float | None:
    # a survival of exactly 1 − share counts, whatever rounding left of it
    return next((wait for wait, left in curve if left <= 1 - share + 1e-9), None)


def _share_by(curve: Sequence[tuple[float, float]], wait: float) -> float:
    return 1 - next((left for at, left in reversed(curve) if at <= wait), 1.0)


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
