"""The buying plan is published when it changes."""

from __future__ import annotations

from pullahead.base import jobs
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import PublishedPlan
from pullahead.reports.tests.factories import past_days
from pullahead.usecases.tests import factories as floor
from pullahead.worker import buying_job


def test_a_plan_that_changed_is_published_once(db: None) -> None:
    floor.lay_floor()
    floor.source()
    past_days(floor.person("Robin"))
    with write_transaction() as now:
        jobs.enqueue(kind=buying_job.KIND, now=now, key=buying_job.KIND)
    for _ in range(2):
        with write_transaction() as now:
            held = jobs.lease(kinds=[buying_job.KIND], now=now)
        assert held is not None
        buying_job.step(held)
        floor.later(hours=7)

    (line,) = Journal.objects.filter(kind="buying.planned")
    assert (line.data["advice"], line.data["reason"], line.data["leads_per_day"]) == (
        "less", "capacity", 2,
    )  # fmt: skip
    assert PublishedPlan.objects.get().leads_a_day == 2
