"""The served installation of the week: processes, clock, requests by key and by page."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg

from tests.hostile.clients import HttpAnswer, RunningServer
from tests.installations import Installation, free_port, until
from tests.postgres import PostgresServer

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
PASSWORD: Final = "Sunny-Harbor-41"
MONDAY: Final = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)  # the week in which US clocks move
PATIENCE: Final = 60.0  # seconds for one answer
UNHEARD: Final = 0  # status of a request whose answer did not arrive


@dataclass(frozen=True, slots=True)
class Heard:
    """Answer to one request of the week, for the judge."""

    status: int
    what: str  # method and path, ids left out
    text: str
    retry_after: str
    outage: str  # "" while nothing is broken
    kind: str = ""
    location: str = ""

    @property
    def body(self) -> dict[str, Any]:
        """The JSON of the answer; empty for anything else."""
        try:
            found = json.loads(self.text)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {"items": found}


@dataclass(slots=True)
class WeekOffice:
    """Server, worker and database of the week."""

    made: Installation
    database: PostgresServer
    server: RunningServer = field(default_factory=lambda: RunningServer(free_port()))
    process: subprocess.Popen[str] | None = None
    heard: list[Heard] = field(default_factory=list)
    outage: str = ""
    offset: timedelta = timedelta()

    def start(self) -> None:
        """Start `serve`, which runs the worker too, and wait until both can write."""
        words = ("serve", "--port", str(self.server.port), "--workers", "1")
        # Into a file: nobody reads a pipe, and a server that says much would wait for its reader
        with (self.made.folder / "serve.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pullahead", *words],
                stdout=log,
                stderr=log,
                text=True,
                cwd=self.made.folder,
                env=self.made.env(),
            )
        self.made.started.append(self.process)
        until(self.is_ready, "the server to be ready")

    def is_ready(self) -> bool:
        """Return whether the server can write."""
        with suppress(OSError, http.client.HTTPException):
            return self.server.ask("/readyz", timeout=PATIENCE).status == 200
        return False

    def kill(self, *parts: str) -> None:
        """End processes with kill -9: of the parts whose command has one of these words, or all."""
        assert self.process is not None
        below = _descendants(self.process.pid)
        found = [pid for pid, command in below if not parts or any(p in command for p in parts)]
        assert found, f"no process of {parts} among {below}"
        if not parts:
            os.kill(self.process.pid, signal.SIGKILL)
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not parts:
            self.process.wait(PATIENCE)

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement beside the product; return its rows."""
        with psycopg.connect(self.made.url, autocommit=True) as connection:
            found = connection.execute(statement.encode(), values)
            return found.fetchall() if found.description else []

    def last_attempt(self) -> int:
        """Return the id of the latest attempt: a later one has a higher id, whatever its clock."""
        return int(self.sql("SELECT coalesce(max(id), 0) FROM pull_attempt")[0][0])

    def set_clock(self, at: datetime) -> None:
        """Set everybody's clock, as `pullahead clock set` does."""
        self.made.done("clock", "set", f"{at:%Y-%m-%dT%H:%M:%SZ}")
        (stored,) = self.sql("SELECT value FROM base_setting WHERE name = 'clock_offset_seconds'")
        self.offset = timedelta(seconds=float(stored[0]))

    def move_clock(self, span: timedelta) -> None:
        """Move everybody's clock, without the start of a command for each step."""
        self.offset += span
        text = json.dumps(self.offset.total_seconds())
        name = "clock_offset_seconds"
        self.sql("UPDATE base_setting SET value = %s::jsonb WHERE name = %s", text, name)

    def now(self) -> datetime:
        """Return the time of the installation."""
        return datetime.now(UTC) + self.offset

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[Heard, HttpAnswer | None]:
        """Send a request, and note its answer for the judge."""
        what = f"{method} {re.sub(r'[0-9a-f-]{36}|[0-9]+', '…', path)}"
        outage, answer = self.outage, None
        with suppress(OSError, http.client.HTTPException):
            answer = self.server.ask(path, method, body, PATIENCE, **headers)
        if answer is None:
            one = Heard(UNHEARD, what, "", "", outage or self.outage)
        else:
            kind, retry = (answer.headers.get(n, "") for n in ("content-type", "retry-after"))
            location = answer.headers.get("location", "")
            text = answer.body.decode("utf-8", "replace")
            one = Heard(answer.status, what, text, retry, outage, kind, location)
        # The judge reads the beginning of an answer; whole pages of a week take gigabytes
        self.heard.append(replace(one, text=one.text[:4_000]))
        return one, answer


