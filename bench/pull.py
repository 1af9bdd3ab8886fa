"""Pull + settle in the engine, against a bare claim + bare settle on one server, in one run.

    .venv/bin/python -m bench.pull [--cards 100000] [--lanes 20] [--eligible 20] [--seconds 10]
                                   [--clients 1,8,32] [--only postgres|sqlite|http]

PostgreSQL: durable (fsync on), from the test package, set as docs/postgresql.md advises. The bare
pair is two one-statement transactions by pgbench. Engine: real processes through the use cases,
each act its own transaction. An act includes permission, choice, verification, receipt, journal,
attempt and cadence.

SQLite: 20 processes on one file, with the longest wait. Over HTTP: the real server, on one machine
with PostgreSQL and the clients, each with a key of its own. The cost of a disk write (fdatasync of
8 kB) is printed beside.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HTTP_OK = 200
WORKED = 300  # pairs before the measuring
CLAIM = """
UPDATE bare SET state='h', holder=:client_id, token=gen_random_uuid(),
  next_at=now()+interval '5 min'
WHERE lead_id = (SELECT lead_id FROM bare WHERE state='r' ORDER BY key DESC, lead_id LIMIT 1
                 FOR NO KEY UPDATE SKIP LOCKED) RETURNING lead_id AS lead, token AS tok \\gset
UPDATE bare SET state='r', holder=NULL, token=NULL, next_at=NULL, key=key-10
WHERE lead_id=':lead' AND token=':tok';
"""
BARE = """
CREATE TABLE bare (lead_id uuid PRIMARY KEY, key float8 NOT NULL, state "char" NOT NULL,
  next_at timestamptz, holder bigint, token uuid) WITH (fillfactor=70);
