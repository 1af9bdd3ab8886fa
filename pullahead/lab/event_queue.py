"""Events of a run, played in the order of their minutes."""

from __future__ import annotations

import math
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from typing import Any

PlannedEvent = tuple[float, int, Callable[[float, Any], None], Any]


class EventQueue:
    """Events to come; two of one minute are played in the order in which they were planned."""

    def __init__(self) -> None:
        self._events: list[PlannedEvent] = []
        self._order = count()

    @property
    def next_at(self) -> float:
        """Return the minute of the next event; infinity without one."""
        return self._events[0][0] if self._events else math.inf

    def plan(self, at: float, act: Callable[[float, Any], None], about: object) -> None:
        """Plan an act at a minute; at infinity it never happens."""
        if at < math.inf:
            heappush(self._events, (at, next(self._order), act, about))

    def play(self) -> None:
        """Play the next event."""
        at, _, act, about = heappop(self._events)
        act(at, about)
