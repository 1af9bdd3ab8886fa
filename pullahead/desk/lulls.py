"""T of the index, kept fresh by whoever pulls first in a minute."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import clock
from pullahead.base.write import write
from pullahead.pull import backlog, minutely
from pullahead.pull.models import Lull


def lull() -> timedelta:
    """T; counted anew first when that was longer than 60 s ago, outside every claim."""
    found, old = backlog.lull(clock.now())
    if not old:
        return found
    with write() as now:
        mine = minutely.begin(Lull, now=now)
    if mine:
        ready, agents = backlog.count(now)
        with write() as now:
            backlog.keep(ready=ready, agents=agents, now=now)
    return backlog.lull(clock.now())[0]
