"""Trial: fit a history, backtest it, and decide whether the result may be used.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pullahead.scoring import backtest, bayes_stack, measures, rules
from pullahead.scoring.leaks import Leak
from pullahead.scoring.training_rows import TrainingHistory

STEPS = 10
# rows that are learned from before the first is scored
FIRST = 30


@dataclass(frozen=True, slots=True)
class Trial:
    """Model of all rows, the figures of its backtest, and the reasons that forbid its use (empty:

    none).

    `today` is the log-loss of the current model on the same rows.
    """

    model: bayes_stack.Model
    figures: measures.Figures
    refusals: tuple[str, ...]
    today: float | None
    leaks: tuple[Leak, ...] = ()  # fields that were left out
    trusted: tuple[Leak, ...] = ()  # suspects that a person says are known before the first call


@dataclass(frozen=True, slots=True)
class CurrentFit:
    """Current model: its start day (None: fitted on no row), and its chances for given rows."""

    since: float | None
    chances: Callable[[int, int], Sequence[float]]


def hold(history: TrainingHistory, *, day: float, today: CurrentFit) -> Trial:
    """Backtest the later half of the history in ten steps, and fit all of it, as of `day`.

    A calibration is used only if Σp/Σy needs one. It is then judged step by step too, each by the
    earlier steps. Log-loss is compared on equal rows. On rows from before the active version was
    fitted, both use the same procedure and have equal chances. On later rows the active version
    does not change, and this model keeps learning.
    """
    start = max(len(history) // 2, min(FIRST, len(history)))
    step = max(1, -(-(len(history) - start) // STEPS))
    rolled = backtest.roll(history, start=start, step=step, today=day)
    shift, slope = 0.0, 1.0
    if rolled.chances and not rules.in_bounds(rolled.figures().ratio):
        shift, slope = backtest.calibration(rolled)
        rolled = backtest.recalibrated(rolled)
    model = bayes_stack.fit(history.as_of(0, len(history), day))
    figures = rolled.figures(measures.BLOCK)
    before = _today(history, rolled, start, today)
    return Trial(
        model=bayes_stack.calibrated(model, shift, slope),
        figures=figures,
        refusals=rules.refusals(figures, today=before),
        today=before,
    )


def _today(
    history: TrainingHistory, rolled: backtest.Rolled, start: int, today: CurrentFit
) -> float | None:
    """Return the log-loss of the version in use, on the rows of the backtest."""
    if not rolled.chances:
        return None
    theirs = today.chances(start, len(history))
    same = [today.since is not None and came <= today.since for came in history.came[start:]]
    chances = [
        ours if alike else p for ours, p, alike in zip(rolled.chances, theirs, same, strict=True)
    ]
    return measures.figures(chances, rolled.outcomes, rolled.weights).log_loss
