"""For tests whose acts commit: cleaning up past the guards, and acts at the same moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import connection

from pullahead.base import triggers
from pullahead.conversations import schema as promises
from pullahead.sprints.schema import FIXED, lay_change_triggers

T = TypeVar("T")
EMPTIED = (
    *triggers.APPEND_ONLY,
    *triggers.ANSWERED_ONCE,
    "pipeline_deal",
    "conversations_promisemove",
)
PATIENCE = 60  # seconds


def guards_down() -> None:
    """Let the tables that only grow be emptied after the test."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in EMPTIED:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        for table in (*triggers.APPEND_ONLY, *triggers.ANSWERED_ONCE):
            for act in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
        cursor.execute("DROP TRIGGER IF EXISTS promise_move_delete")


def guards_up() -> None:
    """Protect them again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in EMPTIED:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    if connection.vendor == "sqlite" and triggers.missing():
        with connection.schema_editor() as editor:
            for table in triggers.APPEND_ONLY:
                triggers.append_only(editor, table)
            promises.keep_moves(editor)
            lay_change_triggers(editor, FIXED)
    assert not triggers.missing()


def together(acts: Sequence[Callable[[], T]]) -> list[T]:
    """Each act in a thread and a connection of its own, begun at the same moment."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(PATIENCE) for done in [pool.submit(run, act) for act in acts]]


def closing(act: Callable[[], T]) -> Callable[[], T]:
    """Return the act, which closes the session of its thread at its end."""

    def run() -> T:
        try:
            return act()
        finally:
            connection.close()

    return run


def waits_for_a_lock(done: Future[Any]) -> bool:
    """Return whether another session waits for a lock; False once the act is over. PostgreSQL."""
    until = time.monotonic() + PATIENCE
    # A session of its own: a transaction sees the first state of the others until its end
    observer = connection.copy()
    try:
        while not done.done() and time.monotonic() < until:
            with observer.cursor() as cursor:
                cursor.execute(
                    "SELECT 1 FROM pg_stat_activity "
                    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
                if cursor.fetchone():
                    return True
            time.sleep(0.01)
        return False
    finally:
        observer.close()
