"""Marginal return of a source: what one more unit of spend brings back, with its interval.

Plain Python without Django, clock or I/O.

The slope of value × margin on spend, over the weeks of mature cohorts. Break-even is 1, not 0. It
is no proof of cause: spend that follows demand fakes a slope. Only a planned test, with spend moved
by ± 30 % in random weeks, is causal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

WEEKS_NEEDED = 26
SPREAD_NEEDED = 0.3
BREAK_EVEN = 1.0
_Z = 1.6448536269514722  # of a two-sided 90 % interval


class Advice(StrEnum):
    """Advice about a source."""

    MORE = "more"
    LESS = "less"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class WeekOfSpend:
    """Spend of one week, and value × margin of the sales of the leads that arrived in it."""

    spend: float
    profit: float


@dataclass(frozen=True, slots=True)
class MarginalReturn:
    """Slope and its 90 % interval; None where spend did not vary at all."""

    weeks: int
    spread: float  # coefficient of variation of the weekly spend
    slope: float | None = None
    half: float | None = None

    @property
    def low(self) -> float | None:
        """Lower end of the interval."""
        return None if self.slope is None or self.half is None else self.slope - self.half

    @property
    def high(self) -> float | None:
        """Upper end of the interval."""
        return None if self.slope is None or self.half is None else self.slope + self.half

    @property
    def enough(self) -> bool:
        """True if there are enough weeks, and enough variation of spend, for an advice."""
        return self.weeks >= WEEKS_NEEDED and self.spread >= SPREAD_NEEDED

    @property
    def advice(self) -> Advice:
        """Buy more above break-even, less below; hold where the interval has both."""
        if self.enough and self.low is not None and self.low > BREAK_EVEN:
            return Advice.MORE
        if self.enough and self.high is not None and self.high < BREAK_EVEN:
            return Advice.LESS
        return Advice.HOLD


def marginal_return(weeks: Sequence[WeekOfSpend]) -> MarginalReturn:
    """Fit the slope by least squares.

    The interval allows for sales that vary more in weeks of more spend (HC3), as sales do.
    """
    n = len(weeks)
    mean = math.fsum(week.spend for week in weeks) / n if n else 0.0
    apart = [week.spend - mean for week in weeks]
    squares = math.fsum(x * x for x in apart)
    spread = math.sqrt(squares / (n - 1)) / mean if n > 1 and mean > 0 else 0.0
    if n < 4 or squares <= 0:
        return MarginalReturn(n, spread)
    mean_profit = math.fsum(week.profit for week in weeks) / n
    slope = math.fsum(x * w.profit for x, w in zip(apart, weeks, strict=True)) / squares
    variance = 0.0
    for x, week in zip(apart, weeks, strict=True):
        leverage = min(1 / n + x * x / squares, 0.999)
        residual = week.profit - mean_profit - slope * x
        variance += (x * residual / (1 - leverage)) ** 2
    return MarginalReturn(n, spread, slope, _t(n - 2) * math.sqrt(variance) / squares)


def _t(freedom: int) -> float:
    """Return the t quantile of a two-sided 90 % interval (Cornish–Fisher expansion)."""
    z, n = _Z, freedom
    second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n * n)
    return z + (z**3 + z) / (4 * n) + second
