"""The worker counts very many leads each minute, and few of them not at all."""

from __future__ import annotations

import pytest

from pullahead.base import clock
from pullahead.base.models import Job
from pullahead.pull import class_counts, models
from pullahead.usecases.common.cached_counts import counts_snapshot
from pullahead.usecases.tests.factories import admitted, austin, later, lay_floor
from pullahead.worker import count_job, main
from pullahead.worker.timers import Timer


def counted() -> tuple[object, object]:
    """Run the worker's job; return its result and the minutes until the next."""
    Timer(count_job.KIND, count_job.EACH).look()
    Job.objects.filter(state="waiting").update(run_at=clock.now())
    now = clock.now()
    assert main.work_one()
    done, following = (
        Job.objects.filter(kind=count_job.KIND, state=state).latest("id")
        for state in ("done", "waiting")
    )
    return done.result, (following.run_at - now).total_seconds() / 60


@pytest.mark.django_db
def test_what_is_counted_each_minute_is_what_there_is_very_much_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lay_floor()
    for n in range(2):
        admitted(f"Lead {n}", austin(101 + n))
    counts_snapshot(clock.now())
    assert counted() == ({"much": False}, pytest.approx(10, abs=0.5))
    monkeypatch.setattr(class_counts, "EXACTLY", 1)
    later(seconds=61)
    assert counts_snapshot(clock.now()).much is not None
    later(seconds=61)
    admitted("New", austin(110))
    assert counted() == ({"much": True}, pytest.approx(1, abs=0.5))
    assert counts_snapshot(clock.now()).states()["ready"] == 3
    assert models.ClassCountsRow.objects.count() == 1
