"""Facts of past hours, as the worker stores them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from pullahead.floor import hours
from pullahead.floor.hours import HOUR, SETTLED_AFTER
from pullahead.reports.columns import WorkFacts
from pullahead.reports.live_facts import Stretch, live_facts
from pullahead.reports.work_facts import Scope


def build(
    due: Iterable[tuple[datetime, int]], now: datetime
) -> Iterator[tuple[datetime, int, bytes, datetime | None]]:
    """Yield the hours due with their versions, bodies, and when to build them again."""
    versions = dict(due)
    stretch = Stretch(min(versions), max(versions) + HOUR, now)
    by_hour = live_facts(stretch, Scope(), sure=hours.hour_start(now - SETTLED_AFTER)).by_hour()
    for hour, version in versions.items():
        facts = by_hour.get(int(hour.timestamp()) // 3600, WorkFacts())
        again = max((now - hour) / 2, timedelta(hours=1)) if len(facts["open"]) else None
        yield hour, version, facts.packed(), now + again if again else None
