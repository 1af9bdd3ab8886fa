"""Nine o'clock: 500 people sign in and pull by page within 10 s, while others already work.

    .venv/bin/python -m tests.postgres --durable -- .venv/bin/python -m bench.herd
                                        [--people 500] [--span 10] [--working 20] [--cards 20000]

The real server with 2 workers, in production mode and with its password hashes. Server, PostgreSQL
and all clients share the machine. Each newcomer opens the sign-in page, signs in, and pulls. A
refusal (503, 429) is tried again after its Retry-After. The others open their page and pull twice a
second. Prints when the newcomers have pulled, and how long the others waited meanwhile.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

PASSWORD = "Sunny-Harbor-41"
FORM = "application/x-www-form-urlencoded"
AGAIN = {429, 503}
SECONDS = 180.0
THINKS = 0.5  # seconds between two requests of somebody who works


@dataclass(slots=True)
class Browser:
    """One person's browser: a connection, cookies, and the token of the last page."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    tries: int = 0
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, http.client.HTTPMessage]:
        """Send a request; return status and headers."""
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if method == "POST":
            body = urlencode({"csrfmiddlewaretoken": self.token, **fields})
            head["Content-Type"] = FORM
        self.tries += 1
        if self.connection is None:
            self.connection = http.client.HTTPConnection("localhost", self.port, timeout=SECONDS)
        self.connection.request(method, path, body, head)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
        self.token = found[1] if found else self.token
        return answer.status, answer.headers

    def until(self, method: str, path: str, **fields: str) -> int:
        """Send a request again for as long as the server asks for patience."""
        while True:
            status, headers = self.ask(method, path, **fields)
            if status not in AGAIN:
                return status
            time.sleep(float(headers.get("Retry-After", "1")))

    def sign_in(self, name: str) -> None:
        """Open the page and send the form."""
        self.until("GET", "/sign-in")
        status = self.until("POST", "/sign-in", username=name, password=PASSWORD)
        if status != 303:
            raise RuntimeError(f"{name} could not sign in: {status}")
        self.until("GET", "/next")


@dataclass(slots=True)
class HerdFigures:
    """Measurements of all threads."""

    pulled: list[float] = field(default_factory=list)  # seconds from the start of the herd
    waited: list[float] = field(default_factory=list)  # seconds of a request of the others
    errors: list[str] = field(default_factory=list)
    refused: int = 0
    over: threading.Event = field(default_factory=threading.Event)


def _newcomer(name: str, port: int, at: float, begun: float, found: HerdFigures) -> None:
    time.sleep(max(0.0, begun + at - time.monotonic()))
    browser = Browser(port)
    try:
        browser.sign_in(name)
        status = browser.until("POST", "/next/pull")
        if status not in {200, 303}:
            raise RuntimeError(f"pull: {status}")
        found.pulled.append(time.monotonic() - begun)
        found.refused += browser.tries - 4
    except (OSError, http.client.HTTPException, RuntimeError) as error:
        found.errors.append(f"{name}: {error!r}")


def _works(browser: Browser, found: HerdFigures) -> None:
    while not found.over.is_set():
        for method, path in (("GET", "/next"), ("POST", "/next/pull")):
            begun = time.monotonic()
            try:
                status, _ = browser.ask(method, path)
            except (OSError, http.client.HTTPException) as error:
                found.errors.append(repr(error))
                return
            found.waited.append(time.monotonic() - begun)
            if status not in {200, 303}:
                found.errors.append(f"{path}: {status}")
            time.sleep(THINKS)


def _laid_out(args: argparse.Namespace) -> list[str]:
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from bench.floor import lay_out
    from pullahead.team.models import Person

    call_command("migrate", verbosity=0)
    lay_out(cards=args.cards, lanes=20, people=args.people + args.working)
    Person.objects.update(password=make_password(PASSWORD))
    return list(Person.objects.order_by("id").values_list("name", flat=True))


def _run(names: list[str], port: int, args: argparse.Namespace) -> HerdFigures:
    found, dice = HerdFigures(), random.Random(1)
    working = [Browser(port) for _ in names[: args.working]]
    for browser, name in zip(working, names, strict=False):
        browser.sign_in(name)
    begun = time.monotonic() + 1
    threads = [
        threading.Thread(target=_newcomer, args=(n, port, dice.uniform(0, args.span), begun, found))
        for n in names[args.working :]
    ]
    others = [threading.Thread(target=_works, args=(one, found)) for one in working]
    for thread in (*others, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    found.over.set()
    for thread in others:
        thread.join()
    return found


def main() -> int:
    """Measure, and print one row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--span", type=float, default=10.0)
    parser.add_argument("--working", type=int, default=20)
    parser.add_argument("--cards", type=int, default=20_000)
    args = parser.parse_args()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "pullahead.settings",
        "PULLAHEAD_MODE": "production",
        "PULLAHEAD_HOSTS": "localhost",
        "PULLAHEAD_SECRET_KEY": "only-for-a-bench-" + "x" * 32,
    }
    names = _laid_out(args)
    from pullahead.cli import static_files
    from pullahead.cli.serving import server_command

    static_files.collect()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = server_command(host="127.0.0.1", port=port, workers=2)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            found = _run(names, port, args)
        finally:
            server.terminate()
    pulled, waited = sorted(found.pulled), found.waited
    cuts = statistics.quantiles(waited, n=100)
    print(f"load {os.getloadavg()[0]:.0f}; {args.people} people within {args.span:g} s")
    print("pulled | median / all pulled after, s | refused tries | others' p50 / p99 / longest, ms")
    print(
        f"{len(pulled)} | {pulled[len(pulled) // 2]:.1f} / {pulled[-1]:.1f} | {found.refused} | "
        f"{cuts[49] * 1000:.0f} / {cuts[98] * 1000:.0f} / {max(waited) * 1000:.0f}"
    )
    for error in found.errors[:5]:
        print(error)
    print(f"errors: {len(found.errors)}")
    return 1 if found.errors else 0


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            probe = http.client.HTTPConnection("localhost", port, timeout=5)
            probe.request("GET", "/healthz")
            probe.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    raise SystemExit(main())
