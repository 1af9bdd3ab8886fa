"""Race of two workers on the second looks: each look is drawn once and has one outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.models import Journal
from pullahead.pull.models import SecondLook
from pullahead.usecases.leads import second_look
from pullahead.usecases.tests.commits import together
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    later,
    person,
    pulled,
    settle,
)

pytestmark = pytest.mark.usefixtures("real_commits")
WORKERS, LEADS = 4, 3


def run() -> tuple[int, int]:
    """Work as a worker does, and draw every lead."""
    return second_look.run(lambda _dead: 1.0)


def test_workers_at_once_draw_each_look_once_and_store_one_outcome() -> None:
    ana, bo = person("Ana"), person("Bo")
    for number in range(LEADS):
        admitted(f"Lead {number}", austin(100 + number))
        settle(ana, pulled(ana), "disconnected")
    later(days=1, minutes=1)
    assert sum(drawn for _, drawn in together([run] * WORKERS)) == LEADS
    for _ in range(LEADS):
        at = clock.now() + timedelta(hours=2)
        settle(bo, pulled(bo), "qualified", callback_at=at)
    assert sum(settled for settled, _ in together([run] * WORKERS)) == LEADS
    assert SecondLook.objects.filter(success=True).count() == LEADS
    for kind in ("second_look.drawn", "second_look.settled"):
        assert Journal.objects.filter(kind=kind).count() == LEADS
