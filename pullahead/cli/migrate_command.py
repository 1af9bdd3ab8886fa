"""`pullahead migrate`: the tables of this version, and what a fresh install has."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from pullahead.base import private_files
from pullahead.base.transaction import write_transaction
from pullahead.cli import bootstrap
from pullahead.pull.services import lay_defaults
from pullahead.usecases.settings import modes

_LOCK = 7_022_001  # any number, the same in every version: who migrates this database


def migrate() -> str:
    """Lay out or update the tables and lay missing defaults; says what was done.

    Safe to run again and from several servers at once: the second waits and finds it done.
    Raises Problem when the database cannot be reached or is newer than this program.
    """
    bootstrap.refuse_newer(bootstrap.tables())
    with _alone():
        found = bootstrap.tables()
        bootstrap.refuse_newer(found)
        if found.missing:
            call_command("migrate", interactive=False, verbosity=0)
        with write_transaction():
            lay_defaults()
        modes.mark()
    if not found.missing:
        return "The database is up to date."
    count = len(found.missing)
    return f"The database is up to date: {count} {'step' if count == 1 else 'steps'} taken."


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time migrates a database; the others wait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    # Not the file that write() locks: each of the two is held while the other is taken
    lock = f"{connection.settings_dict['NAME']}.migrate.lock"
    with open(lock, "w", opener=private_files.opener) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
