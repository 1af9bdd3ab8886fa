"""The worker learns by itself, when it is due, and looks again an hour later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.models import Job
from pullahead.scoring import queries
from pullahead.scoring.models import ModelVersion
from pullahead.scoring.tests.factories import season, source
from pullahead.worker import main, refit_job
from pullahead.worker.timers import Timer


@pytest.mark.django_db
def test_the_worker_learns_when_it_is_due_and_looks_again_in_an_hour() -> None:
    queries._model.cache_clear()
    season(source(), 300)
    timer, of_another_worker = (Timer(refit_job.KIND, refit_job.EACH) for _ in range(2))
    for _ in range(2):
        timer.look()
        of_another_worker.look()
    assert Job.objects.count() == 1
    assert main.work_one()
    done, following = Job.objects.order_by("id")
    version = ModelVersion.objects.get()
    assert (done.state, done.result) == ("done", {"version": version.pk, "rates": None})
    assert (following.kind, following.state) == (refit_job.KIND, "waiting")
    assert following.run_at - clock.now() > timedelta(minutes=59)
    assert version.state == "in_use"
    Job.objects.filter(pk=following.pk).update(run_at=clock.now())
    assert main.work_one()
    assert ModelVersion.objects.count() == 1, "nothing ended since"
    said = refit_job.learn()
    assert "learned from 300 leads with 300 outcomes" in said
    assert said.endswith("The version is in use.")
