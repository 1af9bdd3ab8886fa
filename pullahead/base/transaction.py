"""The only way to open a transaction, and to read its time.

Every act is `with write_transaction(...) as now:`. It must be the outermost block. A nested block
would be a savepoint, and savepoints under row locks make multixacts on PostgreSQL. `now` is read
after the locks, so that no act decides by a time from before it waited.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from pullahead.base import clock
from pullahead.base.db import reader, statements

_inside = threading.local()
P = ParamSpec("P")
T = TypeVar("T")
# PostgreSQL: deadlock, serialization failure. The act was rolled back, and can run again.
CONFLICTS = frozenset({"40P01", "40001"})


class OutsideTransaction(RuntimeError):
    """Error: a function that writes was called outside a transaction: a bug of the caller."""


@contextmanager
def write_transaction(*, lock: Callable[[], object] | None = None) -> Iterator[datetime]:
    """Open the one transaction of an act; yield the moment (UTC) by which the act decides.

    `lock` takes the row locks that must come before the clock is read, such as an agent's row. If
    `lock` returns the moment at which it had the locks, that moment is the act's.
    Raise RuntimeError if a transaction is open already.
    """
    with _one_writer(), transaction.atomic(durable=True), statements.deferring_writes():
        _inside.depth = getattr(_inside, "depth", 0) + 1
        try:
            moment = lock() if lock is not None else None
            yield moment if isinstance(moment, datetime) else clock.now()
        finally:
            _inside.depth -= 1


def require_transaction() -> None:
    """Raise OutsideTransaction unless a transaction is open; every write calls this first."""
    if not getattr(_inside, "depth", 0):
        raise OutsideTransaction("this function writes; call it inside write_transaction()")


@contextmanager
def _one_writer() -> Iterator[None]:
    """On SQLite, queue for the file in turn.

    SQLite's own waiting polls, and some writers wait too long. With 20 processes the longest
    wait was 19 s of a 20 s timeout; with this lock it was 1 s, at the same throughput.
    """
    if getattr(_inside, "depth", 0):
        raise RuntimeError("write_transaction() cannot be nested")
    if reader.inside_report():
        raise RuntimeError("a report writes nothing")
    if connection.vendor != "sqlite":
        yield
        return
    try:
        handle = os.open(f"{connection.settings_dict['NAME']}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        # A read-only or full disk, as SQLite itself would report it
        raise OperationalError(f"the lock file cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_conflict(error: BaseException) -> bool:
    """Return whether the database ended an act in favor of a concurrent one."""
    return getattr(error.__cause__, "sqlstate", None) in CONFLICTS


def retried(act: Callable[P, T]) -> Callable[P, T]:
    """Run an act once more after a deadlock or a serialization failure.

    For a function with one write transaction and no other effect. The lock order (docs:
    architecture) prevents deadlocks between acts. This function handles deadlocks with other
    programs, such as a dump, and with a forgotten lock.
    """

    @wraps(act)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return act(*args, **kwargs)
        except DatabaseError as error:
            inside = bool(getattr(_inside, "depth", 0))
            if inside or not is_conflict(error):
                raise
        return act(*args, **kwargs)

    return run


def retry_on_conflict(act: Callable[[], T]) -> T:
    """Run an act, and run it once more after a conflict, also one of a violated constraint.

    Two intakes with one idempotency key or one new source may share no address and no id. No lock
    orders them: the constraint refuses the second, which then sees the first.
    """
    try:
        return act()
    except IntegrityError:
        pass
    except DatabaseError as error:
        if not is_conflict(error):
            raise
    return act()
