"""Job that records, each minute, who stopped working without saying so."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.usecases.work import presence

KIND = "presence.idle"
EACH = timedelta(minutes=1)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Record the people who are idle; enqueue the next job."""
    count = presence.end_idle()
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"people": count})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None
