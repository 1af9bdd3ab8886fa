"""Delete every hour: counts of wrong passwords, old messages, alerts, snapshots and contacts."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import clock, jobs
from pullahead.base.transaction import write_transaction
from pullahead.usecases.conversations import contact_data
from pullahead.usecases.floor import alerts, live
from pullahead.usecases.settings import deliveries, sign_in

KIND = "throttle.clean"
EACH = timedelta(hours=1)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Delete all that are forgotten; the next job of this kind is due an hour later."""
    deleted = 0
    while count := sign_in.clean():
        deleted += count
    deleted += (
        deliveries.clean()
        + alerts.clean()
        + live.clean()
        + contact_data.forget_old(now=clock.now())
    )
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"deleted": deleted})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None
