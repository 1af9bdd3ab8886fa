"""Job that counts leads in a large database, so that no page waits for a count."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.usecases.common import cached_counts

KIND = "floor.count"
EACH = timedelta(minutes=1)
# With few leads the pages count; the job only notices when they became many
SELDOM = timedelta(minutes=10)
SPAN = timedelta(minutes=10)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Count if there are very many leads and the count is old; enqueue the next job."""
    much = cached_counts.recount()
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"much": much})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + (EACH if much else SELDOM))
    return None
