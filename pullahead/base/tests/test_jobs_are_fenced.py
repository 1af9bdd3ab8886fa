"""A job is held by one worker; who lost it writes nothing; what broke is tried again, and ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from pullahead.base import jobs
from pullahead.base.models import Job
from pullahead.base.transaction import OutsideTransaction, write_transaction

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)
LATER = NOW + jobs.LEASE


def made(kind: str = "count", **more: object) -> int:
    with write_transaction():
        return jobs.enqueue(kind=kind, now=NOW, **more)  # type: ignore[arg-type]


def leased(now: datetime = NOW, *kinds: str) -> jobs.Lease | None:
    with write_transaction():
        return jobs.lease(kinds=kinds or ("count",), now=now)


def taken(now: datetime = NOW) -> jobs.Lease:
    held = leased(now)
    assert held is not None
    return held


def test_a_job_has_one_holder_until_its_lease_ends() -> None:
    job = made(payload={"to": 3})
    assert not jobs.is_due(kinds=["other"], now=NOW)
    assert jobs.is_due(kinds=["count"], now=NOW)
    first = taken()
    assert (first.job_id, first.payload, first.attempts) == (job, {"to": 3}, 1)
    assert leased() is None
    second = taken(LATER)
    assert second.token != first.token
    for act in (
        lambda: jobs.verify_lease(first),
        lambda: jobs.checkpoint(first, now=LATER, checkpoint={}, done=1),
        lambda: jobs.renew(first, now=LATER),
        lambda: jobs.finish(first, now=LATER),
        lambda: jobs.fail(first, now=LATER, error="no"),
        lambda: jobs.release(first),
    ):
        _lost(act)
    with write_transaction():
        jobs.verify_lease(second)
        further = jobs.checkpoint(second, now=LATER, checkpoint={"at": 2}, done=2, total=3)
        jobs.finish(further, now=LATER, result={"counted": 3})
    found = Job.objects.get()
    assert (found.state, found.checkpoint, found.result) == ("done", {"at": 2}, {"counted": 3})
    assert (found.done, found.total, found.token, found.ended_at) == (2, 3, None, LATER)
    assert leased(LATER + jobs.LEASE) is None


def _lost(act: Callable[[], object]) -> None:
    with pytest.raises(jobs.LeaseLost), write_transaction():
        act()


def test_the_one_that_waited_longest_comes_first_and_none_before_its_time() -> None:
    tomorrow = NOW + timedelta(days=1)
    made(run_at=tomorrow)
    second = made(run_at=NOW - timedelta(seconds=1))
    first = made(run_at=NOW - timedelta(seconds=2))
    assert [taken().job_id, taken().job_id] == [first, second]
    assert leased() is None
    assert taken(tomorrow).job_id in {first, second}  # their leases ended


def test_what_breaks_is_tried_again_later_each_time_and_then_has_failed() -> None:
    made()
    now, waits = NOW, []
    for _ in range(jobs.AT_MOST):
        held = taken(now)
        with write_transaction():
            again = jobs.try_later(held, now=now, error="The disk\x00 is full")
        run_at = Job.objects.get().run_at
        waits.append((run_at - now).total_seconds() if again else 0)
        now = run_at
    assert waits == [2, 4, 8, 16, 0]
    job = Job.objects.get()
    assert (job.state, job.error) == ("failed", "The disk is full")
    with write_transaction():
        assert jobs.go_on(job_id=job.pk, now=now)
    assert taken(now).attempts == 1


def test_what_ends_its_worker_time_and_again_has_failed() -> None:
    made()
    now = NOW
    for _ in range(jobs.AT_MOST):
        assert leased(now) is not None
        now += jobs.LEASE
    assert jobs.is_due(kinds=["count"], now=now)
    assert leased(now) is None
    assert Job.objects.get().state == "failed"


def test_a_worker_that_ends_calmly_leaves_the_job_for_the_next() -> None:
    made()
    with write_transaction():
        held = jobs.lease(kinds=["count"], now=NOW)
        assert held is not None
        held = jobs.checkpoint(held, now=NOW, checkpoint={"at": 7}, done=7)
        jobs.release(held)
    again = taken()
    assert (again.attempts, again.checkpoint, again.done) == (1, {"at": 7}, 7)


def test_a_job_that_was_cancelled_is_lost_to_its_worker() -> None:
    job = made()
    held = taken()
    with write_transaction():
        assert jobs.cancel(job_id=job, now=NOW)
        assert not jobs.cancel(job_id=job, now=NOW)
    _lost(lambda: jobs.checkpoint(held, now=NOW, checkpoint={}, done=1))


def test_of_one_key_one_job_is_open() -> None:
    first = made(key="import-1")
    assert made(key="import-1") == first
    with write_transaction():
        jobs.cancel(job_id=first, now=NOW)
    second = made(key="import-1")
    assert second != first
    with write_transaction():
        assert not jobs.go_on(job_id=first, now=NOW)
    with pytest.raises(IntegrityError, match=r"key"), transaction.atomic():
        Job.objects.filter(pk=first).update(state="waiting", ended_at=None)


@pytest.mark.parametrize(
    "wrong", [{"state": "running"}, {"leased_until": NOW}, {"state": "done"}, {"ended_at": NOW}]
)
def test_the_schema_refuses_half_a_lease_and_half_an_end(wrong: dict[str, object]) -> None:
    made()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.update(**wrong)


def test_no_verb_works_outside_write() -> None:
    with pytest.raises(OutsideTransaction):
        jobs.enqueue(kind="count", now=NOW)
