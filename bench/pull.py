"""Pull + settle in the engine, against a bare claim + bare settle on the same server, same run.

    .venv/bin/python -m bench.pull [--cards 100000] [--lanes 20] [--seconds 10]
                                   [--clients 1,8,32] [--only postgres|sqlite]

PostgreSQL: durable (fsync on), from the test package; the bare pair is two one-statement
transactions by pgbench, prepared. Engine: real processes through the desk, which means gate,
choice, verification, receipt, journal, attempt and cadence, each act its own transaction.
SQLite: 20 processes on one file, with the longest wait. What it costs to reach the disk
(fdatasync of 8 kB) is printed beside.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLAIM = """
UPDATE bare SET state='h', holder=:client_id, token=gen_random_uuid(),
  wake_at=now()+interval '5 min'
WHERE lead_id = (SELECT lead_id FROM bare WHERE state='r' ORDER BY key DESC, lead_id LIMIT 1
                 FOR UPDATE SKIP LOCKED) RETURNING lead_id AS lead, token AS tok \\gset
UPDATE bare SET state='r', holder=NULL, token=NULL, wake_at=NULL, key=key-10
WHERE lead_id=':lead' AND token=':tok';
"""
BARE = """
CREATE TABLE bare (lead_id uuid PRIMARY KEY, key float8 NOT NULL, state "char" NOT NULL,
  wake_at timestamptz, holder bigint, token uuid) WITH (fillfactor=70);
INSERT INTO bare SELECT lead_id, key, 'r', NULL, NULL, NULL FROM pull_card;
CREATE INDEX bare_ready ON bare (key DESC, lead_id) WHERE state='r';
"""


def main() -> int:
    """Runs what was asked for and prints one table."""
    args = _arguments()
    if args.worker:
        return _work(args.worker, args.seconds)
    if args.phase:
        return {"postgres": _postgres, "sqlite": _sqlite}[args.phase](args)
    root = Path(__file__).parent.parent
    environment = os.environ | {"PULLAHEAD_MODE": "production", "PULLAHEAD_SECRET_KEY": "b" * 40}
    own = [sys.executable, "-m", "bench.pull", *sys.argv[1:], "--phase"]
    if args.only != "sqlite":
        server = [sys.executable, "-m", "tests.postgres", "--durable", "--"]
        subprocess.run([*server, *own, "postgres"], check=True, env=environment, cwd=root)
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
    parser.add_argument("--only", choices=["postgres", "sqlite"])
    parser.add_argument("--phase", help=argparse.SUPPRESS)
    parser.add_argument("--worker", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


def _ready() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    django.setup()


def _floor(args: argparse.Namespace, people: int) -> list[int]:
    _ready()
    from django.core.management import call_command

    from bench.floor import lay_out

    call_command("migrate", verbosity=0)
    return lay_out(cards=args.cards, lanes=args.lanes, people=people)


def _postgres(args: argparse.Namespace) -> int:
    counts = [int(c) for c in args.clients.split(",")]
    people = _floor(args, max(counts))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(BARE)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT version()")
        version = cursor.fetchone()[0].split(" on ")[0]
    floor = f"{args.cards:,} cards in {args.lanes} lanes"
    print(f"{version}, {floor}, {args.seconds:g} s a row; {_disk()}")
    print("clients | bare pairs/s | engine pairs/s | ratio | engine p50 / p99 / longest ms")
    for count in counts:
        bare = _pgbench(count, args.seconds)
        engine = _race(people[:count], args.seconds)
        print(f"{count:7} | {bare:12.0f} | {engine['rate']:14.0f} | {engine['rate'] / bare:5.2f} | "
              f"{_times(engine)}", flush=True)  # fmt: skip
    return 0


def _sqlite(args: argparse.Namespace) -> int:
    people = _floor(args, args.processes)
    import sqlite3

    print(f"SQLite {sqlite3.sqlite_version}, one file, {args.cards:,} cards; {_disk()}")
    found = _race(people, args.seconds)
    print("processes | engine pairs/s | p50 / p99 / longest ms of an act | errors")
    print(f"{args.processes:9} | {found['rate']:14.0f} | {_times(found)} | {found['errors']:.0f}")
    return 0


def _times(found: dict[str, float]) -> str:
    return f"{found['p50']:.1f} / {found['p99']:.1f} / {found['longest']:.0f}"


def _pgbench(clients: int, seconds: float) -> float:
    """Bare pairs a second."""
    from tests.postgres import binaries

    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(CLAIM.strip().replace("\n  ", " "))
        script.flush()
        done = subprocess.run(
            [binaries() / "pgbench", "-n", "-M", "simple", "-f", script.name, "-c", str(clients),
             "-j", "2", "-T", f"{seconds:.0f}", os.environ["PULLAHEAD_DATABASE_URL"]],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])


def _race(people: list[int], seconds: float) -> dict[str, float]:
    """Processes that pull and settle, one a person, for so many seconds."""
    command = [sys.executable, "-m", "bench.pull", "--seconds", str(seconds), "--worker"]
    runs = [
        subprocess.Popen([*command, str(p)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for p in people
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
    """One agent: pull, settle, pull, … until the time is up."""
    _ready()
    from django.db import DatabaseError

    from pullahead.desk import settling, work

    work.take_back()
    print("ready", flush=True)
    sys.stdin.read()
    acts: list[float] = []
    pairs = errors = 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        try:
            a = time.perf_counter()
            claim = work.pull(agent_id=person).claim
            assert claim is not None, "the floor ran dry"
            b = time.perf_counter()
            word = settling.Word("no_answer", "Rang out", dialled=True)
            settling.settle(agent_id=person, token=claim.token, word=word)
            acts += [b - a, time.perf_counter() - b]
            pairs += 1
        except DatabaseError:
            errors += 1
    spent = time.perf_counter() - start
    print(json.dumps({"pairs": pairs, "errors": errors, "seconds": spent, "acts": acts}))
    return 0


def _disk() -> str:
    """What one 8 kB write costs to reach the disk."""
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
