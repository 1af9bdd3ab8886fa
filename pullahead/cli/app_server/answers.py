"""Run the WSGI application in a thread, and send its response from the event loop."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from wsgiref.types import WSGIApplication

from pullahead.cli.app_server.protocol import HTTPProtocol

log = logging.getLogger("pullahead.server")

IN_MEMORY = 1_000_000  # bytes: a longer response is sent from a temporary file
Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Answer:
    """A whole response. `path` names the temporary file of one that is long."""

    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    path: str = ""


def failed() -> Answer:
    """Return the response for an application that fails without one."""
    words = b"Something went wrong on our side, and it was recorded. Try again.\n"
    return Answer(500, [("Content-Type", "text/plain; charset=utf-8")], words)


def run(
    application: WSGIApplication,
    environ: dict[str, Any],
    folder: str,
    deliver: Callable[[Answer], None],
) -> None:
    """Run the application to its last byte, and deliver exactly one answer.

    The answer is delivered before the response is closed, so no client waits while the database
    connection is released. A streamed response is first read to its end. RSGI cannot report a
    broken stream to the client, and buffers without limit for a slow reader.
    """
    answer, result = Answer(), None
    try:
        result = application(environ, _starter(answer))
        _collect(answer, iter(result), folder)
    except Exception:
        log.exception("Unhandled error: %s %s", environ["REQUEST_METHOD"], environ["PATH_INFO"])
        remove(answer)
        answer = failed()
    deliver(answer)
    with contextlib.ExitStack() as stack:
        close = getattr(result, "close", None)
        if close is not None:
            stack.callback(close)


def send(answer: Answer, proto: HTTPProtocol) -> None:
    """Hand the response to granian, which sends it as fast as the client reads."""
    if answer.path:
        proto.response_file(answer.status, answer.headers, answer.path)
    elif answer.body:
        proto.response_bytes(answer.status, answer.headers, answer.body)
    else:
        proto.response_empty(answer.status, answer.headers)


def remove(answer: Answer) -> None:
    """Remove the temporary file of a long response."""
    if answer.path:
        with contextlib.suppress(OSError):
            os.unlink(answer.path)


def _starter(answer: Answer) -> Any:
    def write(data: bytes) -> object:
        raise NotImplementedError("The write callable of WSGI is not supported.")

    def start(
        status: str,
        headers: Headers,
        exc_info: tuple[type[BaseException], BaseException, TracebackType] | None = None,
    ) -> Callable[[bytes], object]:
        answer.status, answer.headers = int(status[:3]), headers
        return write

    return start


def _collect(answer: Answer, pieces: Iterator[bytes], folder: str) -> None:
    """Read the response: into memory while it is short, then into a file."""
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > IN_MEMORY:
            _write(answer, kept, pieces, folder)
            return
    answer.body = b"".join(kept)


def _write(answer: Answer, kept: list[bytes], rest: Iterator[bytes], folder: str) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        answer.path = file.name
        file.writelines(kept)
        file.writelines(rest)
        size = file.tell()
    if not any(name.lower() == "content-length" for name, _ in answer.headers):
        answer.headers = [*answer.headers, ("Content-Length", str(size))]
