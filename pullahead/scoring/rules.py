"""Rules of activation, and of the next training.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pullahead.base.wording import worded
from pullahead.scoring.measures import Figures

LOWEST_RATIO, HIGHEST_RATIO = 0.8, 1.25
# a backtest with fewer successes than these says nothing
ENOUGH_SUCCESSES = 10
EACH_OUTCOMES = 100
NIGHT = timedelta(hours=24)


def in_bounds(ratio: float | None) -> bool:
    """Return whether Σp/Σy is near enough to 1."""
    return ratio is not None and LOWEST_RATIO <= ratio <= HIGHEST_RATIO


def refusals(tried: Figures, *, today: float | None) -> tuple[str, ...]:
    """Return the reasons that forbid activation of a version; none if it may be used.

    `tried` has the calibrated figures of the backtest; `today` is the log-loss of the active
    version on the same rows.
    """
    if tried.successes < ENOUGH_SUCCESSES:
        return (
            worded(
                "Successes in the backtest: {count}. It needs {needed}.",
                count=tried.successes,
                needed=ENOUGH_SUCCESSES,
            ),
        )
    found = []
    if not in_bounds(tried.ratio):
        found.append(
            worded(
                "Predicted successes for each actual one: {ratio}; {lowest} to {highest} is "
                "allowed.",
                ratio=format(tried.ratio, ".2f"),
                lowest=LOWEST_RATIO,
                highest=HIGHEST_RATIO,
            )
        )
    if today is not None and tried.log_loss > today:
        found.append(
            worded(
                "The version in use was more accurate: its log loss is {before}, that of this "
                "version {after}.",
                before=format(today, ".4f"),
                after=format(tried.log_loss, ".4f"),
            )
        )
    return tuple(found)


def refit_due(*, outcomes: int, last_at: datetime | None, now: datetime) -> bool:
    """Return whether to learn again: `outcomes` became known since `last_at`, the latest version.

    Due at 100 outcomes, or a night after the latest version with at least one outcome.
    """
    if last_at is None or outcomes >= EACH_OUTCOMES:
        return outcomes > 0
    return outcomes > 0 and now - last_at >= NIGHT
