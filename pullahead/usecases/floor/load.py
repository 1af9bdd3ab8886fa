"""Measure the load of the floor: open leads, those that can be called now, zones in hours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pullahead.compliance.calling_hours import window_set
from pullahead.compliance.places import ANYWHERE, Location
from pullahead.pull import card_queries
from pullahead.pull import queries as pull_queries
from pullahead.pull.rules import CardState


def open_zones(zones: Collection[str], now: datetime) -> frozenset[str]:
    """Return those of the zones where calling hours are open now."""
    hours = pull_queries.hours()
    return frozenset(z for z in zones if hours.is_open(window_set(Location((z,), ANYWHERE)), now))


def callable_now(now: datetime) -> int:
    """Count the leads that can be called now."""
    hours = pull_queries.hours()
    waiting = card_queries.waiting(now)
    return sum(w.ready for w in waiting if hours.is_open(w.lane.windows, now))


def open_leads(now: datetime) -> int:
    """Count the open leads."""
    counts = card_queries.counts(now)
    return sum(n for state, n in counts.items() if state != "callbacks")


def in_work(now: datetime) -> int:
    """Count the open leads without those that only wait for calling hours."""
    ready = card_queries.counts(now)[CardState.READY]
    return open_leads(now) - ready + callable_now(now)
