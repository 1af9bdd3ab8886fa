"""Create or update the tables, and create the defaults of a fresh installation."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

from pullahead.base import private_files
from pullahead.base.wording import counted
from pullahead.cli import bootstrap
from pullahead.usecases.settings import modes
from pullahead.usecases.settings.installation import lay_defaults

_LOCK = 7_022_001  # an arbitrary number, equal in every version: the lock of a migration


def migrate() -> str:
    """Migrate, create missing defaults and report the number of steps.

    Safe to run again and from several servers at once: the second waits and finds nothing to do.
    Raise Problem when the database cannot be reached or is newer than this program.
    """
    bootstrap.refuse_newer(bootstrap.tables())
    with _alone():
        found = bootstrap.tables()
        bootstrap.refuse_newer(found)
        if found.missing:
            # From code this is Django's own command: base_command.ReplacingCommand
            call_command("migrate", interactive=False, verbosity=0)
        lay_defaults()
        modes.mark()
    if not found.missing:
        return "The database is up to date."
    return f"The database is up to date: {counted(len(found.missing), 'migration')} applied."


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time migrate a database; others wait."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    # A file of its own: the migration takes SQLite's write lock while this one is held
    lock = f"{connection.settings_dict['NAME']}.migrate.lock"
    with open(lock, "w", opener=private_files.opener) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
