"""Chance of a deal: the win rate of its stage, moved by four facts about the buyer's side.

Plain Python without Django, clock or I/O.

Facts grow with age: in an old deal, more people were heard, whether it was won or lost. A fact
therefore counts as it was when the deal entered its stage, for ended and for open deals. Facts are
used only if those of earlier ended deals predicted the later ones better than the stage alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log, sqrt
from statistics import fmean, stdev
from typing import Any

ENOUGH_ENDED = 100  # deals, before facts move a chance
IN_STAGE = 20  # ended deals of a stage, before its win rate is measured
TRAINED = 0.7  # share of ended deals that predict the rest in the comparison
RIDGE = 2.0  # holds the weight of a fact near 0 with little data; start value
STEPS = 25
FACTS = ("proven", "kept", "breadth", "decider")


@dataclass(frozen=True, slots=True)
class BuyerFacts:
    """Facts at the entry into a stage, each from 0 to 1."""

    proven: float = 0.0  # share of the customer's objectives that is proven
    kept: float = 0.5  # share of due promises that the customer kept; .5 without any
    breadth: float = 0.0  # people heard, of three
    decider: float = 0.0  # 1 if a person who decides was heard

    @property
    def row(self) -> tuple[float, ...]:
        """Return the facts in the order of FACTS."""
        return (self.proven, self.kept, self.breadth, self.decider)


@dataclass(frozen=True, slots=True)
class EndedEntry:
    """First entry of an ended deal into a stage, with the facts of that moment."""

    deal: Any
    stage: int
    closed_at: datetime
    won: bool
    facts: BuyerFacts


@dataclass(frozen=True, slots=True)
class Estimate:
    """Chance of an open deal in its stage, and by how many points each fact moves it."""

    chance: float
    rate: float  # of the stage alone
    ended: int  # deals that it is based on
    points: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ChanceModel:
    """Win rates and mean facts of stages, and the weights of facts."""

    rates: Mapping[int, float]
    means: Mapping[int, tuple[float, ...]]
    weights: tuple[float, ...]
    ended: int

    def chance(self, stage: int, facts: BuyerFacts) -> float | None:
        """Return the chance of a deal that entered a stage with these facts; None: not measured."""
        if stage not in self.rates:
            return None
        return _sigmoid(_logit(self.rates[stage]) + sum(self._parts(stage, facts)))

    def estimate(self, stage: int, facts: BuyerFacts) -> Estimate | None:
        """Return the chance with the points of each fact that moves it by one or more."""
        chance = self.chance(stage, facts)
        if chance is None:
            return None
        slope = chance * (1 - chance)
        found = zip(FACTS, self._parts(stage, facts), strict=True)
        points = {name: round(100 * slope * part) for name, part in found}
        moved = {name: number for name, number in points.items() if number}
        return Estimate(chance, self.rates[stage], self.ended, moved)

    def _parts(self, stage: int, facts: BuyerFacts) -> list[float]:
        mean = self.means[stage]
        rows = zip(self.weights, facts.row, mean, strict=True)
        return [weight * (one - usual) for weight, one, usual in rows]


def fitted(rows: Iterable[EndedEntry]) -> ChanceModel | None:
    """Return the model of ended deals; None below 100, or where facts did not predict better."""
    ordered = sorted(rows, key=lambda one: (one.closed_at, str(one.deal), one.stage))
    deals = list(dict.fromkeys(one.deal for one in ordered))
    if len(deals) < ENOUGH_ENDED:
        return None
    earlier = set(deals[: int(TRAINED * len(deals))])
    trained = _fit([one for one in ordered if one.deal in earlier])
    later = [one for one in ordered if one.deal not in earlier and one.stage in trained.rates]
    return _fit(ordered) if _predicts(trained, later) else None


def _predicts(model: ChanceModel, rows: Sequence[EndedEntry]) -> bool:
    """Return whether facts lower the log-loss of later deals by more than its standard error."""
    gains: dict[Any, list[float]] = defaultdict(list)
    for one in rows:
        chance, rate = model.chance(one.stage, one.facts), model.rates[one.stage]
        assert chance is not None
        gains[one.deal].append(log(chance / rate if one.won else (1 - chance) / (1 - rate)))
    found = [fmean(one) for one in gains.values()]
    return len(found) > 1 and fmean(found) > stdev(found) / sqrt(len(found))


def _fit(rows: Sequence[EndedEntry]) -> ChanceModel:
    by_stage: dict[int, list[EndedEntry]] = defaultdict(list)
    for one in rows:
        by_stage[one.stage].append(one)
    rates, means = {}, {}
    for stage, entries in by_stage.items():
        if len(entries) >= IN_STAGE:
            wins = sum(one.won for one in entries)
            rates[stage] = (wins + 0.5) / (len(entries) + 1)  # never 0 or 1
            columns = zip(*(one.facts.row for one in entries), strict=True)
            means[stage] = tuple(sum(column) / len(entries) for column in columns)
    used = [one for one in rows if one.stage in rates]
    weights = _weights(used, rates, means)
    return ChanceModel(rates, means, weights, len({one.deal for one in rows}))


def _weights(
    rows: Sequence[EndedEntry],
    rates: Mapping[int, float],
    means: Mapping[int, tuple[float, ...]],
) -> tuple[float, ...]:
    """Return the weights of most likelihood less a ridge, by Newton's method.

    A deal that entered many stages counts once: each of its rows has a part of its weight.
    """
    counts: dict[Any, int] = defaultdict(int)
    for one in rows:
        counts[one.deal] += 1
    data = [
        (
            [fact - usual for fact, usual in zip(one.facts.row, means[one.stage], strict=True)],
            _logit(rates[one.stage]),
            float(one.won),
            1 / counts[one.deal],
        )
        for one in rows
    ]
    size = len(FACTS)
    weights = [0.0] * size
    for _step in range(STEPS):
        slope = [-RIDGE * one for one in weights]
        curve = [[RIDGE * (i == j) for j in range(size)] for i in range(size)]
        for row, base, won, share in data:
            chance = _sigmoid(base + sum(w * x for w, x in zip(weights, row, strict=True)))
            spread = share * chance * (1 - chance)
            for i in range(size):
                slope[i] += share * (won - chance) * row[i]
                for j in range(size):
                    curve[i][j] += spread * row[i] * row[j]
        change = _solved(curve, slope)
        weights = [one + by for one, by in zip(weights, change, strict=True)]
        if max(abs(one) for one in change) < 1e-9:
            break
    return tuple(weights)


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Return x of matrix·x = right by elimination. The ridge keeps each pivot above 0."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        for k in range(i + 1, size):
            times = rows[k][i] / rows[i][i]
            rows[k] = [one - times * up for one, up in zip(rows[k], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(rows[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (rows[i][size] - rest) / rows[i][i]
    return found


def _logit(chance: float) -> float:
    return log(chance / (1 - chance))


def _sigmoid(value: float) -> float:
    return 1 / (1 + exp(-max(min(value, 30.0), -30.0)))
