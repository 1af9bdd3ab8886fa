"""Figures of the work of one group in one period, and distributions."""

from __future__ import annotations

from dataclasses import dataclass

from pullahead.reports import measures
from pullahead.reports.honesty import CallbackCounts
from pullahead.reports.measures import WaitEstimates
from pullahead.reports.speed import Spread

MINUTE = 60.0
# marks of the chart of waits, in seconds
MARKS = tuple(MINUTE * n for n in (1, 2, 5, 15, 30, 60, 240, 1440, 4320))
# upper ends of the bins of handle time, in seconds
BINS = tuple(MINUTE * n for n in (1, 2, 3, 5, 8, 12, 20, 30))


@dataclass(frozen=True, slots=True)
class TempoFigures:
    """Figures of one group in one period; each share has its denominator."""

    callbacks: CallbackCounts
    settled: int
    ended: int  # claims settled, released, or ended by themselves
    by_itself: int
    attempts: int
    reached: int  # attempts
    contacts: int  # settled claims with a contact
    wins: int
    handle: Spread
    first: WaitEstimates | None  # None where a wait belongs to no group

    @property
    def contact_rate(self) -> float | None:
        """Reached ÷ attempts."""
        return measures.share(self.reached, self.attempts)

    @property
    def by_itself_rate(self) -> float | None:
        """Claims that ended by themselves ÷ claims ended."""
        return measures.share(self.by_itself, self.ended)


NO_FIGURES = TempoFigures(CallbackCounts(), 0, 0, 0, 0, 0, 0, 0, Spread(0, None, None, None), None)


@dataclass(frozen=True, slots=True)
class TempoShapes:
    """Distributions of one period: waits by MARKS, handle times by BINS, settled by hour."""

    waits: tuple[float, ...]  # estimated shares; empty without an episode
    handle: tuple[int, ...]  # the last is above the last bin
    hours: tuple[int, ...]
