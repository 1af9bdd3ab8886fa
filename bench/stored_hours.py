"""Stored hours for the benches, written as the worker writes them."""

from __future__ import annotations

from datetime import timedelta


def store_hours() -> None:
    """Store the past hours as the worker does, so that the reports read them."""
    from pullahead.base import clock
    from pullahead.floor.models import HourFacts
    from pullahead.reports.hour_facts import build
    from pullahead.usecases.floor import hours

    hours.add_and_list()
    HourFacts.objects.update(begun_at=clock.now() - timedelta(hours=1))
    while due := hours.add_and_list()[1]:
        hours.store(list(build(due, clock.now())))
