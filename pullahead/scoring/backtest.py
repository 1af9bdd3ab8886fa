"""Backtest: at each step of a history, a model of the earlier rows predicts the next leads.

Plain Python without Django, clock or I/O.

No step uses data from after its time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pullahead.scoring import measures
from pullahead.scoring.bayes_stack import Model, chances, fit
from pullahead.scoring.optimizer import logistic, logit, sigmoid
from pullahead.scoring.training_rows import TrainingHistory, TrainingTable, Value

WINDOW = 20_000
# prior of a calibration: it stays near *none* until about this many rows differ
CALM = 30.0

# Functions of a kind of model, to be tried and published: learn from a table, score columns.
Scorer = Callable[[dict[str, Sequence[Value]], int], list[float]]
Learner = Callable[[TrainingTable], Scorer]


def stack(table: TrainingTable) -> Scorer:
    """The empirical-Bayes stack as a learner."""
    model: Model = fit(table)
    return lambda columns, rows: chances(model, columns, rows)


@dataclass(slots=True)
class Rolled:
    """Chance and outcome of each row of a backtest, in order."""

    chances: list[float] = field(default_factory=list)
    outcomes: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def figures(self, block: int = measures.BLOCK) -> measures.Figures:
        """Return its quality figures."""
        return measures.figures(self.chances, self.outcomes, self.weights, block=block)


def roll(
    history: TrainingHistory,
    *,
    start: int,
    step: int,
    window: int = WINDOW,
    learner: Learner = stack,
    today: float = math.inf,
) -> Rolled:
    """Backtest from row `start` on.

    Each step learns from the `window` rows before, as they were known then, and scores the next
    `step` rows. Outcomes are taken as they are known `today` (a day).
    """
    rolled = Rolled()
    for at in range(start, len(history), step):
        end = min(at + step, len(history))
        scorer = learner(history.as_of(max(0, at - window), at, history.came[at]))
        columns = {name: values[at:end] for name, values in history.columns.items()}
        after = history.as_of(at, end, today)
        rolled.starts.append(len(rolled.chances))
        rolled.chances += scorer(columns, end - at)
        rolled.outcomes += after.outcomes
        rolled.weights += after.weights
    return rolled


def calibration(rolled: Rolled, end: int | None = None) -> tuple[float, float]:
    """Return the (shift, slope) of ln-odds that the first `end` rows of a backtest suggest.

    With few rows it is near (0, 1).
    """
    odds = [logit(p) for p in rolled.chances[:end]]
    shift, slopes = logistic(
        [odds],
        rolled.outcomes[:end],
        rolled.weights[:end],
        start=1.0,
        ridge=CALM,
        base=0.0,
    )
    return shift, slopes[0]


def recalibrated(rolled: Rolled) -> Rolled:
    """Calibrate the chances of each step by the steps before it, and by nothing later."""
    better = Rolled([], rolled.outcomes, rolled.weights, rolled.starts)
    ends = [*rolled.starts[1:], len(rolled.chances)]
    for start, end in zip(rolled.starts, ends, strict=True):
        shift, slope = calibration(rolled, start) if start else (0.0, 1.0)
        better.chances += [sigmoid(shift + slope * logit(p)) for p in rolled.chances[start:end]]
    return better
