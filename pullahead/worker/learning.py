"""Learning again: `pullahead learn` at once, and the worker's job of every hour, when it is due."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import clock, jobs
from pullahead.base.transaction import write_transaction
from pullahead.pull.contact_rates import minutes, read
from pullahead.scoring import rate_service, services
from pullahead.scoring.models import ModelVersion, RatesVersion, VersionState

KIND = "learn.refit"
EACH = timedelta(hours=1)
# 20,000 leads of 20 fields take some ten seconds, on a slow and busy machine a few minutes
SPAN = timedelta(minutes=15)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Learn, if it is due, in one step; the next job of this kind is due an hour later.

    The trial itself is reads and arithmetic outside any transaction, as is measuring the rates;
    what was found is kept in the write that ends the job.
    """
    due = services.due(now=clock.now())
    found = services.tried(now=clock.now()) if due else None
    pace = rate_service.measured() if due else None
    with write_transaction() as now:
        jobs.verify_lease(held)
        version = None
        if found is not None:
            version = services.keep(found=found[0], outcomes=found[1], now=now).pk
        rates = rate_service.keep(found=pace, now=now)
        result = {"version": version, "rates": rates.pk if rates is not None else None}
        jobs.finish(held, now=now, result=result)
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + EACH)
    return None


def learn() -> str:
    """Learn now, whether it is due or not; what came of it, in words."""
    found, outcomes = services.tried(now=clock.now())
    pace = rate_service.measured()
    with write_transaction() as now:
        version = services.keep(found=found, outcomes=outcomes, now=now)
        rates = rate_service.keep(found=pace, now=now)
    return "\n".join([told(version), *([rates_told(rates)] if rates is not None else [])])


def told(version: ModelVersion) -> str:
    """A version's back-test in a few lines."""
    figures = version.figures
    lines = [
        f"Version {version.pk} learned from {version.rows:,} leads; {version.outcomes:,} outcomes "
        f"were known.",
        f"Tried on the later {figures['rows']:,} of them, {figures['successes']:,} successes: "
        f"log-loss {_number(figures['log_loss'])} (in use until now: {_number(figures['today'])}), "
        f"AUC among leads on the table together {_number(figures['within'])}, "
        f"promised for each success {_number(figures['ratio'])}.",
    ]
    if version.state == VersionState.IN_USE:
        return "\n".join([*lines, "It is in use."])
    return "\n".join([*lines, "It is kept, and not in use:", *version.refusals])


def rates_told(version: RatesVersion) -> str:
    """Rates that were measured and put in use, in one line."""
    claims, rates = sum(version.counts["tried"]), read(version.figures)
    return (
        f"Rates {version.pk}, measured on {claims:,} claims, are in use: {rates.contact[0]:.0%} "
        f"are reached in round 1, which takes {minutes(1, rates):.1f} min."
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
