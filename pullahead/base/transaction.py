"""The one door to a transaction, and to the time inside it.

Every act is `with write_transaction(...) as now:`. It is the outermost block only: a nested one
would be a savepoint, and savepoints under row locks make multixacts on PostgreSQL. `now` is read
after the locks, so that an act never decides by a time from before it waited.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from pullahead.base import clock
from pullahead.base.db import statements

_inside = threading.local()


class OutsideTransaction(RuntimeError):
    """A verb that writes was called outside write(): a bug of the caller."""


@contextmanager
def write_transaction(*, lock: Callable[[], object] | None = None) -> Iterator[datetime]:
    """One short transaction; yields the moment (UTC) that the act is judged by.

    `lock` takes the row locks that must come before the clock is read, such as an agent's row; it
    may give the moment when it had them, which is then the act's.
    Raises RuntimeError when a transaction is open already.
    """
    with _one_writer(), transaction.atomic(durable=True), statements.deferring_writes():
        _inside.depth = getattr(_inside, "depth", 0) + 1
        try:
            moment = lock() if lock is not None else None
            yield moment if isinstance(moment, datetime) else clock.now()
        finally:
            _inside.depth -= 1


def require_transaction() -> None:
    """Called first by every verb that writes."""
    if not getattr(_inside, "depth", 0):
        raise OutsideTransaction("this verb writes; call it inside write()")


@contextmanager
def _one_writer() -> Iterator[None]:
    """On SQLite, queue for the file in turn.

    SQLite's own waiting polls and starves: with 20 processes the longest wait was 19 s of a 20 s
    timeout, with this lock 1 s, at the same throughput.
    """
    if getattr(_inside, "depth", 0):
        raise RuntimeError("write() is the outermost block only; it cannot be nested")
    if connection.vendor != "sqlite":
        yield
        return
    handle = os.open(f"{connection.settings_dict['NAME']}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
