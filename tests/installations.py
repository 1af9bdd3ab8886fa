"""Whole installations for tests: a database of their own, the real command in real processes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests import warm
from tests.templates import environment

_numbers = count(1)
PATIENCE = 300.0  # seconds: a slow machine is no failure


@dataclass(slots=True)
class Installation:
    """One database and the environment that names it."""

    url: str
    folder: Path
    mode: str = "test"
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def env(self, **more: str) -> dict[str, str]:
        """Environment of a command."""
        return environment(self.url) | {"PULLAHEAD_MODE": self.mode, **more}

    def run(self, *words: str, typed: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return warm.run("command", *words, env=self.env(**env), cwd=self.folder, typed=typed)

    def done(self, *words: str, **env: str) -> str:
        """Run a command that must succeed; return its output."""
        result = self.run(*words, **env)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def refused(self, *words: str, typed: str = "", **env: str) -> str:
        """Run a command that must be refused with exit code 2; return its one line."""
        result = self.run(*words, typed=typed, **env)
        said = result.stderr.strip().splitlines()
        assert result.returncode == 2, (result.stdout, result.stderr)
        assert len(said) == 1, result.stderr
        assert said[0].startswith("pullahead: ")
        return said[0].removeprefix("pullahead: ")

    def ask(self, code: str) -> str:
        """Run Python code inside this installation; return its output."""
        env = self.env(DJANGO_SETTINGS_MODULE="pullahead.settings")
        result = warm.run("code", code, env=env, cwd=self.folder)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def start(self, *words: str, **env: str) -> subprocess.Popen[str]:
        """Start a long-running command; it ends with the test."""
        process = subprocess.Popen(
            [sys.executable, "-m", "pullahead", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env=self.env(**env),
        )
        self.started.append(process)
        return process

    def end(self) -> None:
        """End started commands that still run."""
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE)


@dataclass(frozen=True, slots=True)
class DatabaseServer:
    """Place of a test's databases: a folder for SQLite, a server for PostgreSQL."""

    folder: Path

    @property
    def postgres(self) -> str:
        """URL of the server under test, "" for SQLite."""
        url = os.environ["PULLAHEAD_DATABASE_URL"]
        return "" if url.startswith("sqlite:") else url

    def empty(self) -> tuple[str, str]:
        """Return a new name, and the URL of an empty or absent database by that name."""
        name = f"jobs_{os.getpid()}_{next(_numbers)}"
        if not self.postgres:
            return name, f"sqlite:///{self.folder / name}.sqlite3"
        self._statement("CREATE DATABASE {}", name)
        return name, self._url(name)

    def copy(self, template: str) -> tuple[str, str]:
        """Copy a template: a SQLite file's path, or the name of a database."""
        name = f"jobs_{os.getpid()}_{next(_numbers)}"
        if not self.postgres:
            target = self.folder / f"{name}.sqlite3"
            shutil.copy(template, target)
            return name, f"sqlite:///{target}"
        self._statement("CREATE DATABASE {} TEMPLATE {}", name, template)
        return name, self._url(name)

    def drop(self, name: str) -> None:
        """Remove the database, even with open connections."""
        if self.postgres:
            self._statement("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _url(self, name: str) -> str:
        return urlunsplit(urlsplit(self.postgres)._replace(path=f"/{name}"))

    def _statement(self, text: str, *names: str) -> None:
        with psycopg.connect(self.postgres, autocommit=True) as connection:
            connection.execute(sql.SQL(text).format(*(sql.Identifier(n) for n in names)))


@contextmanager
def installation(
    server: DatabaseServer, name: str, url: str, folder: Path
) -> Iterator[Installation]:
    """Make an installation for one test; its processes and its database end with the test."""
    made = Installation(url, folder)
    try:
        yield made
    finally:
        made.end()
        server.drop(name)


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Return whether a process listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def status_of(url: str) -> int:
    """Return the HTTP status of a page, 0 without an answer."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def until(true: Callable[[], bool], what: str) -> None:
    """Wait for a condition that must come; fail the test when it does not."""
    last = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < last, f"waited in vain for {what}"
        time.sleep(0.05)
