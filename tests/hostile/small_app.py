"""Small application behind the real gateway: it shows what reaches a WSGI application."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from pullahead.base.errors import BODY_REFUSED
from pullahead.cli.app_server.bodies import Budget, Limits
from pullahead.cli.app_server.gateway import Gateway

MEGABYTE = 1_000_000
Start = Callable[[str, list[tuple[str, str]]], object]


def wsgi(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answer by the path."""
    if BODY_REFUSED in environ:
        start(f"{environ[BODY_REFUSED]} Refused", [("Content-Type", "text/plain")])
        return [b"refused"]
    asked = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    body = environ["wsgi.input"].read() if "CONTENT_LENGTH" in environ else b""
    if note := os.environ.get("NOTE"):
        with Path(note).open("a") as file:
            print(environ["PATH_INFO"], len(body), file=file)
    start("200 OK", [("Content-Type", "text/plain")])
    return DEEDS[environ["PATH_INFO"]](environ, body, asked)


def _environ(environ: dict[str, Any], body: bytes, asked: dict[str, str]) -> list[bytes]:
    return [json.dumps({k: v for k, v in environ.items() if isinstance(v, str)}).encode()]


def _digest(environ: dict[str, Any], body: bytes, asked: dict[str, str]) -> list[bytes]:
    return [f"{len(body)} {hashlib.sha256(body).hexdigest()}".encode()]


def _sleep(environ: dict[str, Any], body: bytes, asked: dict[str, str]) -> list[bytes]:
    time.sleep(float(asked["seconds"]))
    return [b"slept" * 100_000]


def _stream(environ: dict[str, Any], body: bytes, asked: dict[str, str]) -> Iterator[bytes]:
    for line in range(int(asked["lines"])):
        yield b"%09d\n" % line
    if "fails" in asked:
        raise RuntimeError("the export fails at its end")


DEEDS: dict[str, Callable[[dict[str, Any], bytes, dict[str, str]], Iterable[bytes]]] = {
    "/environ": _environ,
    "/digest": _digest,
    "/sleep": _sleep,
    "/stream": _stream,
}

application = Gateway(
    wsgi,
    Limits(plain=MEGABYTE, upload=20 * MEGABYTE, seconds=float(os.environ.get("SECONDS", "20"))),
    Budget(int(os.environ.get("BUDGET", "100")) * MEGABYTE),
)
