"""A database that stops answering in the middle of a request, or that refuses every write."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection

STATEMENTS = (0, 4, 12)  # answered before the outage


@contextmanager
def answers_end(after: int) -> Iterator[None]:
    """Fail each statement after so many, as the driver does whose file has gone."""
    left = [after]

    def run(execute: Callable[..., Any], *statement: Any) -> Any:
        if not left[0]:
            cause = sqlite3.OperationalError("disk I/O error")
            cause.sqlite_errorname = "SQLITE_IOERR_READ"
            raise OperationalError("disk I/O error") from cause
        left[0] -= 1
        return execute(*statement)

    try:
        with connection.execute_wrapper(run):
            yield
    finally:
        connection.needs_rollback = False


@contextmanager
def only_reads() -> Iterator[None]:
    """Let SQLite itself refuse every write."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        connection.needs_rollback = False
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
