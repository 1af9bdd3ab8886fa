"""Learned chances reach the leads: the worker looks for open leads that lack theirs."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.pull import scores
from pullahead.scoring import queries as learn

KIND = "learn.score"
EACH = timedelta(minutes=2)
BATCH = 500


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Give a batch of open leads the chance that the version in use sees, or, where none is in
    use, their source's start value again; the next job of this kind is due two minutes later.

    So a version that is published or taken back reaches every open lead by itself.
    """
    version = learn.in_use()
    by = version.pk if version is not None else None
    leads = scores.unscored(by, BATCH)
    found = learn.scores(leads) if version is not None else {}
    with write_transaction() as now:
        jobs.verify_lease(held)
        scored = scores.set_chances(chances=found, leads=leads, version=by)
        if scored and len(leads) == BATCH:
            return jobs.checkpoint(held, now=now, checkpoint={}, done=held.done + scored)
        jobs.finish(held, now=now, result={"scored": held.done + scored})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None