@dataclass(slots=True)
class KeyClient:
    """A program of an agent or a source."""

    office: WeekOffice
    key: str

    def send(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> Heard:
        """POST a body, or nothing."""
        sent = None if body is None else json.dumps(body).encode()
        bearer = f"Bearer {self.key}"
        return self.office.ask(
            path, "POST", sent, Authorization=bearer, Content_Type=JSON, **headers
        )[0]

    def read(self, path: str) -> Heard:
        """GET."""
        return self.office.ask(path, Authorization=f"Bearer {self.key}")[0]


@dataclass(slots=True)
class PageUser:
    """A person in a browser without scripts: cookies, forms, and signing in again when asked."""

    office: WeekOffice
    name: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def read(self, path: str) -> Heard:
        """Open a page, signed in."""
        one = self._ask(path)
        if one.status in {302, 303} and "/sign-in" in one.location:
            self.sign_in()
            one = self._ask(path)
        self._remember(one)
        return one

    def send(self, path: str, form: dict[str, Any]) -> Heard:
        """Send a form; the answer is that of the POST itself."""
        if not self.token:
            self.sign_in()
        one = self._post(path, form)
        if one.status == 403 or "/sign-in" in one.location:
            self.sign_in()
            one = self._post(path, form)
        return one

    def upload(self, path: str, form: dict[str, str], file: Path) -> Heard:
        """Send a form with a file."""
        edge = "week-of-lists"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in (form | {"csrfmiddlewaretoken": self.token}).items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"'
        parts += [f"{head}\r\nContent-Type: text/csv\r\n\r\n".encode(), file.read_bytes()]
        body = b"".join([*parts, f"\r\n--{edge}--\r\n".encode()])
        return self._ask(path, "POST", body, f"multipart/form-data; boundary={edge}")

    def sign_in(self) -> None:
        """Sign in; during an outage nothing changes."""
        self.cookies.clear()
        self._remember(self._ask("/sign-in"))
        self._post("/sign-in", {"username": self.name, "password": PASSWORD})
        self._remember(self._ask("/next"))

    def _post(self, path: str, form: dict[str, Any]) -> Heard:
        body = [("csrfmiddlewaretoken", self.token), *_pairs(form)]
        return self._ask(path, "POST", "&".join(f"{k}={_quoted(v)}" for k, v in body).encode())

    def _ask(
        self, path: str, method: str = "GET", body: bytes | None = None, kind: str = FORM
    ) -> Heard:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookie} | ({"Content_Type": kind} if body is not None else {})
        one, answer = self.office.ask(path, method, body, **headers)
        if answer is not None:
            pairs = re.findall(r"(pullahead_\w+)=([\w.:-]+)", answer.all_cookies)
            self.cookies |= dict(pairs)
        return one

    def _remember(self, one: Heard) -> None:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', one.text)
        self.token = found[1] if found else self.token


def _pairs(form: dict[str, Any]) -> list[tuple[str, str]]:
    """Flatten a form: a list is sent as several values of one name."""
    return [
        (name, str(value))
        for name, values in form.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def _quoted(text: str) -> str:
    return "".join(
        chr(byte) if chr(byte).isalnum() and byte < 128 else f"%{byte:02X}"
        for byte in text.encode()
    )


def _descendants(pid: int) -> list[tuple[int, str]]:
    """Return the processes below one, each with its command."""
    found: list[tuple[int, str]] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in map(int, children):
            command = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            found += [(child, command), *_descendants(child)]
    return found
