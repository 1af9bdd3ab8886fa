"""Job that opens and closes the alerts of the floor, every 20 seconds."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from pullahead.base import clock, jobs
from pullahead.base.transaction import write_transaction
from pullahead.floor.rules import SilentSource
from pullahead.reports.source_alerts import silent_sources
from pullahead.usecases.floor import alerts

KIND = "floor.alerts"
EACH = timedelta(seconds=20)
SELDOM = timedelta(minutes=2)  # with very many leads, whose reading takes longer
# A source falls silent by days, and its facts are those of ten weeks
SOURCES_EACH = timedelta(minutes=15)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Evaluate the conditions; enqueue the next job, with the silent sources as last read."""
    silent, read_at = _silent(held)
    opened, closed = alerts.evaluate(silent=silent)
    payload = {
        "silent": [(one.source_id, one.last.isoformat()) for one in silent],
        "read_at": read_at.isoformat(),
    }
    each = SELDOM if alerts.many_leads() else EACH
    with write_transaction() as now:
        jobs.verify_lease(held)
        jobs.finish(held, now=now, result={"opened": opened, "closed": closed})
        jobs.enqueue(kind=KIND, now=now, key=KIND, run_at=now + each, payload=payload)
    return None


def _silent(held: jobs.Lease) -> tuple[tuple[SilentSource, ...], datetime]:
    now, read_at = clock.now(), held.payload.get("read_at")
    if read_at and now - SOURCES_EACH < datetime.fromisoformat(read_at) <= now:
        kept = held.payload.get("silent", ())
        return tuple(SilentSource(pk, date.fromisoformat(day)) for pk, day in kept), (
            datetime.fromisoformat(read_at)
        )
    return tuple(SilentSource(pk, day) for pk, day in silent_sources(now).items()), now
