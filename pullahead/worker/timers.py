"""Jobs that come again and again by themselves."""

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
    """Sees to it, at once and then each time that `each` has passed, that there is a job of this
    kind: a worker's first look makes it, and a job that failed for good is not the last."""

    kind: str
    each: timedelta
    _next: float = field(default=0.0, init=False)

    def look(self) -> None:
        """Make the job if there is none, waiting or running."""
        if time.monotonic() < self._next:
            return
        with (
            contextlib.suppress(IntegrityError),
            write_transaction() as now,
        ):  # another worker just made it
            jobs.enqueue(kind=self.kind, now=now, key=self.kind)
        self._next = time.monotonic() + self.each.total_seconds()
