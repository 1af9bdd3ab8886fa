"""Clients that speak HTTP by hand, so that they can stop in the middle of a request."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pullahead.cli.serving import server_command
from pullahead.config import ROOT
from tests.installations import PATIENCE, Installation, free_port, listens, until

HALF_HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


@dataclass(slots=True)
class HttpAnswer:
    """One response, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes
    all_cookies: str = ""  # every Set-Cookie, of which `headers` has one

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass(slots=True)
class RunningServer:
    """A server on this machine, and the connections that a test holds open to it."""

    port: int
    held: list[socket.socket] = field(default_factory=list)

    def connect(self, timeout: float = PATIENCE) -> socket.socket:
        """Open a connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout)

    def hold(self, data: bytes, count: int = 1) -> list[socket.socket]:
        """Send the beginning of a request on so many connections, and keep them open."""
        opened = []
        for _ in range(count):
            client = self.connect()
            client.sendall(data)
            opened.append(client)
        self.held += opened
        return opened

    def let_go(self) -> None:
        """Close all connections that are held."""
        while self.held:
            self.held.pop().close()

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        timeout: float = PATIENCE,
        **headers: str,
    ) -> HttpAnswer:
        """Send a whole request and read the whole response."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=timeout)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, named)
            got = connection.getresponse()
            named = {k.lower(): v for k, v in got.getheaders()}
            cookies = "; ".join(got.headers.get_all("Set-Cookie", []))
            return HttpAnswer(got.status, named, got.read(), cookies)
        finally:
            connection.close()


def head(path: str, *, length: int | None, kind: str = "text/plain", more: str = "") -> bytes:
    """Return the head of a POST; without a length its body comes in chunks."""
    announced = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Type: {kind}", announced]
    return ("\r\n".join([*lines, *more.splitlines()]) + "\r\n\r\n").encode()


def rest(client: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    pieces = []
    with contextlib.suppress(ConnectionResetError):
        while piece := client.recv(1_000_000):
            pieces.append(piece)
    return b"".join(pieces)


def first(client: socket.socket) -> bytes:
    """Read the status line of the next response."""
    return client.makefile("rb").readline()


def drip(client: socket.socket, piece: bytes, pause: float = 0.2) -> bytes:
    """Send a piece again and again until the server answers; return the answer."""
    client.settimeout(pause)
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        with contextlib.suppress(TimeoutError):
            found = client.recv(65_536)
            client.settimeout(PATIENCE)
            return found + rest(client)
        client.sendall(piece)
    raise AssertionError("the server took the dripped body for ever")


@contextlib.contextmanager
def served(made: Installation, *words: str, **env: str) -> Iterator[RunningServer]:
    """Run the real `serve` until the end of the block."""
    server = RunningServer(free_port())
    process = made.start("serve", "--port", str(server.port), *words, **env)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Pullahead is at")
    # Nobody may wait for the pipe of a server that says much
    with contextlib.ExitStack() as stack:
        stack.callback(server.let_go)
        yield server


@contextlib.contextmanager
def small_server(
    application: str = "tests.hostile.small_app:application", wsgi: bool = False, **env: str
) -> Iterator[tuple[RunningServer, subprocess.Popen[bytes]]]:
    """Run the app server with a small application instead of Django; one process."""
    server = RunningServer(free_port())
    command = server_command(host="127.0.0.1", port=server.port, workers=1, application=application)
    if wsgi:
        command[command.index("rsgi")] = "wsgi"
        command += ["--blocking-threads", "4"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | env, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        until(lambda: listens(server.port), "the small server to listen")
        yield server, process
    finally:
        server.let_go()
        end(process)


def end(process: subprocess.Popen[bytes], signals: Sequence[str] = ("terminate",)) -> int:
    """Ask it to end, and return its exit code."""
    for name in signals:
        getattr(process, name)()
    return process.wait(PATIENCE)
