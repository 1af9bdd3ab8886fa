"""Of very many leads the worker counts what the floor and *Today* tell, so that nobody waits."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.usecases.common import cached_counts

KIND = "floor.count"
EACH = timedelta(minutes=1)
# where there are few: whoever looks counts, and this only sees whether they became many
SELDOM = timedelta(minutes=10)
SPAN = timedelta(minutes=10)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Count, if there is very much and it was counted longer than a minute ago; the next job of
    this kind is due a minute later, or ten."""
    much = cached_counts.recount()
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"much": much})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + (EACH if much else SELDOM))
    return None
