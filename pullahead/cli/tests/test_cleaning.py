"""The worker deletes forgotten counts of wrong passwords every hour."""

from __future__ import annotations

import pytest

from pullahead.base.models import Job, JobState
from pullahead.team.models import Throttle
from pullahead.usecases.settings import sign_in
from pullahead.usecases.settings.sign_in import Client
from pullahead.usecases.tests import factories
from pullahead.worker import cleaning, main
from pullahead.worker.timers import Timer


@pytest.mark.django_db
def test_forgotten_counts_are_deleted_and_the_next_look_is_an_hour_later() -> None:
    factories.lay_floor()
    sign_in.sign_in(name="Ana", client=Client("203.0.113.7"), check=lambda: None)
    factories.later(hours=2)
    Timer(cleaning.KIND, cleaning.EACH).look()

    assert main.work_one()
    assert not Throttle.objects.exists()
    done, waiting = Job.objects.filter(kind=cleaning.KIND).order_by("id")
    assert done.result == {"deleted": 3}
    assert waiting.state == JobState.WAITING
    assert not main.work_one()
