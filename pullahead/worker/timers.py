"""Timers of the jobs that repeat."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction


@dataclass(slots=True)
class Timer:
    """Enqueue a job of this kind at once and after each `each`.

    A new worker enqueues the job, and a failed job is enqueued again.
    """

    kind: str
    each: timedelta
    _next: float = field(default=0.0, init=False)

    def look(self) -> None:
        """Enqueue the job if none is waiting or running."""
        if time.monotonic() < self._next:
            return
        with (
            contextlib.suppress(IntegrityError),
            write_transaction() as now,
        ):  # another worker just made it
            jobs.enqueue(kind=self.kind, now=now, key=self.kind)
        self._next = time.monotonic() + self.each.total_seconds()
