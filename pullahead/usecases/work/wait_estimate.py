"""T of the index, kept fresh by whoever pulls first in a minute."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.pull import backlog_estimate, cached_counters
from pullahead.pull.models import WaitEstimate


def wait_estimate() -> timedelta:
    """T; counted anew first when that was longer than 60 s ago, outside every claim."""
    found, old = backlog_estimate.wait_estimate(clock.now())
    if not old:
        return found
    with write_transaction() as now:
        mine = cached_counters.begin(WaitEstimate, now=now)
    if mine:
        ready, agents = backlog_estimate.count(now)
        with write_transaction() as now:
            backlog_estimate.keep(ready=ready, agents=agents, now=now)
    return backlog_estimate.wait_estimate(clock.now())[0]
