"""A served installation whose database a test breaks: an agent signed in, a key, a lead."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.clients import HttpAnswer, RunningServer, served
from tests.installations import Installation, until

FORM = "application/x-www-form-urlencoded"
PASSWORD = "Sunny-Harbor-41"
PATIENCE = 60.0
# Answers come within 3 s on a machine that has nothing else to do (docs: numbers)
LONGEST = 10.0
ANSWERED: list[tuple[str, str, float]] = []  # outage, request, seconds; printed with the results


@dataclass(slots=True)
class OutageFloor:
    """The server, and what an agent and a program need to use it."""

    made: Installation
    server: RunningServer
    key: str = ""
    cookies: str = ""
    token: str = ""

    def api(self) -> HttpAnswer:
        """Pull by API."""
        return self.timed("/api/v1/pull", "POST", Authorization=f"Bearer {self.key}")

    def page(self) -> HttpAnswer:
        """Pull by page, which reads the session first."""
        body = f"csrfmiddlewaretoken={self.token}".encode()
        return self.timed("/next/pull", "POST", body, Cookie=self.cookies, Content_Type=FORM)

    def reading(self) -> HttpAnswer:
        """Read a page of somebody who signed in."""
        return self.timed("/next", "GET", Cookie=self.cookies)

    def timed(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> HttpAnswer:
        """Send a request; fail where it is not answered."""
        return self.server.ask(path, method, body, PATIENCE, **headers)

    def ready(self) -> str:
        """Return the state that /readyz tells."""
        found = re.search(r'"database": "(\w+)"', self.timed("/readyz").text)
        assert found is not None
        return found[1]

    def refused(self, state: str, words: str) -> None:
        """Check that pages and API answer 503 in words, and that the process is alive."""
        found = self.ready()
        assert found == state, found
        self.answers_503(state, "API", self.api, "unavailable")
        self.answers_503(state, "page", self.page, words)
        assert self.timed("/healthz").status == 200

    def answers_503(self, state: str, what: str, ask: Callable[[], HttpAnswer], words: str) -> None:
        """Check one answer: in words, with the time to try again, and soon."""
        started = time.monotonic()
        answer = ask()
        seconds = time.monotonic() - started
        assert answer.status == 503, answer.text[:500]
        assert int(answer.headers["retry-after"]) > 0
        assert words in answer.text
        ANSWERED.append((state, what, seconds))
        assert seconds < LONGEST, f"{state}, {what}: {seconds:.1f} s"

    def works(self) -> None:
        """Wait until work goes on by itself; then every request succeeds."""
        until(lambda: self.timed("/readyz").status == 200, "the server to be ready")
        until(lambda: self.api().status == 200, "the API to work")
        assert self.reading().status == 200
        assert self.page().status in {200, 303}

    def sign_in(self) -> None:
        """Sign in by page, and keep the cookies."""
        page = self.timed("/sign-in")
        token = _token(page)
        body = f"csrfmiddlewaretoken={token}&username=Ana&password={PASSWORD}".encode()
        cookie = _cookie(page, "pullahead_csrf")
        done = self.timed("/sign-in", "POST", body, Cookie=cookie, Content_Type=FORM)
        assert done.status == 303, done.text[:500]
        both = [_cookie(done, "pullahead_csrf"), _cookie(done, "pullahead_session")]
        self.cookies = "; ".join(both)
        self.token = _token(self.reading())


def _token(page: HttpAnswer) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert found is not None, page.text[:500]
    return found[1]


def _cookie(answer: HttpAnswer, name: str) -> str:
    found = re.search(rf"{name}=[\w.:-]+", answer.all_cookies)
    assert found is not None, answer.headers
    return found[0]


def lay(made: Installation) -> str:
    """Migrate, add an agent and a lead; return the agent's key."""
    made.done("migrate")
    code = (
        "from pullahead.usecases.settings import users\n"
        f"users.add_person(name='Ana', role='agent', team='Sales', password='{PASSWORD}')"
    )
    made.ask(code)
    (made.folder / "list.csv").write_text("name,email\nEva Roth,eva@example.com\n")
    made.done("import", "list.csv", "--source", "list")
    return made.done("key", "add", "--agent", "Ana", "--scope", "pull").split()[-1]


@contextmanager
def floor(url: str, folder: Path) -> Iterator[OutageFloor]:
    """Serve an installation on this database."""
    made = Installation(url, folder)
    try:
        key = lay(made)
        with served(made, "--workers", "1") as server:
            there = OutageFloor(made, server, key)
            there.sign_in()
            there.works()
            yield there
    finally:
        made.end()
