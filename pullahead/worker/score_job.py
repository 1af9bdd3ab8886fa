"""Job that brings learned scores to open leads, every two minutes."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import jobs
from pullahead.base.transaction import retried, write_transaction
from pullahead.scoring import queries as scoring
from pullahead.usecases.work import lead_scores

KIND = "learn.score"
EACH = timedelta(minutes=2)
BATCH = 500


@retried
def step(held: jobs.Lease) -> jobs.Lease | None:
    """Score one batch of open leads with the version in use; enqueue the next job after the last.

    Without a version in use, leads get their source's start value again. So a version that is
    published or taken back reaches every open lead.
    """
    version = scoring.in_use()
    by = version.pk if version is not None else None
    leads = lead_scores.unscored(by, BATCH)
    found = scoring.scores(leads) if version is not None else {}
    with write_transaction() as now:
        jobs.verify_lease(held)
        scored = lead_scores.store_within(found=found, leads=leads, version=by)
        if scored and len(leads) == BATCH:
            return jobs.checkpoint(held, now=now, checkpoint={}, done=held.done + scored)
        jobs.finish(held, now=now, result={"scored": held.done + scored})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None
