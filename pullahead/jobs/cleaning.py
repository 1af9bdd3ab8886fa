"""Delete forgotten counts of wrong passwords, within two hours of the last one."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import queue
from pullahead.base.write import write
from pullahead.desk import signing_in

KIND = "throttle.clean"
EACH = timedelta(hours=1)


def step(held: queue.Lease) -> queue.Lease | None:
    """Delete all that are forgotten; the next job of this kind is due an hour later."""
    deleted = 0
    while count := signing_in.clean():
        deleted += count
    with write() as now:
        queue.hold(held)
        queue.finish(held, now=now, result={"deleted": deleted})
        queue.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None
