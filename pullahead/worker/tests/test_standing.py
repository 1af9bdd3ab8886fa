"""The standing that a pull reads is published by the worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.reports.tests.factories import past_days
from pullahead.team import queries
from pullahead.usecases.floor.past_write import PastCast, PastPlan, plan_past
from pullahead.usecases.tests import factories as floor
from pullahead.worker import standing_job


def test_each_agents_standing_is_published_with_its_parts(db: None) -> None:
    floor.lay_floor()
    floor.source()
    robin, sam = floor.person("Robin"), floor.person("Sam")
    past_days(robin)
    with write_transaction() as now:
        jobs.enqueue(kind=standing_job.KIND, now=now, key=standing_job.KIND)
        held = jobs.lease(kinds=[standing_job.KIND], now=now)
    assert held is not None

    past = PastPlan(1, date(2026, 1, 1), days=2, cast=PastCast((), 0, 0, {}))
    plan_past(past)  # a demo floor whose past is being written
    standing_job.step(held)
    assert queries.standing_of(robin.pk) is None
    plan_past(replace(past, written=3))
    with write_transaction() as now:
        held = jobs.lease(kinds=[standing_job.KIND], now=now + standing_job.SOON)
    assert held is not None
    standing_job.step(held)

    worked, new = queries.standing_of(robin.pk), queries.standing_of(sam.pk)
    assert worked is not None
    assert worked.claims > 0
    assert 0 <= worked.score <= 100
    assert worked.parts
    assert worked.worked is not None
    assert worked.worked <= worked.claims
    assert new is None or new.every == 0, "a newcomer is never limited"
