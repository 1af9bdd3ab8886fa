"""Browsers of many people in one process: small, so that a measurement shows the server.

A browser keeps a connection, its cookies and the form token of the last page. It reads a response's
status, length, cookies and token, and nothing else.
"""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

AGAIN = {429, 503}
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')
COOKIE = re.compile(rb"\r\nset-cookie: ([^=]+)=([^;\r]*)", re.IGNORECASE)
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
PATIENCE = re.compile(rb"\r\nretry-after: (\d+)", re.IGNORECASE)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Browser:
    """One person's browser."""

    port: int
    cookies: dict[bytes, bytes] = field(default_factory=dict)
    token: str = ""
    refused: int = 0
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, **fields: str) -> tuple[int, float]:
        """Send a request; return the status, and the seconds to wait before another try."""
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self.streams
        body = b""
        if method == "POST":
            body = urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
        jar = b"; ".join(name + b"=" + value for name, value in self.cookies.items())
        kind = "application/x-www-form-urlencoded"
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + f"Content-Type: {kind}\r\nCookie: ".encode() + jar)
        writer.write(b"\r\n\r\n" + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(answer)
        page = await reader.readexactly(int(length[1])) if length else b""
        self.cookies |= dict(COOKIE.findall(answer))
        found = TOKEN.search(page)
        self.token = found[1].decode() if found else self.token
        patience = PATIENCE.search(answer)
        return int(answer[9:12]), float(patience[1]) if patience else 1.0

    async def until(self, method: str, path: str, **fields: str) -> int:
        """Send a request again for as long as the server asks for patience."""
        while True:
            status, patience = await self.ask(method, path, **fields)
            if status not in AGAIN:
                return status
            self.refused += 1
            await asyncio.sleep(patience)

    async def sign_in(self, name: str, password: str) -> None:
        """Open the page, send the form, and open the first page."""
        await self.until("GET", "/sign-in")
        status = await self.until("POST", "/sign-in", username=name, password=password)
        if status != 303:
            raise RuntimeError(f"{name} could not sign in: {status}")
        status = await self.until("GET", "/next")
        if status != 200:
            raise RuntimeError(f"{name} sees no first page: {status}")


def processor_seconds(*roots: int) -> float:
    """Return the processor time of these processes and of all below them, dead ones included."""
    times: dict[int, float] = {}
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        pid = int(stat.parent.name)
        below.setdefault(int(fields[1]), []).append(pid)
        times[pid] = sum(map(int, fields[11:15])) / TICKS
    todo, found = list(roots), 0.0
    while todo:
        pid = todo.pop()
        found += times.get(pid, 0.0)
        todo += below.get(pid, [])
    return found
