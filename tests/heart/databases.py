"""Fresh, migrated database for each race: a copied SQLite file, or one made on the server.

The module does not import Django: the driver of the races must stay free of settings and of open
connections.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests import templates


def environment(url: str) -> dict[str, str]:
    """Environment of a process of a race."""
    # Races release far more than an agent may in a day
    return templates.environment(
        url, PULLAHEAD_RELEASES="100000", DJANGO_SETTINGS_MODULE="pullahead.settings"
    )


@dataclass(slots=True)
class Databases:
    """Factory of databases on the server of `url`, or SQLite files in `folder` without a `url`."""

    url: str
    folder: Path
    _numbers: count[int] = field(default_factory=lambda: count(1))

    @property
    def on_postgres(self) -> bool:
        return self.url.startswith("postgres")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Return the URL of a migrated database of its own; removed afterwards."""
        name = self._name()
        self._make(name)
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    def _name(self) -> str:
        return f"heart_{os.getpid()}_{next(self._numbers)}"

    def _url(self, name: str) -> str:
        if not self.on_postgres:
            return f"sqlite:///{self.folder / name}.sqlite3"
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def _make(self, name: str) -> None:
        if self.on_postgres:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            self._on_server(made, name, templates.postgres_template(self.url, self.folder))
        else:
            templates.copy_sqlite(self.folder, self.folder / f"{name}.sqlite3")

    def _drop(self, name: str) -> None:
        if self.on_postgres:
            self._on_server(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)
        else:
            templates.drop_sqlite(self.folder / f"{name}.sqlite3")

    def _on_server(self, statement: sql.SQL, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))


@contextmanager
def databases() -> Iterator[Databases]:
    """Use the server that PULLAHEAD_DATABASE_URL names, or else SQLite files."""
    url = os.environ.get("PULLAHEAD_DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="pullahead-heart-") as folder:
        yield Databases(url if url.startswith("postgres") else "", Path(folder))
