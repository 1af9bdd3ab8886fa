"""Jobs: background work that resumes at its checkpoint after any crash.

A job is done in **steps**. Each step is one short transaction: the step verifies the lease, does a
batch and stores the checkpoint. Batch and checkpoint commit together or not at all. A worker that
is killed at any instant therefore neither loses a row nor handles one twice.

Guarantees: of two workers one has the lease; a worker that lost it cannot write (`LeaseLost`).
Another worker may take an expired lease. No guarantee: an order of jobs, or that a step's effects
outside its transaction, such as on the network, happen only once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.db.models.query import QuerySet

from pullahead.base.ids import new_token
from pullahead.base.models import Job, JobState
from pullahead.base.transaction import require_transaction

LEASE = timedelta(seconds=60)
AT_MOST = 5  # leases without progress, after which a job has failed
PAUSE = timedelta(seconds=2)  # before the second try; twice as long before each one after it
OPEN = (JobState.WAITING, JobState.RUNNING)
ERROR_LIMIT = 2_000


class LeaseLost(Exception):
    """Error: another worker has the lease, or the job was cancelled. Write nothing, and stop."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Job that a worker has leased: its work, its checkpoint, and the token of the lease."""

    job_id: int
    kind: str
    token: UUID
    span: timedelta
    attempts: int  # 1 at the first try
    created_by: int | None
    payload: Mapping[str, Any]
    checkpoint: Mapping[str, Any]
    done: int
    total: int


def enqueue(
    *,
    kind: str,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
    by: int | None = None,
    run_at: datetime | None = None,
    key: str = "",
    total: int = 0,
) -> int:
    """Enqueue a job for the worker, from `run_at` on (now); return its id.

    Of jobs with one `key` only one is open at a time: otherwise, return that one's id. Two at the
    same moment end in IntegrityError for the second.
    """
    require_transaction()
    if key and (there := Job.objects.filter(key=key, state__in=OPEN).first()) is not None:
        return there.pk
    job = Job.objects.create(
        kind=kind,
        payload=dict(payload or {}),
        key=key,
        total=total,
        run_at=run_at or now,
        created_at=now,
        created_by=by,
    )
    return job.pk


def is_due(*, kinds: Collection[str], now: datetime) -> bool:
    """Return whether a job can be leased: a read, so that an idle worker takes no lock."""
    return _due(kinds, now).exists()


def is_open(*, key: str) -> bool:
    """Return whether a job of this key waits or runs."""
    return Job.objects.filter(key=key, state__in=OPEN).exists()


def lease(*, kinds: Collection[str], now: datetime, span: timedelta = LEASE) -> Lease | None:
    """Lease the job that waited longest, or whose lease expired, for `span`; None without one.

    One conditional statement: of two workers, the second skips the job that the first is taking. A
    job that ended its worker repeatedly, without progress, has failed instead.
    """
    require_transaction()
    fail_abandoned(now)
    best = _due(kinds, now).order_by("run_at", "id").values("pk")[:1]
    return _take(Q(pk=best.select_for_update(no_key=True, skip_locked=True)), now, span)


def lease_this(*, job_id: int, now: datetime, span: timedelta = LEASE) -> Lease | None:
    """Take one known job, so that its creator runs it at once."""
    require_transaction()
    return _take(Q(pk=job_id), now, span)


def verify_lease(held: Lease) -> None:
    """Lock the job's row until the transaction ends; each step begins with this call.

    Raise LeaseLost.
    """
    require_transaction()
    there = _of(held).select_for_update(no_key=True).values_list("pk", flat=True)
    if not list(there):
        raise LeaseLost(held.job_id)


def checkpoint(
    held: Lease,
    *,
    now: datetime,
    checkpoint: Mapping[str, Any],
    done: int,
    total: int | None = None,
) -> Lease:
    """Store the job's progress and restart its lease, with the batch. Raise LeaseLost."""
    require_transaction()
    after = replace(
        held,
        checkpoint=dict(checkpoint),
        done=done,
        total=held.total if total is None else total,
        attempts=1,
    )
    _write(
        held,
        checkpoint=after.checkpoint,
        done=after.done,
        total=after.total,
        attempts=1,
        error="",
        leased_until=now + held.span,
    )
    return after


