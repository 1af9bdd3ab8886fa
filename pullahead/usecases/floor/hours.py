"""Stored facts of past hours, as the worker fills them from reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pullahead.base.transaction import retried, write_transaction
from pullahead.floor import hours
from pullahead.leads import queries as leads


@retried
def add_and_list() -> tuple[datetime, list[tuple[datetime, int]]]:
    """Add the hours that are over; return now, and the hours to build with their versions."""
    first = leads.first_arrival()
    with write_transaction() as now:
        if first is not None:
            hours.add_hours(first=first, now=now)
        hours.forget_hours(now=now)
        return now, hours.due_hours(now)


@retried
def store(built: Iterable[tuple[datetime, int, bytes, datetime | None]]) -> int:
    """Store built hours; return how many, without those whose facts changed meanwhile."""
    with write_transaction():
        return sum(
            hours.store_hour(hour=hour, version=version, body=body, again_at=again_at)
            for hour, version, body, again_at in built
        )
