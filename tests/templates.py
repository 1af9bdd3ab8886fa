"""Migrated databases that tests copy: one for each server or folder, whoever asks first makes it.

`bin/test` names a folder that all its runs share ($TEST_TEMPLATES). The module does not import
Django: the driver of the races must stay free of settings and of open connections.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.environment import SECRET

POSTGRES_NAME = "pullahead_template"
FOLDER = "TEST_TEMPLATES"
SUFFIXES = ("", "-wal", "-shm")


def environment(url: str, **more: str) -> dict[str, str]:
    """Environment of a process that works on the database at `url`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PULLAHEAD_")}
    return kept | {
        "PULLAHEAD_DATABASE_URL": url,
        "PULLAHEAD_MODE": "test",
        "PULLAHEAD_SECRET_KEY": SECRET,
        **more,
    }


def sqlite_template(folder: Path) -> Path:
    """Return a migrated SQLite file, which must not be written."""
    shared = Path(os.environ.get(FOLDER, folder))
    path = shared / "template.sqlite3"
    with _alone(shared / "template.lock"):
        if not path.exists():
            made = shared / "making.sqlite3"
            _migrate(f"sqlite:///{made}")
            made.rename(path)
    return path


def copy_sqlite(folder: Path, target: Path) -> None:
    """Put a copy of the template at `target`, in place of what is there."""
    drop_sqlite(target)
    shutil.copy(sqlite_template(folder), target)


def drop_sqlite(target: Path) -> None:
    """Remove a SQLite file and what belongs to it."""
    for suffix in SUFFIXES:
        with suppress(FileNotFoundError):
            Path(f"{target}{suffix}").unlink()


def postgres_template(url: str, folder: Path) -> str:
    """Return the name of a migrated database on the server of `url`, without connections."""
    # A lock of the server would be a session of it, and races count sessions
    mark = hashlib.sha256(url.encode()).hexdigest()[:12]
    lock = Path(os.environ.get(FOLDER, folder)) / f"template-{mark}.lock"
    with _alone(lock), psycopg.connect(url, autocommit=True) as connection:
        there = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(there, [POSTGRES_NAME]).fetchone():
            made = f"{POSTGRES_NAME}_making"
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made)))
            _migrate(urlunsplit(urlsplit(url)._replace(path=f"/{made}")))
            renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            names = sql.Identifier(made), sql.Identifier(POSTGRES_NAME)
            connection.execute(renamed.format(*names))
    return POSTGRES_NAME


def _migrate(url: str) -> None:
    command = [sys.executable, "-m", "pullahead", "migrate"]
    done = subprocess.run(command, env=environment(url), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Keep other processes out."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
