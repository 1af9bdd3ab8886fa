"""Let sign-ins begin only while other requests get a thread soon: sign-ins wait, others do not.

A sign-in costs several pages, and the person then opens pages too. At the start of a shift,
sign-ins that begin at once would delay everybody who works.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

SECONDS_FOR_REQUESTS = 0.2  # wait of a request for a thread, from which on no sign-in begins
SECONDS_TO_WAIT = 5.0  # after which a sign-in begins on a busy server too


@dataclass(slots=True, eq=False)
class QueuedRequest:
    """A request for the shared threads. Its thread sets `begun`."""

    since: float
    begun: bool = False


@dataclass(frozen=True, slots=True)
class _QueuedSignIn:
    begin: Callable[[], None]
    since: float


class SignInQueue:
    """Sign-ins by lane; each lane runs one at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._requests: deque[QueuedRequest] = deque()
        self._waiting: dict[str, deque[_QueuedSignIn]] = {}
        self._running: set[str] = set()

    def waiting(self, lane: str) -> int:
        """Count the sign-ins of a lane that have not begun."""
        return len(self._waiting.get(lane, ()))

    def request(self) -> QueuedRequest:
        """Add a request, and return it."""
        self._forget_begun()
        self._requests.append(QueuedRequest(self._clock()))
        return self._requests[-1]

    def add(self, lane: str, begin: Callable[[], None]) -> None:
        """Add a sign-in; `begin` is called when it may begin."""
        self._waiting.setdefault(lane, deque()).append(_QueuedSignIn(begin, self._clock()))
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
        """Begin the sign-ins that may begin now; call it when a request or a while has ended."""
        for lane, waiting in self._waiting.items():
            if waiting and lane not in self._running and self._may_begin(waiting[0]):
                self._running.add(lane)
                waiting.popleft().begin()

    def _may_begin(self, first: _QueuedSignIn) -> bool:
        self._forget_begun()
        now = self._clock()
        soon = not self._requests or now - self._requests[0].since < SECONDS_FOR_REQUESTS
        return soon or now - first.since >= SECONDS_TO_WAIT

    def _forget_begun(self) -> None:
        while self._requests and self._requests[0].begun:  # they begin in order
            self._requests.popleft()
