"""Supervise the app server, the worker and, on a demo floor, the simulated agents.

The app server has child processes. Stopped during its start, it can leave a child that keeps the
port. So each supervised process gets a session of its own: the supervisor sends TERM, waits, and
kills the whole group. If the supervisor itself is killed, the kernel (on Linux) ends the children.
"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pullahead.base.errors import Conflict, Problem
from pullahead.base.signals import Signals
from pullahead.config import ROOT

APPLICATION = "pullahead.rsgi:application"
CONNECTIONS = 4096  # of each process, half-sent and idle ones included
MILLISECONDS_FOR_HEAD = 30_000  # also the longest time that a kept connection is idle
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 15.0
REFUSED = 2  # the exit code of a command that finds nothing to do for it here
LONGEST_PAUSE = 60.0


def server_command(
    *, host: str, port: int, workers: int, application: str = APPLICATION
) -> list[str]:
    """Return the app server's command line.

    RSGI, because under WSGI a half-sent body holds a thread for ever. Not ASGI, because Django's
    handler makes a sixth of the pulls a second.
    """
    # Another application than ours, of a test, shares nothing with its workers
    module = "pullahead.cli.app_server" if application == APPLICATION else "granian"
    return [
        *(sys.executable, "-m", module, application),
        *("--interface", "rsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--http1-header-read-timeout", str(MILLISECONDS_FOR_HEAD)),
        *("--backlog", str(CONNECTIONS), "--backpressure", str(CONNECTIONS)),
        *("--http", "1", "--no-ws", "--respawn-failed-workers"),
        *("--workers-kill-timeout", "10", "--log-level", "warning"),
    ]


def refuse_used_port(host: str, port: int) -> None:
    """Raise Conflict if the port cannot be listened on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Conflict(
                f"Port {port} is not for ordinary users. Choose one above 1023 with --port."
            ) from None
        except OSError as error:
            raise Conflict(
                f"Port {port} cannot be used ({error.strerror}): another program has it, perhaps "
                "another Pullahead. Stop that one, or choose another port with --port "
                f"{port % 65535 + 1} or PULLAHEAD_PORT."
            ) from None


@dataclass(slots=True)
class Child:
    """A process that is kept running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    start_at: float = 0.0
    may_refuse: bool = False  # whether the exit code REFUSED ends it for good
    given_up: bool = False

    def start(self) -> None:
        """Start the process in a session of its own, so that its whole group can be ended."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            list(self.command),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent(),
        )

    def code(self) -> int | None:
        """Return the exit code; None while the process runs or waits to be started again."""
        return self.process.poll() if self.process else None

    def keep(self) -> None:
        """Start it again after any end: exit code 0, an error, a signal, a failed start.

        The pause before the start doubles each time, up to LONGEST_PAUSE.
        """
        code, now = self.code(), time.monotonic()
        if self.given_up or (self.process is not None and code is None):
            return
        if self.process is not None:
            self._end_group()  # children may outlive the process and keep the port
            self.process = None
            self.given_up = self.may_refuse and code == REFUSED
            if not self.given_up:
                self._wait(f"ended with {code}", lasted=now - self.started)
        elif now >= self.start_at:
            try:
                self.start()
            except OSError as error:  # no process or memory left for now
                self._wait(f"could not be started ({error.strerror})", lasted=0.0)

    def _wait(self, said: str, *, lasted: float) -> None:
        """Set the moment of the next start, and report it on standard error."""
        self.pause = 1.0 if lasted > LONGEST_PAUSE else min(self.pause * 2, LONGEST_PAUSE)
        self.start_at = time.monotonic() + self.pause
        text = f"{self.name} {said}; it will start again in {self.pause:.0f} s."
        print(f"pullahead: {text}", file=sys.stderr, flush=True)

    def stop(self, hurry: Callable[[], bool]) -> None:
        """Send TERM, wait, then kill the rest of the group."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            until = time.monotonic() + SECONDS_TO_STOP
            while self.process.poll() is None and time.monotonic() < until and not hurry():
                time.sleep(0.02)
        self._end_group()
        self.process.wait()

    def _end_group(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def _end_with_parent() -> Callable[[], None] | None:
    """Return a hook by which Linux ends (TERM) the child when the supervisor is killed."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork

    def ask() -> None:
        prctl(1, signal.SIGTERM)

    return ask


def supervise(
    *, host: str, port: int, workers: int, colleagues: bool, told: Sequence[str] = ()
) -> int:
    """Serve until asked to end; return the exit code: 130 after Ctrl+C, 0 after TERM.

    `told` are lines to print once the server answers. Raise Problem if the server does not start.
    """
    refuse_used_port(host, port)
    signals = Signals()
    server = Child("the app server", server_command(host=host, port=port, workers=workers))
    helpers = ["work", "colleagues"] if colleagues else ["work"]
    children = [server, *(_command(name) for name in helpers)]
    with signals.taken():
        try:
            server.start()
            if not _answers(server, port, signals):
                return signals.code()
            print("\n".join([f"Pullahead is at http://localhost:{port}/", *told]), flush=True)
            _keep(children, signals)
        finally:
            for child in reversed(children):
                child.stop(signals.hurry)
    return signals.code()


def _command(name: str) -> Child:
    """Start one of Pullahead's own commands that runs beside the server."""
    command = [sys.executable, "-m", "pullahead", name]
    # the colleagues refuse a database that is no demo floor, and nothing changes that later
    return Child(f"pullahead {name}", command, may_refuse=name == "colleagues")


def _keep(children: Sequence[Child], signals: Signals) -> None:
    while not signals.asked.wait(0.5):
        for child in children:
            child.keep()


def _answers(server: Child, port: int, signals: Signals) -> bool:
    """Wait for the first answer of any kind; return False if asked to end before."""
    until = time.monotonic() + SECONDS_TO_START
    while not signals.asked.wait(0.1):
        if (code := server.code()) is not None:
            raise Problem(
                f"The app server ended during its start with exit code {code}. Its output is above."
            )
        if _answer(port):
            return True
        if time.monotonic() > until:
            raise Problem(
                f"The app server gave no answer within {SECONDS_TO_START:.0f} s, so it was "
                "stopped. Its output is above."
            )
    return False


def _answer(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True
