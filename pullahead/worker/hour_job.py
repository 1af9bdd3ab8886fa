"""Job that stores the facts of past hours for *Tempo*, a day of hours at a time.

Use cases may not import reports, so the worker builds the facts and hands them to a use case.
"""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.reports.hour_facts import build
from pullahead.usecases.floor import hours

KIND = "floor.hours"
EACH = timedelta(minutes=5)
NEXT = timedelta(seconds=1)  # until the next day of hours, while there are any
SPAN = timedelta(minutes=10)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Store the hours that are due; enqueue the next job."""
    now, due = hours.add_and_list()
    stored = hours.store(list(build(due, now))) if due else 0
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"hours": stored})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + (NEXT if stored else EACH))
    return None
