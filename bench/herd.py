"""Nine o'clock: 500 people sign in and pull by page within 10 s, while others already work.

    .venv/bin/python -m tests.postgres --durable -- .venv/bin/python -m bench.herd
                                        [--people 500] [--span 10] [--working 20] [--cards 20000]

The real server with 2 workers, in production mode and with its password hashes. Server, PostgreSQL
and all clients share the machine. Each newcomer opens the sign-in page, signs in, opens *Next*,
pulls, and opens the lead. A refusal (503, 429) is tried again after its Retry-After. The others
open their page and pull twice a second. Prints when the newcomers have pulled, how long the others
waited meanwhile, and the processor time of the server, of PostgreSQL and of the clients. On a
machine with other work only the processor time is a measurement.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import os
import random
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.browsers import Browser, processor_seconds

PASSWORD = "Sunny-Harbor-41"
THINKS = 0.5  # seconds between two requests of a person who works
BROKEN = (OSError, asyncio.IncompleteReadError, RuntimeError)


@dataclass(slots=True)
class HerdFigures:
    """Measurements of all people."""

    pulled: list[float] = field(default_factory=list)  # seconds from the start of the herd
    waited: list[float] = field(default_factory=list)  # seconds of a request of the others
    errors: list[str] = field(default_factory=list)
    refused: int = 0
    processor: dict[str, float] = field(default_factory=dict)


async def _newcomer(name: str, port: int, at: float, begun: float, found: HerdFigures) -> None:
    await asyncio.sleep(max(0.0, begun + at - time.monotonic()))
    browser = Browser(port)
    try:
        await browser.sign_in(name, PASSWORD)
        status = await browser.until("POST", "/next/pull")
        if status != 303:
            raise RuntimeError(f"pull: {status}")
        found.pulled.append(time.monotonic() - begun)
        if await browser.until("GET", "/next") != 200:
            raise RuntimeError("no page of the lead")
    except BROKEN as error:
        found.errors.append(f"{name}: {error!r}")
    found.refused += browser.refused


async def _works(browser: Browser, found: HerdFigures) -> None:
    while True:
        for method, path in (("GET", "/next"), ("POST", "/next/pull")):
            begun = time.monotonic()
            try:
                status, _ = await browser.ask(method, path)
            except BROKEN as error:
                found.errors.append(repr(error))
                return
            found.waited.append(time.monotonic() - begun)
            if status not in {200, 303}:
                found.errors.append(f"{path}: {status}")
            await asyncio.sleep(THINKS)


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


async def _run(names: list[str], port: int, server: int, args: argparse.Namespace) -> HerdFigures:
    found, dice = HerdFigures(), random.Random(1)
    working = [Browser(port) for _ in names[: args.working]]
    for browser, name in zip(working, names, strict=False):
        await browser.sign_in(name, PASSWORD)
    with _processor(server, found):
        begun = time.monotonic()
        others = [asyncio.create_task(_works(one, found)) for one in working]
        await asyncio.gather(
            *(
                _newcomer(name, port, dice.uniform(0, args.span), begun, found)
                for name in names[args.working :]
            )
        )
        for task in others:
            task.cancel()
    return found


@contextmanager
def _processor(server: int, found: HerdFigures) -> Iterator[None]:
    """Measure the processor time of each part; PostgreSQL is the rest below `tests.postgres`."""

    def now() -> dict[str, float]:
        mine, clients = processor_seconds(server), time.process_time()
        all_of_it = processor_seconds(os.getppid()) - processor_seconds(os.getpid())
        return {"server": mine, "PostgreSQL": all_of_it, "clients": clients}

    before = now()
    yield
    found.processor = {part: seconds - before[part] for part, seconds in now().items()}


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
            found = asyncio.run(_run(names, port, server.pid, args))
        finally:
            server.terminate()
    _show(found, args)
    return 1 if found.errors else 0


def _show(found: HerdFigures, args: argparse.Namespace) -> None:
    pulled, waited = sorted(found.pulled), found.waited
    cuts = statistics.quantiles(waited, n=100)
    print(f"load {os.getloadavg()[0]:.0f}; {args.people} people within {args.span:g} s")
    print("pulled | median / all pulled after, s | refused tries | others' p50 / p99 / longest, ms")
    print(
        f"{len(pulled)} | {pulled[len(pulled) // 2]:.1f} / {pulled[-1]:.1f} | {found.refused} | "
        f"{cuts[49] * 1000:.0f} / {cuts[98] * 1000:.0f} / {max(waited) * 1000:.0f}"
    )
    parts = ", ".join(f"{part} {seconds:.1f}" for part, seconds in found.processor.items())
    print(f"processor, s: {parts}; requests of the others: {len(waited)}")
    for error in found.errors[:5]:
        print(error)
    print(f"errors: {len(found.errors)}")


def _wait_for(port: int) -> None:
    for _ in range(1200):
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
