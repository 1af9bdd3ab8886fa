"""For tests whose acts commit: cleaning up past the guards, and acts at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from pullahead.base import triggers

T = TypeVar("T")
PATIENCE = 60  # seconds


def guards_down() -> None:
    """Let the tables that only grow be emptied after the test."""
    with connection.cursor() as cursor:
        for table in triggers.APPEND_ONLY:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                continue
            for act in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")


def guards_up() -> None:
    """Protect them again."""
    with connection.cursor() as cursor:
        for table in triggers.APPEND_ONLY:
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    if connection.vendor == "sqlite" and triggers.missing():
        with connection.schema_editor() as editor:
            for table in triggers.APPEND_ONLY:
                triggers.append_only(editor, table)
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
