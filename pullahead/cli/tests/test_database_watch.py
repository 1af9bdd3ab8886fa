"""A database that answers other requests does not hang, however long a new connection takes."""

from __future__ import annotations

import asyncio
import threading
import time

from pullahead.cli.app_server.database_watch import DatabaseWatch


def test_an_answer_to_another_request_is_enough() -> None:
    hangs = threading.Event()
    asked: list[float] = []

    def hang() -> None:
        hangs.wait()

    def answered_at() -> float:
        asked.append(time.monotonic())
        return 0.0 if len(asked) == 1 else asked[-1]  # the answer comes during the try

    watch = DatabaseWatch(hang, answered_at)
    assert asyncio.run(watch.answers())
    hangs.set()
