"""Learn lead scores and contact rates: at once for `pullahead learn`, or hourly if due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pullahead.base import clock, jobs
from pullahead.base.transaction import write_transaction
from pullahead.scoring import early_fields, rate_service, services, summary

KIND = "learn.refit"
EACH = timedelta(hours=1)
# 20,000 leads of 20 fields take some ten seconds, on a slow and busy machine a few minutes
SPAN = timedelta(minutes=15)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Learn if it is due, in one step; enqueue the next job.

    The backtest and the measuring of rates run outside any transaction. Their results are stored
    in the transaction that ends the job.
    """
    due = services.due(now=clock.now())
    found = services.tried(now=clock.now()) if due else None
    measured = rate_service.measured() if due else None
    with write_transaction() as now:
        jobs.verify_lease(held)
        version = None
        if found is not None:
            version = services.keep(found=found[0], outcomes=found[1], now=now).pk
        rates = rate_service.keep(found=measured, now=now)
        result = {"version": version, "rates": rates.pk if rates is not None else None}
        jobs.finish(held, now=now, result=result)
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None


def learn(trust: Sequence[str] = (), distrust: Sequence[str] = ()) -> str:
    """Learn now, whether it is due or not, and describe the result.

    `trust` names fields that are known before the first call, although they look like leaks.
    Raise Invalid for a field that the latest version did not suspect.
    """
    for names, known_early in ((trust, True), (distrust, False)):
        for field in names:
            early_fields.change_by_command(field=field, known_early=known_early)
    found, outcomes = services.tried(now=clock.now())
    measured = rate_service.measured()
    with write_transaction() as now:
        version = services.keep(found=found, outcomes=outcomes, now=now)
        rates = rate_service.keep(found=measured, now=now)
    lines = [summary.of_model(version)]
    if rates is not None:
        lines.append(summary.of_rates(rates))
    return "\n".join(lines)
