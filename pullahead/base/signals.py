"""Handle INT, TERM and HUP: the first signal ends the process calmly, the second at once."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType


@dataclass(slots=True)
class Signals:
    """Stop request to the supervisor: the first signal ends calmly, the second at once."""

    asked: threading.Event = field(default_factory=threading.Event)
    first: int = 0
    count: int = 0

    def _take(self, number: int, frame: FrameType | None) -> None:
        self.first = self.first or number
        self.count += 1
        self.asked.set()

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Receive INT, TERM and HUP until the block ends."""
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = [(number, signal.signal(number, self._take)) for number in numbers]
        try:
            yield
        finally:
            for number, handler in before:
                signal.signal(number, handler)

    def hurry(self) -> bool:
        """Handle the second signal."""
        return self.count > 1

    def code(self) -> int:
        """Return the exit code: 130 after Ctrl+C, else 0."""
        return 130 if self.first == signal.SIGINT else 0