INSERT INTO bare SELECT lead_id, key, 'r', NULL, NULL, NULL FROM pull_card;
CREATE INDEX bare_ready ON bare (key DESC, lead_id) WHERE state='r';
"""


DURABLE = [sys.executable, "-m", "tests.postgres", "--durable", "--"]


def main() -> int:
    """Run the requested benches and print one table."""
    args = _arguments()
    if args.worker:
        return _work(args.worker, args.seconds)
    if args.asker:
        return _ask(args.asker, args.port, args.seconds)
    if args.phase:
        return {"postgres": _postgres, "sqlite": _sqlite, "http": _http}[args.phase](args)
    root = Path(__file__).parent.parent
    environment = os.environ | {"PULLAHEAD_MODE": "production", "PULLAHEAD_SECRET_KEY": "b" * 40}
    own = [sys.executable, "-m", "bench.pull", *sys.argv[1:], "--phase"]
    if args.only == "http":
        return subprocess.run([*DURABLE, *own, "http"], env=environment, cwd=root).returncode
    if args.only != "sqlite":
        subprocess.run([*DURABLE, *own, "postgres"], check=True, env=environment, cwd=root)
    if args.only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/bench.sqlite3"
            environment |= {"PULLAHEAD_DATABASE_URL": url}
            subprocess.run([*own, "sqlite"], check=True, env=environment, cwd=root)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--lanes", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", default="1,8,32")
    parser.add_argument("--processes", type=int, default=20, help="on SQLite")
    parser.add_argument("--eligible", type=int, help="lanes that may be worked (all of them)")
    parser.add_argument("--only", choices=["postgres", "sqlite", "http"])
    parser.add_argument("--interface", choices=["rsgi", "wsgi"], default="rsgi", help="of HTTP")
    parser.add_argument("--phase", help=argparse.SUPPRESS)
    parser.add_argument("--worker", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--asker", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def _ready() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    django.setup()


def laid_out(args: argparse.Namespace, people: int) -> list[int]:
    """Make the floor of these arguments, with so many people; return their ids."""
    _ready()
    from django.core.management import call_command

    from bench.floor import lay_out

    call_command("migrate", verbosity=0)
    made = lay_out(cards=args.cards, lanes=args.lanes, people=people, eligible=args.eligible)
    _worked(made[0], WORKED)
    return made


def settled(cursor: Any) -> None:
    """Analyze the tables and write them to disk, so that the measurement does not wait for it."""
    cursor.execute("VACUUM ANALYZE")
    cursor.execute("CHECKPOINT")
    os.sync()


def _worked(person: int, pairs: int) -> None:
    """Play some pairs first, so that PostgreSQL plans for filled tables.

    For empty tables of claims, attempts and events, it would plan to read them from end to end.
    """
    pair = pair_of(person)
    for _ in range(pairs):
        pair()


def _postgres(args: argparse.Namespace) -> int:
    counts = [int(c) for c in args.clients.split(",")]
    people = laid_out(args, max(counts))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE)
        settled(cursor)
        cursor.execute("SELECT version()")
        version = cursor.fetchone()[0].split(" on ")[0]
    floor = f"{args.cards:,} cards in {args.lanes} lanes, {args.eligible or args.lanes} eligible"
    print(f"{version}, {floor}, {args.seconds:g} s a row; {disk()}")
    print("clients | bare pairs/s | engine pairs/s | ratio | engine p50 / p99 / longest ms")
    for count in counts:
        bare = pgbench(CLAIM.strip().replace("\n  ", " "), count, args.seconds)
        engine = _race([["--worker", str(p)] for p in people[:count]], args.seconds)
        print(f"{count:7} | {bare:12.0f} | {engine['rate']:14.0f} | {engine['rate'] / bare:5.2f} | "
              f"{_times(engine)}", flush=True)  # fmt: skip
    return 0


def _sqlite(args: argparse.Namespace) -> int:
    people = laid_out(args, args.processes)
    import sqlite3

    print(f"SQLite {sqlite3.sqlite_version}, one file, {args.cards:,} cards; {disk()}")
    found = _race([["--worker", str(p)] for p in people], args.seconds)
    print("processes | engine pairs/s | p50 / p99 / longest ms of an act | errors")
    print(f"{args.processes:9} | {found['rate']:14.0f} | {_times(found)} | {found['errors']:.0f}")
    return 0


def _http(args: argparse.Namespace) -> int:
    """Run the real server, and clients that pull and settle over its API."""
    counts = [int(c) for c in args.clients.split(",")]
    people = laid_out(args, max(counts))
    from django.db import connection

    from pullahead.cli.serving import server_command
    from pullahead.team.models import Person
    from pullahead.usecases.settings.api_keys import make_agent_key

    with connection.cursor() as cursor:
        settled(cursor)
    names = Person.objects.filter(pk__in=people).order_by("id").values_list("name", flat=True)
    keys = [make_agent_key(person=name, scopes=["pull"]) for name in names]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = server_command(host="127.0.0.1", port=port, workers=2)
    if args.interface == "wsgi":  # to compare: no gateway, a thread for each body
        command = [word.replace("rsgi", "wsgi") for word in command] + ["--blocking-threads", "4"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            print(f"{args.cards:,} cards, over HTTP, 2 workers, {args.seconds:g} s; {disk()}")
            print("clients | engine pairs/s | p50 / p99 / longest ms of a request | errors")
            for count in counts:
                asks = [["--asker", key, "--port", str(port)] for key in keys[:count]]
                found = _race(asks, args.seconds)
                print(f"{count:7} | {found['rate']:14.0f} | {_times(found)} | "
                      f"{found['errors']:.0f}", flush=True)  # fmt: skip
        finally:
            server.terminate()
    return 0


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            server = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            server.request("GET", "/healthz")
            if server.getresponse().status == HTTP_OK:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _ask(key: str, port: int, seconds: float) -> int:
    """Run one agent's client: pull, settle, pull, … on one connection until the time is up."""
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    head = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def post(path: str, body: object) -> Any:
        server.request("POST", f"/api/v1/{path}", json.dumps(body), head)
        answer = server.getresponse()
        said = json.loads(answer.read())
        if answer.status != HTTP_OK:
            raise RuntimeError(f"{path}: {answer.status} {said}")
        return said

    word = {"disposition": "no_answer", "note": "Rang out"}
    post(f"claims/{post('pull', {})['claim']['token']}/settle", word)

    def pair() -> tuple[float, float]:
        a = time.perf_counter()
        token = post("pull", {})["claim"]["token"]
        b = time.perf_counter()
        post(f"claims/{token}/settle", word)
        return b - a, time.perf_counter() - b

    return _until(seconds, pair, RuntimeError)


