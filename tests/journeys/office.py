"""Installation for one journey: its own database file, its own server, the real commands."""

from __future__ import annotations

import os
import shutil
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pullahead.cli.serving import server_command
from pullahead.config import ROOT
from tests import warm
from tests.environment import SECRET

SECONDS_TO_START = 90
PREPARED = """
import django; django.setup()
from datetime import UTC, datetime, timedelta
from pullahead.base import clock
from pullahead.usecases.settings import users
from pullahead.usecases.work import claims, pull, settle
from pullahead.team.models import Person
from pullahead.web.tests import factories
"""


@dataclass(frozen=True)
class Office:
    """Address of an installation, with acts on it from outside the browser."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Address to open."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """Settings, in environment variables only."""
        ours = {k: v for k, v in os.environ.items() if not k.startswith("PULLAHEAD_")}
        return ours | {
            "PULLAHEAD_MODE": "test",
            "PULLAHEAD_SECRET_KEY": SECRET,
            "PULLAHEAD_TIME_ZONE": "Europe/Berlin",
            "PULLAHEAD_DATABASE_URL": f"sqlite:///{self.folder}/office.sqlite3",
            "DJANGO_SETTINGS_MODULE": "pullahead.settings",
        }

    def command(self, *words: str) -> str:
        """Run `pullahead …`; return its output. Fail when it fails."""
        return self._run("command", *words)

    def do(self, code: str) -> str:
        """Run a few lines against the office's database, with the test's own factories."""
        return self._run("code", PREPARED + code)

    def later(self, minutes: float) -> None:
        """Move the clock."""
        self.do(f"factories.later(timedelta(minutes={minutes}))")

    def _run(self, kind: str, *words: str) -> str:
        done = warm.run(kind, *words, env=self.env, cwd=ROOT)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()


def prepare(migrated: Path, folder: Path) -> Path:
    """Make a database with only the defaults, on a working Tuesday; to be copied."""
    office = Office(folder, 0)
    shutil.copy(migrated, folder / "office.sqlite3")
    office.do(
        "factories.open_floor()\n"
        # what is still in the write-ahead log would not be copied
        "from django.db import connection\n"
        "connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')\n"
    )
    return folder / "office.sqlite3"


@contextmanager
def opened(template: Path, folder: Path) -> Iterator[Office]:
    """Serve the office until the end of the block."""
    shutil.copy(template, folder / "office.sqlite3")
    office = Office(folder, _free_port())
    # Past the interpreter and its -m
    words = server_command(host="127.0.0.1", port=office.port, workers=1)[2:]
    with warm.serving(*words, env=office.env, cwd=ROOT, folder=folder):
        _wait_for(office.url + "/healthz", folder)
        yield office


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, folder: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nobody answers at {url}: {(folder / 'err').read_text()}")
