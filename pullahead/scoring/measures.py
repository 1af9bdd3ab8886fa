"""Quality of chances compared with known outcomes: common formulas, each with its range.

Plain Python without Django, clock or I/O.

Rows have weights: 1, or less if an outcome is not final yet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

BLOCK = 500
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a backtest. `auc` and `within` are None where nothing could be compared."""

    rows: int
    successes: int
    log_loss: float
    auc: float | None
    within: float | None
    alift: float | None
    at_half: float | None
    ece: float
    ratio: float | None


def figures(
    chances: Sequence[float],
    outcomes: Sequence[float],
    weights: Sequence[float] | None = None,
    *,
    block: int = BLOCK,
) -> Figures:
    """Return all figures of these rows, in the order in which they came.

    `block` successive rows are the leads that competed with each other.
    """
    rows = list(zip(chances, outcomes, weights or [1.0] * len(outcomes), strict=True))
    area = auc(rows)
    won = sum(w * y for _, y, w in rows)
    share = won / sum(w for _, _, w in rows) if rows else 0.0
    return Figures(
        rows=len(rows),
        successes=round(sum(outcomes)),
        log_loss=log_loss(rows),
        auc=area,
        within=within(rows, block),
        alift=None if area is None else share / 2 + (1 - share) * area,
        at_half=at_half(rows),
        ece=ece(rows),
        ratio=sum(w * p for p, _, w in rows) / won if won else None,
    )


Row = tuple[float, float, float]  # chance, outcome, weight


def log_loss(rows: Sequence[Row]) -> float:
    """Mean −ln of the chance that was given to what happened; 0 is perfect, .693 a coin."""
    total = sum(w for _, _, w in rows)
    lost = sum(-w * math.log(max(p if y else 1 - p, 1e-15)) for p, y, w in rows)
    return lost / total if total else 0.0


def auc(rows: Sequence[Row]) -> float | None:
    """Return how often a success ranks above a failure (ties count half); .5 is chance."""
    below = before = won = 0.0
    for _, tied in groupby(sorted(rows), key=lambda row: row[0]):
        group = list(tied)
        s = sum(w for _, y, w in group if y)
        f = sum(w for _, y, w in group if not y)
        below += s * (before + f / 2)
        before, won = before + f, won + s
    return below / (won * before) if won and before else None


def within(rows: Sequence[Row], block: int) -> float | None:
    """Return the mean AUC of blocks, weighted by their successes.

    It measures how well leads that competed at the same time are ranked. The pooled AUC mostly
    shows the month of a lead.
    """
    area = counted = 0.0
    for start in range(0, len(rows), block):
        part = rows[start : start + block]
        found = auc(part)
        if found is not None:
            won = sum(w for _, y, w in part if y)
            area, counted = area + won * found, counted + won
    return area / counted if counted else None


def at_half(rows: Sequence[Row]) -> float | None:
    """The share of successes among the half of the leads with the higher chances."""
    won = sum(w * y for _, y, w in rows)
    best = sorted(rows, key=lambda row: -row[0])[: len(rows) // 2]
    return sum(w * y for _, y, w in best) / won if won else None


def ece(rows: Sequence[Row]) -> float:
    """Expected calibration error: mean distance between chance and share, over ten groups of
    equal size from the lowest chance to the highest."""
    ranked = sorted(rows, key=lambda row: row[0])
    total = sum(w for _, _, w in rows)
    apart = 0.0
    for k in range(TENTHS):
        part = ranked[len(ranked) * k // TENTHS : len(ranked) * (k + 1) // TENTHS]
        apart += abs(sum(w * (p - y) for p, y, w in part))
    return apart / total if total else 0.0
