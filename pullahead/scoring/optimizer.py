"""Two searches of the stack.

They find the likeliest prior of a field, and the weights of the fields by ridge logistic
regression. Plain Python without Django, clock or I/O. Columns are lists.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from operator import mul

Column = Sequence[float]
WEAKEST, STRONGEST = 0.5, 20_000.0
# Where counts are too few to tell, the most likely prior has infinite strength. So
# it starts with some: a strength of about 20 leads (real sources: 17 to 46) within a factor of
# e³, and a mean that this many leads speak for.
USUAL, SPREAD, DOUBT = 20.0, 3.0, 20.0
GOLD = (math.sqrt(5) - 1) / 2
STEPS = 12
HARDLY = 1.0
# the improvement of the loss, as a share of it, below which a step was the last
SMALL = 1e-5


def prior(seen: Column, won: Column, chance: float) -> tuple[float, float]:
    """(mean, strength in leads) of the beta prior under which these counts are likeliest.

    `seen` and `won` are counts a value, not always whole; `chance` is where the mean starts.
    """
    pairs = [(n, s) for n, s in zip(seen, won, strict=True) if n > 0]
    mean, scale = chance, math.log(USUAL)

    def likely(m: float, x: float) -> float:
        spoken = DOUBT * (chance * math.log(m) + (1 - chance) * math.log(1 - m))
        usual = ((x - math.log(USUAL)) / SPREAD) ** 2 / 2
        return _likelihood(pairs, m, math.exp(x)) + spoken - usual

    def by_odds(x: float) -> float:
        return likely(sigmoid(x), scale)

    for _ in range(3):
        scale = _highest(partial(likely, mean), math.log(WEAKEST), math.log(STRONGEST))
        at = logit(mean)
        mean = sigmoid(_highest(by_odds, at - 2, at + 2))
    return mean, math.exp(scale)


def _likelihood(pairs: Sequence[tuple[float, float]], mean: float, strength: float) -> float:
    """ln of the beta-binomial likelihood of (seen, won) pairs, but for what does not change."""
    a, b = strength * mean, strength * (1 - mean)
    gamma = math.lgamma
    alike = len(pairs) * (gamma(a + b) - gamma(a) - gamma(b))
    return alike + sum(gamma(s + a) + gamma(n - s + b) - gamma(n + a + b) for n, s in pairs)


def _highest(f: Callable[[float], float], low: float, high: float) -> float:
    """Return the maximum of f between two ends, by golden sections (24: to 1e-5 of the span)."""
    a, b = high - GOLD * (high - low), low + GOLD * (high - low)
    fa, fb = f(a), f(b)
    for _ in range(24):
        if fa < fb:
            low, a, fa = a, b, fb
            b = low + GOLD * (high - low)
            fb = f(b)
        else:
            high, b, fb = b, a, fa
            a = high - GOLD * (high - low)
            fa = f(a)
    return (low + high) / 2


def logistic(
    columns: Sequence[Column],
    outcomes: Column,
    weights: Column,
    *,
    start: float,
    ridge: float,
    base: float,
) -> tuple[float, list[float]]:
    """(base, a weight a column, none below 0) of a logistic regression on weighted rows.

    The ridge draws each weight to `start`, and hardly the base to `base`. Newton's steps, each the
    exact best of the local parabola with no weight below 0, and halved while it does not help.
    A weight below 0 would reverse the meaning of a field, which is noise.
    """
    fitted = _Regression(columns, outcomes, weights, start, ridge, base)
    for _ in range(STEPS):
        if fitted.step():
            break
    return fitted.at[0], fitted.at[1:]


class _Regression:
    def __init__(
        self,
        columns: Sequence[Column],
        outcomes: Column,
        weights: Column,
        start: float,
        ridge: float,
        base: float,
    ) -> None:
        self.columns = [[1.0] * len(outcomes), *columns]
        self.outcomes, self.weights = outcomes, weights
        self.goal = [base, *[start] * len(columns)]
        self.ridge = [HARDLY, *[ridge] * len(columns)]
        self.lowest = [-math.inf, *[0.0] * len(columns)]
        self.at = [base, *[0.0] * len(columns)]
        self.loss, self.chances = self._look(self.at)

    def step(self) -> bool:
        """Do one step; return whether it was the last that helps."""
        gradient, curvature = self._parabola()
        move = _best_move(self.at, gradient, curvature, self.lowest)
        for _ in range(8):
            to = [a + m for a, m in zip(self.at, move, strict=True)]
            loss, chances = self._look(to)
            if loss < self.loss:
                gained, self.at = self.loss - loss, to
                self.loss, self.chances = loss, chances
                return gained < SMALL * loss
            move = [m / 2 for m in move]
        return True

    def _look(self, at: Column) -> tuple[float, list[float]]:
        """Return the loss at a place (log-loss and ridge), and each row's chance there."""
        odds = [at[0]] * len(self.outcomes)
        for weight, column in zip(at[1:], self.columns[1:], strict=True):
            if weight:
                odds = [o + weight * x for o, x in zip(odds, column, strict=True)]
        small = [math.exp(-abs(o)) for o in odds]
        lost = sum(
            w * (math.log1p(e) + (o if o > 0 else 0.0) - y * o)
            for w, e, o, y in zip(self.weights, small, odds, self.outcomes, strict=True)
        )
        away = [(a - g) ** 2 for a, g in zip(at, self.goal, strict=True)]
        chances = [1 / (1 + e) if o > 0 else e / (1 + e) for o, e in zip(odds, small, strict=True)]
        return lost + sum(map(mul, self.ridge, away)) / 2, chances

    def _parabola(self) -> tuple[list[float], list[list[float]]]:
        """Return minus the gradient, and the curvature of the loss at a place."""
        rows = list(zip(self.weights, self.outcomes, self.chances, strict=True))
        short = [w * (y - p) for w, y, p in rows]
        bend = [w * p * (1 - p) for w, _, p in rows]
        down = [
            sum(map(mul, short, c)) - r * (a - g)
            for c, r, a, g in zip(self.columns, self.ridge, self.at, self.goal, strict=True)
        ]
        size = len(self.columns)
        curvature = [[0.0] * size for _ in range(size)]
        for i, column in enumerate(self.columns):
            bent = list(map(mul, bend, column))
            for j in range(i, size):
                curvature[i][j] = curvature[j][i] = sum(map(mul, bent, self.columns[j]))
            curvature[i][i] += self.ridge[i]
        return down, curvature


def _best_move(
    at: Column, down: Column, curvature: Sequence[Column], lowest: Column
) -> list[float]:
    """Return the step to the minimum of the parabola, with each weight at or above its bound."""
    move, left = [0.0] * len(at), list(down)
    for _ in range(200):
        largest = 0.0
        for i, row in enumerate(curvature):
            to = max(at[i] + move[i] + left[i] / row[i], lowest[i])
            by = to - at[i] - move[i]
            if by:
                move[i] += by
                left = [x - by * c for x, c in zip(left, row, strict=True)]
                largest = max(largest, abs(by))
        if largest < 1e-5:
            break
    return move


def logit(p: float) -> float:
    """ln-odds of a chance inside 0–1."""
    return math.log(p / (1 - p))


def sigmoid(x: float) -> float:
    """The chance of these ln-odds: inside 0–1, and neither, for any number."""
    x = min(max(x, -30.0), 30.0)
    return 1 / (1 + math.exp(-x))
