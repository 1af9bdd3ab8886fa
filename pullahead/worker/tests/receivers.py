"""A real receiver of webhooks on this machine, for the tests of the outbox."""

from __future__ import annotations

import http.server
import ipaddress
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.test import override_settings


@dataclass
class WebhookReceiver:
    """Requests that arrived, and the statuses of the next answers."""

    url: str = ""
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)  # of the next answers; then 204


@contextmanager
def receiving() -> Iterator[WebhookReceiver]:
    """Serve on a free port, with loopback allowed by the setting that the docs describe."""
    receiver = WebhookReceiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.requests.append((headers, body))
            status = receiver.statuses.pop(0) if receiver.statuses else 204
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{receiver.url}/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Log nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    networks = (ipaddress.ip_network("127.0.0.0/8"),)
    try:
        with override_settings(CONFIG=replace(settings.CONFIG, hook_networks=networks)):
            yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