def renew(held: Lease, *, now: datetime) -> None:
    """Restart the lease, for a step that takes long before it can write. Raises LeaseLost."""
    require_transaction()
    _write(held, leased_until=now + held.span)


def finish(held: Lease, *, now: datetime, result: Mapping[str, Any] | None = None) -> None:
    """Finish the job with this result. Raises LeaseLost."""
    require_transaction()
    _end(held, JobState.DONE, now, result=dict(result or {}), error="")


def fail(held: Lease, *, now: datetime, error: str) -> None:
    """Fail the job; `error` says why in words for people. Raises LeaseLost."""
    require_transaction()
    _end(held, JobState.FAILED, now, error=_kept(error))


def try_later(held: Lease, *, now: datetime, error: str) -> bool:
    """Retry after an error, with a pause that doubles; False once it has failed for good.

    Raises LeaseLost.
    """
    require_transaction()
    if held.attempts >= AT_MOST:
        fail(held, now=now, error=error)
        return False
    pause = PAUSE * 2 ** (held.attempts - 1)
    _free(held, run_at=now + pause, error=_kept(error))
    return True


def release(held: Lease) -> None:
    """Release the job of a worker that must end; any worker may continue. Raises LeaseLost."""
    require_transaction()
    _free(held, attempts=max(held.attempts - 1, 0))


def cancel(*, job_id: int, now: datetime) -> bool:
    """End an open job; its worker gets LeaseLost at its next write. False if the job has ended."""
    require_transaction()
    return bool(
        Job.objects.filter(pk=job_id, state__in=OPEN).update(
            state=JobState.CANCELLED, token=None, leased_until=None, ended_at=now
        )
    )


def go_on(*, job_id: int, now: datetime) -> bool:
    """Restart a failed or cancelled job from its checkpoint; return False for any other."""
    require_transaction()
    stopped = Job.objects.filter(pk=job_id, state__in=[JobState.FAILED, JobState.CANCELLED])
    others = Job.objects.filter(state__in=OPEN).exclude(key="").values("key")
    return bool(
        stopped.exclude(key__in=others).update(
            state=JobState.WAITING, run_at=now, ended_at=None, attempts=0, error=""
        )
    )


def _take(which: Q, now: datetime, span: timedelta) -> Lease | None:
    token = new_token()
    if not Job.objects.filter(_may_be_taken(now), which).update(
        state=JobState.RUNNING, token=token, leased_until=now + span, attempts=F("attempts") + 1
    ):
        return None
    job = Job.objects.get(token=token)
    return Lease(
        job_id=job.pk,
        kind=job.kind,
        token=token,
        span=span,
        attempts=job.attempts,
        created_by=job.created_by,
        payload=job.payload,
        checkpoint=job.checkpoint,
        done=job.done,
        total=job.total,
    )


def _may_be_taken(now: datetime) -> Q:
    waits = Q(state=JobState.WAITING, run_at__lte=now)
    return waits | Q(state=JobState.RUNNING, leased_until__lte=now)


def _due(kinds: Collection[str], now: datetime) -> QuerySet[Job]:
    return Job.objects.filter(_may_be_taken(now), kind__in=list(kinds))


def fail_abandoned(now: datetime) -> None:
    """Fail a job whose worker died on each of its attempts."""
    Job.objects.filter(state=JobState.RUNNING, leased_until__lte=now, attempts__gte=AT_MOST).update(
        state=JobState.FAILED,
        token=None,
        leased_until=None,
        ended_at=now,
        error=f"The worker stopped {AT_MOST} times during this job without progress.",
    )


def _of(held: Lease) -> QuerySet[Job]:
    return Job.objects.filter(pk=held.job_id, token=held.token, state=JobState.RUNNING)


def _write(held: Lease, **fields: Any) -> None:
    if not _of(held).update(**fields):
        raise LeaseLost(held.job_id)


def _end(held: Lease, state: JobState, now: datetime, **fields: Any) -> None:
    _write(held, state=state, token=None, leased_until=None, ended_at=now, **fields)


def _free(held: Lease, **fields: Any) -> None:
    _write(held, state=JobState.WAITING, token=None, leased_until=None, **fields)


def _kept(error: str) -> str:
    """Return a storable text: no NUL, no half of a surrogate pair."""
    return error.replace("\x00", "").encode("utf-8", "ignore").decode()[:ERROR_LIMIT]
