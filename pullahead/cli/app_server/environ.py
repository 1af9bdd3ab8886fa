"""Translate granian's request to a WSGI environment."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any
from wsgiref.util import FileWrapper

from granian.rsgi import Scope

from pullahead.cli.app_server.bodies import Announced

BLOCK = 262_144  # bytes of a file that are read at once
UNPREFIXED = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
VERSIONS = {"1": "HTTP/1.0"}


@dataclass(slots=True)
class Head:
    """A request's headers by WSGI name, and the body that they announce."""

    variables: dict[str, str] = field(default_factory=dict)
    announced: Announced = field(default_factory=Announced)
    expects: bool = False  # the client sends the body only once it is asked for it


def read_head(scope: Scope) -> Head:
    """Read the headers.

    A name with an underscore is dropped: as a WSGI name it equals the one with a hyphen, so a
    client could pass a proxy that removes X-Forwarded-Proto.
    """
    found: dict[str, str] = {}
    for name, value in scope.headers.items():
        if "_" in name:
            continue
        key = UNPREFIXED.get(name) or "HTTP_" + name.upper().replace("-", "_")
        if key in found:
            value = f"{found[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        found[key] = value
    length = found.get("CONTENT_LENGTH", "")
    return Head(
        variables=found,
        announced=Announced(
            length=int(length) if length.isascii() and length.isdigit() else None,
            is_chunked="HTTP_TRANSFER_ENCODING" in found,
            is_upload=found.get("CONTENT_TYPE", "").lower().startswith("multipart/form-data"),
        ),
        expects="HTTP_EXPECT" in found,
    )


def environ_of(scope: Scope, head: Head) -> dict[str, Any]:
    """Return the WSGI environment of a request, without its body."""
    host, _, port = scope.server.rpartition(":")
    version = scope.http_version
    return {
        **head.variables,
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "replace").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": VERSIONS.get(version, f"HTTP/{version}"),
        "SERVER_SOFTWARE": "Granian",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "wsgi.file_wrapper": lambda file, size=BLOCK: FileWrapper(file, max(size, BLOCK)),
    }
