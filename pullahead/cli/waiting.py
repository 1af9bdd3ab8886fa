"""Wait for a database that is not there yet: of two machines, either may start first."""

from __future__ import annotations

import sys
import time

from pullahead.base.errors import Problem

EACH = 1.0  # seconds between two tries
TOLD_EACH = 60.0  # seconds between two lines that say so
# Messages of PostgreSQL about errors that do not end by waiting
WRONG = (
    "password authentication failed",
    "no password supplied",
    "no pg_hba.conf entry",
    "does not exist",
    "server does not support SSL",
    "unsupported startup parameter",
    "invalid ",
)


def for_database() -> None:
    """Return once the database answers. Raise Problem where waiting does not help.

    A SQLite file is on this machine: a file that cannot be opened is a wrong setting.
    """
    from django.db import OperationalError, connection

    from pullahead.cli.exit_codes import database_words

    if connection.vendor == "sqlite":
        return
    told = 0.0
    while True:
        try:
            connection.ensure_connection()
            return
        except OperationalError as error:
            connection.close()
            words = database_words(error)
            if any(text in words for text in WRONG):
                raise Problem(words) from error
        if not told or time.monotonic() - told > TOLD_EACH:
            told = time.monotonic()
            said = words.partition(". Nothing was changed")[0]
            print(f"pullahead: {said}. Waiting for it …", file=sys.stderr, flush=True)
        time.sleep(EACH)
