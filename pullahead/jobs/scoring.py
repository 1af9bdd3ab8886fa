"""Learned chances reach the leads: the worker looks for open leads that lack theirs."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import queue
from pullahead.base.write import write
from pullahead.learn import queries as learn
from pullahead.pull import chances

KIND = "learn.score"
EACH = timedelta(minutes=2)
BATCH = 500


def step(held: queue.Lease) -> queue.Lease | None:
    """Give a batch of open leads the chance that the version in use sees, or, where none is in
    use, their source's start value again; the next job of this kind is due two minutes later.

    So a version that is published or taken back reaches every open lead by itself.
    """
    version = learn.in_use()
    by = version.pk if version is not None else None
    leads = chances.unscored(by, BATCH)
    found = learn.scores(leads) if version is not None else {}
    with write() as now:
        queue.hold(held)
        scored = chances.set_chances(chances=found, leads=leads, version=by)
        if scored and len(leads) == BATCH:
            return queue.get_on(held, now=now, checkpoint={}, done=held.done + scored)
        queue.finish(held, now=now, result={"scored": held.done + scored})
        queue.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None
