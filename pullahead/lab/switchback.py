"""Analysis of a switchback experiment, by block and never by lead.

Plain Python without Django, clock or I/O.

The leads of a team share its people: an order that takes the fresh leads starves the other order.
The unit is therefore the half-day. In a pair of days each order has one first half and one second
half. Each pair gives one difference, and the interval is the t interval of these differences. A
half-day alone is no unit: the effect differs by day, and both halves err alike. The end is fixed
beforehand, and no result is computed before.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

PAIRS_NEEDED = 4
BLOCKS_OF_PAIR = 4
LEVEL = 0.90  # of the interval
POWER = 0.80


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """Figures of the counted part of one block."""

    pair: int  # of days
    ordering: str
    total: float  # of the yardstick
    hours: float  # of people at work
    claims: int = 0

    @property
    def rate(self) -> float:
        """Total per hour at work."""
        return self.total / self.hours


@dataclass(frozen=True, slots=True)
class BlockEffect:
    """Difference of two orders, per hour at work, with its 90 % interval."""

    pairs: int  # of days
    dropped: int  # pairs in which nobody worked in one of the blocks
    usual: float
    other: float
    difference: float
    half: float
    spread: float  # standard deviation of the differences

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.difference - self.half

    @property
    def high(self) -> float:
        """Upper end of the interval."""
        return self.difference + self.half

    @property
    def share(self) -> float | None:
        """Difference as a share of the usual order's figure."""
        return self.difference / self.usual if self.usual > 0 else None

    @property
    def settled(self) -> bool:
        """Return whether the interval lies on one side of zero."""
        return self.low > 0 or self.high < 0


def effect(blocks: Iterable[BlockFacts], *, usual: str, other: str) -> BlockEffect | None:
    """Return the effect of the other order; None with fewer than PAIRS_NEEDED whole pairs."""
    pairs: defaultdict[int, list[BlockFacts]] = defaultdict(list)
    for block in blocks:
        pairs[block.pair].append(block)
    ended = [four for four in pairs.values() if len(four) == BLOCKS_OF_PAIR]
    whole = [
        (_mean(four, usual), _mean(four, other))
        for four in ended
        if all(block.hours > 0 for block in four)
    ]
    if len(whole) < PAIRS_NEEDED:
        return None
    differences = [b - a for a, b in whole]
    spread = stdev(differences)
    return BlockEffect(
        pairs=len(whole),
        dropped=len(ended) - len(whole),
        usual=fmean(a for a, _ in whole),
        other=fmean(b for _, b in whole),
        difference=fmean(differences),
        half=t_quantile((1 + LEVEL) / 2, len(whole) - 1) * spread / math.sqrt(len(whole)),
        spread=spread,
    )


def _mean(blocks: Iterable[BlockFacts], ordering: str) -> float:
    return fmean(block.rate for block in blocks if block.ordering == ordering)


# ---- power


def detectable(spread: float, pairs: int) -> float:
    """Return the effect that is found with a chance of 80 %, at a 90 % interval."""
    if pairs < 2:
        return math.inf
    freedom = pairs - 1
    both = t_quantile((1 + LEVEL) / 2, freedom) + t_quantile(POWER, freedom)
    return both * spread / math.sqrt(pairs)


def pairs_for(spread: float, smallest: float, *, most: int = 1_000) -> int | None:
    """Return how many pairs find an effect of this size; None if `most` are too few."""
    if smallest <= 0 or detectable(spread, most) > smallest:
        return None
    low, high = PAIRS_NEEDED, most
    while low < high:
        middle = (low + high) // 2
        if detectable(spread, middle) <= smallest:
            high = middle
        else:
            low = middle + 1
    return low


def spread_of(rates: Sequence[float]) -> float | None:
    """Return the standard deviation of a pair's difference, from past half-days.

    `rates` are those of both halves of successive working days. Without any experiment, the
    differences of such squares tell how much chance makes them differ.
    """
    squares = zip(rates[::4], rates[1::4], rates[2::4], rates[3::4], strict=False)
    differences = [(a + d - b - c) / 2 for a, b, c, d in squares]
    if len(differences) < PAIRS_NEEDED:
        return None
    return math.sqrt(fmean(d * d for d in differences))


def t_quantile(share: float, freedom: int) -> float:
    """Return a quantile of Student's t (Cornish–Fisher expansion, four terms)."""
    z, n = NormalDist().inv_cdf(share), freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92_160,
    )
    return z + math.fsum(term / n**k for k, term in enumerate(terms, 1))
