"""Job that draws second looks and stores their results, once a day."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.usecases.leads import second_look

KIND = "second_look.draw"
EACH = timedelta(days=1)
SPAN = timedelta(minutes=10)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Store results, then draw; enqueue the next job. Each lead has a transaction of its own."""
    settled, drawn = second_look.run()
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"settled": settled, "drawn": drawn})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None
