"""The worker deletes forgotten counts of wrong passwords every hour."""

from __future__ import annotations

import pytest

from pullahead.base.models import Job
from pullahead.desk import signing_in
from pullahead.desk.signing_in import Client
from pullahead.desk.tests import factories
from pullahead.jobs import cleaning, worker
from pullahead.jobs.timers import Timer
from pullahead.team.models import Throttle


@pytest.mark.django_db
def test_forgotten_counts_are_deleted_and_the_next_look_is_an_hour_later() -> None:
    factories.lay_floor()
    signing_in.sign_in(name="Ana", client=Client("203.0.113.7"), check=lambda: None)
    factories.later(hours=2)
    Timer(cleaning.KIND, cleaning.EACH).look()

    assert worker.work_one()
    assert not Throttle.objects.exists()
    done, waiting = Job.objects.filter(kind=cleaning.KIND).order_by("id")
    assert done.result == {"deleted": 3}
    assert waiting.state == Job.State.WAITING
    assert not worker.work_one()