def _times(found: dict[str, float]) -> str:
    return f"{found['p50']:.1f} / {found['p99']:.1f} / {found['longest']:.0f}"


def pgbench(script: str, clients: int, seconds: float, mode: str = "simple") -> float:
    """Return how often a script runs a second."""
    from tests.postgres import binaries

    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            [binaries() / "pgbench", "-n", "-M", mode, "-f", file.name, "-c", str(clients),
             "-j", "2", "-T", f"{seconds:.0f}", os.environ["PULLAHEAD_DATABASE_URL"]],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])


def _race(people: list[list[str]], seconds: float) -> dict[str, float]:
    """Run processes that pull and settle, one a person, for so many seconds."""
    command = [sys.executable, "-m", "bench.pull", "--seconds", str(seconds)]
    runs = [
        subprocess.Popen([*command, *who], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for who in people
    ]
    for run in runs:
        assert run.stdout is not None
        run.stdout.readline()  # it is connected and warm
    for run in runs:
        assert run.stdin is not None
        run.stdin.close()
    found = [json.loads(run.stdout.read()) for run in runs if run.stdout is not None]
    for run in runs:
        run.wait()
    acts = sorted(t for f in found for t in f["acts"])
    return {
        "rate": sum(f["pairs"] / f["seconds"] for f in found),
        "p50": statistics.median(acts) * 1000,
        "p99": acts[int(len(acts) * 0.99)] * 1000,
        "longest": acts[-1] * 1000,
        "errors": float(sum(f["errors"] for f in found)),
    }


def _work(person: int, seconds: float) -> int:
    """Run one agent: pull, settle, pull, … until the time is up."""
    _ready()
    from django.db import DatabaseError

    pair = pair_of(person)
    pair()
    return _until(seconds, pair, DatabaseError)


def pair_of(person: int) -> Callable[[], tuple[float, float]]:
    """Do a pull and a settle of an agent through the use cases; return the seconds of each."""
    from pullahead.usecases.work import pull, settle, settle_input

    def pair() -> tuple[float, float]:
        a = time.perf_counter()
        claim = pull.pull(agent_id=person).claim
        assert claim is not None, "the floor ran dry"
        b = time.perf_counter()
        word = settle_input.SettleInput("no_answer", "Rang out", dialled=True)
        settle.settle(agent_id=person, token=claim.token, word=word)
        return b - a, time.perf_counter() - b

    return pair


def _until(seconds: float, pair: Callable[[], tuple[float, float]], fails: type[Exception]) -> int:
    """Report readiness, and do pairs from the signal on until the time is up."""
    print("ready", flush=True)
    sys.stdin.read()
    acts: list[float] = []
    pairs = errors = 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        try:
            acts += pair()
            pairs += 1
        except fails:
            errors += 1
    spent = time.perf_counter() - start
    print(json.dumps({"pairs": pairs, "errors": errors, "seconds": spent, "acts": acts}))
    return 0


def disk() -> str:
    """Measure how long one 8 kB write takes to reach the disk."""
    with tempfile.NamedTemporaryFile(dir=os.environ.get("TMPDIR", "/tmp")) as file:
        spent = []
        for _ in range(50):
            start = time.perf_counter()
            file.write(b"x" * 8192)
            file.flush()
            os.fdatasync(file.fileno())
            spent.append(time.perf_counter() - start)
    return f"fdatasync {statistics.median(spent) * 1000:.2f} ms"


if __name__ == "__main__":
    raise SystemExit(main())
