"""Job that publishes the figures of each team for the floor, once a minute.

Use cases may not import reports, so the worker computes the figures and writes small rows.
"""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import clock, jobs
from pullahead.base.transaction import write_transaction
from pullahead.reports.floor_now import TeamNow, floor_now
from pullahead.usecases.floor import published
from pullahead.usecases.floor.published import TeamFiguresRow

KIND = "floor.publish"
EACH = timedelta(minutes=1)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Compute and publish; enqueue the next job."""
    count = published.publish([_row(one) for one in floor_now(clock.now())])
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"teams": count})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None


def _row(one: TeamNow) -> TeamFiguresRow:
    lost = one.lost or (None, None, None)
    counts = one.callbacks
    return TeamFiguresRow(
        one.team_id, counts.due, counts.kept, counts.rescued, counts.missed, *lost
    )
