"""Figures of one run: what became of the leads that arrived in the counted days.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pullahead.reports.measures import wait_estimates

WEEK_MINUTES = 7 * 1440.0


@dataclass(slots=True)
class PlayedCourse:
    """Course of one lead in a run; moments in minutes since the start."""

    asked: float
    first: float | None = None
    attempts: int = 0
    reached: bool = False
    sold: bool = False
    expected_sales: float = 0.0
    expected_value: float = 0.0
    withdrawn: float | None = None


@dataclass(frozen=True, slots=True)
class RunFigures:
    """Figures of one run of a policy with one seed. Waits are in minutes."""

    policy: str
    seed: int
    leads: int
    contact: float  # share of leads
    conversion: float  # expected sales ÷ leads
    value: float  # expected, currency units in all
    sales: int  # drawn
    first_median: float | None
    first_p90: float | None
    first_mean: float
    untouched_week: float  # share without an attempt within 7 days
    never: float  # share without any attempt
    withdrawn: float  # share that withdrew before an attempt
    attempts: float  # a lead
    dead: float  # leads ready in queues that nobody at work may open, mean at noon
    cycles: int  # pulls with a settle, of all leads
    refused: int  # settles that the rules refused


@dataclass(slots=True)
class FigureCollector:
    """Collects the counted leads of a run."""

    ended: list[float] = field(default_factory=list)
    open: list[float] = field(default_factory=list)
    courses: int = 0
    contacts: int = 0
    sales: int = 0
    attempts: int = 0
    late: int = 0
    never: int = 0
    withdrawn: int = 0
    expected_sales: float = 0.0
    expected_value: float = 0.0
    dead: list[int] = field(default_factory=list)
    cycles: int = 0
    refused: int = 0

    def add(self, course: PlayedCourse, end: float) -> None:
        """Count a lead that closed, or that is open at the end of the run."""
        self.courses += 1
        self.contacts += course.reached
        self.sales += course.sold
        self.attempts += course.attempts
        self.expected_sales += course.expected_sales
        self.expected_value += course.expected_value
        if course.first is not None:
            wait = course.first - course.asked
            self.ended.append(wait)
            self.late += wait > WEEK_MINUTES
            return
        until = end if course.withdrawn is None else course.withdrawn
        self.open.append(until - course.asked)
        self.withdrawn += course.withdrawn is not None
        self.never += course.withdrawn is None
        self.late += until - course.asked > WEEK_MINUTES

    def figures(self, policy: str, seed: int) -> RunFigures:
        """Return the figures; waits by Kaplan–Meier, so that open leads count."""
        n = max(self.courses, 1)
        waits = wait_estimates(self.ended, open=self.open)
        return RunFigures(
            policy=policy,
            seed=seed,
            leads=self.courses,
            contact=self.contacts / n,
            conversion=self.expected_sales / n,
            value=self.expected_value,
            sales=self.sales,
            first_median=waits.median,
            first_p90=waits.p90,
            first_mean=sum(self.ended) / max(len(self.ended), 1),
            untouched_week=self.late / n,
            never=self.never / n,
            withdrawn=self.withdrawn / n,
            attempts=self.attempts / n,
            dead=sum(self.dead) / max(len(self.dead), 1),
            cycles=self.cycles,
            refused=self.refused,
        )
