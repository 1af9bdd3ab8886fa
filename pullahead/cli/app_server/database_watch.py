"""Detect a database that hangs: it neither answers nor fails, and a thread cannot be interrupted.

A request that waits long asks the watch. If the database answers another request, or a try in a
thread of its own, the slow request continues. If it hangs, the server answers the request. A
try alone is no proof: on a busy server its connection takes longer than a moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import psycopg

SECONDS_TO_ANSWER = 0.8
SECONDS_TO_KEEP = 0.5  # time for which one result answers concurrent requests too
SECONDS_TO_GIVE_UP = 5.0  # time after which a hung try is abandoned


class DatabaseWatch:
    """Watch of a database, by a function that tries the database and returns when it answers."""

    def __init__(
        self, attempt: Callable[[], None], answered_at: Callable[[], float] = lambda: 0.0
    ) -> None:
        """`answered_at` returns when the database last answered a request."""
        self._attempt = attempt
        self._answered_at = answered_at
        self._lock = threading.Lock()
        self._begun = 0.0
        self._answered = 0.0

    async def answers(self) -> bool:
        """Try the database for a moment; return whether it answered."""
        asked = time.monotonic()
        if asked - max(self._answered, self._answered_at()) < SECONDS_TO_KEEP:
            return True
        self._begin(asked)
        while time.monotonic() - asked < SECONDS_TO_ANSWER:
            await asyncio.sleep(0.02)
            if max(self._answered, self._answered_at()) >= asked - SECONDS_TO_KEEP:
                return True
        return False

    def _begin(self, now: float) -> None:
        """Start a try unless one is open. A thread of the pool could wait behind a hung one."""
        with self._lock:
            if now - self._begun < SECONDS_TO_GIVE_UP and self._begun > self._answered:
                return
            self._begun = now
        threading.Thread(target=self._try, daemon=True, name="database-watch").start()

    def _try(self) -> None:
        with contextlib.suppress(Exception):  # an error is an answer: requests get their own
            self._attempt()
        self._answered = time.monotonic()


def attempt_on(database: Mapping[str, Any]) -> Callable[[], None]:
    """Return the function that tries the database of Django's settings."""
    if database["ENGINE"].endswith("sqlite3"):
        return lambda: _sqlite(f"{database['NAME']}.lock")
    options = {k: v for k, v in database.get("OPTIONS", {}).items() if k != "prepare_threshold"}
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    given = {theirs: database[ours] for ours, theirs in names.items() if database.get(ours)}
    given |= {"port": database["PORT"]} if database.get("PORT") else {}
    return lambda: _postgres({**given, **options})


def _postgres(given: Mapping[str, Any]) -> None:
    with psycopg.connect(**given, autocommit=True) as connection:
        connection.execute("SELECT 1")


def _sqlite(path: str) -> None:
    """Wait until no writer has the file: a stopped process can lock the file forever."""
    with open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
