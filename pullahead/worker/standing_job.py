"""Job that publishes the standing of every agent, once a day.

Only the worker may read reports and write the rows that a pull reads: people keep working leads
while reports are down, because a row older than 48 hours has no effect.
"""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.reports.standing_rows import standing_rows
from pullahead.usecases.floor.past_write import planned_past
from pullahead.usecases.settings import work_limits
from pullahead.usecases.settings.work_limits import StandingRow

KIND = "standing.publish"
EACH = timedelta(days=1)
SOON = timedelta(minutes=1)
SPAN = timedelta(minutes=10)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Compute and publish; enqueue the next job."""
    with write_transaction() as now:
        jobs.verify_lease(held)
        if planned_past() is not None:
            # on a demo floor: the work that the standing judges is still being written
            jobs.finish(held, now=now, result={"published": 0})
            jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + SOON)
            return None
    found = standing_rows(now, work_limits.fresh_limits())
    published = work_limits.publish_standing(
        StandingRow(
            one.person_id, one.score, one.parts, one.claims, one.every, one.counts, one.results
        )
        for one in found
    )
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"published": published})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None
