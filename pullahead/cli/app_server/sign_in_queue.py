"""Let sign-ins begin only while a thread for requests is free: they wait, and others do not.

A sign-in costs several pages, and the person then opens pages too. At the start of a shift,
sign-ins that begin at once would delay everybody who works.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

SECONDS_TO_WAIT = 5.0  # after which a sign-in begins on a busy server too


@dataclass(frozen=True, slots=True)
class _Waiting:
    begin: Callable[[], None]
    since: float


class SignInQueue:
    """Sign-ins by lane; each lane runs one, and the next begins while requests leave a thread."""

    def __init__(self, threads: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._threads, self._clock = threads, clock
        self._requests = 0
        self._waiting: dict[str, deque[_Waiting]] = {}
        self._running: set[str] = set()

    def waiting(self, lane: str) -> int:
        """Count the sign-ins of a lane that have not begun."""
        return len(self._waiting.get(lane, ()))

    def request_began(self) -> None:
        """Count another request in the shared threads."""
        self._requests += 1

    def request_ended(self) -> None:
        """Count one less, and let sign-ins begin."""
        self._requests -= 1
        self.admit()

    def add(self, lane: str, begin: Callable[[], None]) -> None:
        """Add a sign-in; `begin` is called when it may begin."""
        self._waiting.setdefault(lane, deque()).append(_Waiting(begin, self._clock()))
        self.admit()

    def leave(self, lane: str, begin: Callable[[], None]) -> None:
        """Remove a sign-in whose client has been answered or has disconnected."""
        waiting = self._waiting[lane]
        self._waiting[lane] = deque(one for one in waiting if one.begin is not begin)

    def ended(self, lane: str) -> None:
        """Let the next sign-in of a lane begin."""
        self._running.discard(lane)
        self.admit()

    def admit(self) -> None:
        """Begin the sign-ins that may begin now."""
        for lane, waiting in self._waiting.items():
            if waiting and lane not in self._running and self._may_begin(waiting[0]):
                self._running.add(lane)
                waiting.popleft().begin()

    def _may_begin(self, first: _Waiting) -> bool:
        waited = self._clock() - first.since
        return self._requests < self._threads or waited >= SECONDS_TO_WAIT
