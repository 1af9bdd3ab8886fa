"""Send one signed message by HTTP: no redirects, one address, a total time limit."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from pullahead import __version__
from pullahead.outbox.addresses import AddressRefused, Target, read_url, resolve

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
ANSWER_LIMIT = 16_384  # bytes of the answer that are read


@dataclass(frozen=True, slots=True)
class Delivery:
    """Result of an attempt: the status of the answer, or a code of the failure."""

    status: int | None
    failure: str
    took_ms: int


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Delivery:
    """Send a body and return the result. Never raise for the network or the receiver."""
    started = time.monotonic()
    status, failure = _answered(url, body, headers)
    return Delivery(status, failure, round((time.monotonic() - started) * 1000))


def _answered(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, str]:
    try:
        target = read_url(url)
        return _exchange(target, resolve(target), body, headers), ""
    except AddressRefused as refused:
        return None, str(refused)
    except ssl.SSLError:
        return None, "tls_failed"
    except TimeoutError:
        return None, "timeout"
    except (OSError, http.client.HTTPException):
        return None, "no_connection"


def _exchange(target: Target, address: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send the body to this very address and return the status."""
    line = http.client.HTTPConnection(target.host, target.port, timeout=CONNECT_SECONDS)
    line.default_port = 443 if target.secure else 80  # a usual port is left out of Host
    line.sock = socket.create_connection((address, target.port), CONNECT_SECONDS)
    expired = threading.Event()
    timer = threading.Timer(TOTAL_SECONDS, _cut, (line, expired))
    timer.daemon = True
    timer.start()
    try:
        if target.secure:
            context = ssl.create_default_context()
            line.sock = context.wrap_socket(line.sock, server_hostname=target.host)
        sent = {"User-Agent": f"Pullahead/{__version__}", "Connection": "close", **headers}
        line.request("POST", target.path, body, sent)
        line.sock.settimeout(TOTAL_SECONDS)
        answer = line.getresponse()
        answer.read(ANSWER_LIMIT)
        return answer.status
    except (OSError, http.client.HTTPException):
        if expired.is_set():
            raise TimeoutError from None
        raise
    finally:
        timer.cancel()
        line.close()


def _cut(line: http.client.HTTPConnection, expired: threading.Event) -> None:
    """End a connection at the total limit, also one whose receiver sends a byte now and then."""
    expired.set()
    with contextlib.suppress(OSError, AttributeError):  # closed at this moment
        line.sock.shutdown(socket.SHUT_RDWR)
