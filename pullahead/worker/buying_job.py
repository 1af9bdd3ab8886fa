"""Job that publishes the buying plan, so that other systems learn of changes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from pullahead.base import clock, jobs
from pullahead.base.transaction import write_transaction
from pullahead.reports import buying as report
from pullahead.usecases.settings import buying
from pullahead.usecases.settings.buying import PlannedSource

KIND = "buying.publish"
EACH = timedelta(hours=6)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Publish the plans that changed; enqueue the next job."""
    page = report.plan_at(clock.now(), buying.stored_hour_cost() or Decimal(0))
    changed = buying.publish(
        plan=[
            PlannedSource(
                source_id=row.plan.id,
                leads_a_day=row.plan.leads_a_day,
                highest_price=Decimal(f"{row.plan.highest_price:.2f}"),
                advice=row.plan.advice.value,
                reason=row.plan.reason.value,
            )
            for row in page.rows
        ]
    )
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"changed": changed})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None
