"""Create a new database file with mode 0600 before SQLite opens it.

SQLite gives the -wal and -shm files the mode of the database file. A umask was rejected: it would
change every file of the process, and a server that is started otherwise would lack it.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures

from pullahead.base import private_files


class JsonFeatures(DatabaseFeatures):
    """Features of SQLite that need no query to the file.

    Django asks once whether the file reads JSON. An outage at that moment counts as no, and each
    later query with JSON fails until the process ends.
    """

    supports_json_field = True


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to a SQLite file."""

    features_class = JsonFeatures

    def get_new_connection(self, conn_params: Any) -> Any:
        """Connect; a missing file is created first."""
        path = str(conn_params["database"])
        if not path.startswith((":memory:", "file:")):
            private_files.create(path)
        return super().get_new_connection(conn_params)
