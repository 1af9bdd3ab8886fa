"""A bounded pool: at most a fixed number of threads of a process run a costly function at once.

A few more may wait for their turn; all others are turned away at once, so that the threads of the
server stay free for other requests.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pullahead.base.errors import Problem


class Full(Problem):
    """The pool is in use, and as many as may wait are waiting."""

    status = 503
    code = "busy"


class Pool:
    """Numbers of threads: `running` at once, and `waiting` for a place."""

    def __init__(self, *, running: int, waiting: int) -> None:
        self._places = threading.BoundedSemaphore(running + waiting)
        self._turns = threading.BoundedSemaphore(running)

    @contextmanager
    def turn(self, message: str) -> Iterator[None]:
        """Wait for a turn, and hold it for the block. Raises Full with `message`."""
        if not self._places.acquire(blocking=False):
            raise Full(message)
        try:
            with self._turns:
                yield
        finally:
            self._places.release()
