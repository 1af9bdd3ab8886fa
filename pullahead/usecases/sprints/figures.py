"""Figures of a pod: promises kept as planned in a week, and the time from a change to the plan."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pullahead.base import clock
from pullahead.sprints import figure_queries, rules
from pullahead.sprints.rules import Proportion
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.deals.ranking import percentile
from pullahead.usecases.sprints.access import visible_pod

ANSWERS_SINCE = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class PodFigures:
    """Figures of a week and, for changes, of 28 days; each with its n."""

    starts: date
    ours: Proportion
    theirs: Proportion
    reasons: tuple[tuple[str, int], ...]  # code of a reason, most frequent first
    answers: int  # n of the two times below
    median: timedelta | None
    p90: timedelta | None


def pod_figures(
    *, pod_id: int, viewer: Person, starts: date, now: datetime | None = None
) -> PodFigures:
    """Return the figures of the week from a Monday. Raise NotFound."""
    pod = visible_pod(pod_id, viewer)
    now = now or clock.now()
    calendar = team_queries.calendar(pod.team_id)
    first = calendar.end_of_day(starts - timedelta(days=1))
    last = min(calendar.end_of_day(starts + timedelta(days=6)), now)
    due = figure_queries.due_promises(pod_id, first, last)
    reasons = Counter(one.reason for one in due if one.reason and not one.theirs)
    times = [
        int(rules.plan_time(calendar, heard, answered).total_seconds())
        for heard, answered in figure_queries.answered_changes(pod_id, now - ANSWERS_SINCE)
    ]
    return PodFigures(
        starts=starts,
        ours=rules.plan_kept(one.planned for one in due if not one.theirs),
        theirs=rules.plan_kept(one.planned for one in due if one.theirs),
        reasons=tuple(reasons.most_common()),
        answers=len(times),
        median=_span(times, 50),
        p90=_span(times, 90),
    )


def _span(seconds: list[int], percent: int) -> timedelta | None:
    found = percentile(seconds, percent)
    return timedelta(seconds=found) if found is not None else None
