"""The job that moves open leads to their current lane and rank."""

from __future__ import annotations

from uuid import UUID

from pullahead.base import jobs
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull import reranking

KIND = reranking.KIND


@retried
def step(held: jobs.Lease) -> jobs.Lease | None:
    """Rank one batch of leads; at the end, enqueue another run if some were locked."""
    source, after = held.payload.get("source"), held.checkpoint.get("after")
    with write_transaction() as now:
        jobs.verify_lease(held)
        batch = reranking.batch(source=source, after=after and UUID(after), now=now)
        done, missed = held.done + batch.moved, batch.passed_over or held.checkpoint.get("missed")
        if batch.after is not None:
            so_far = {"after": str(batch.after), "missed": bool(missed)}
            return jobs.checkpoint(held, now=now, checkpoint=so_far, done=done)
        jobs.finish(held, now=now, result={"moved": done})
        if missed:
            later = now + reranking.AGAIN
            jobs.enqueue(kind=KIND, now=now, payload=dict(held.payload), run_at=later)
    return None
