"""Pulls while a report holds one snapshot of the database for minutes (guarantee 18).

    .venv/bin/python -m bench.long_reader [--pairs 4000] [--cards 20000] [--only postgres|sqlite]

An agent pulls and settles: before, while another process holds one snapshot and computes *Tempo*
in it again and again, and after that process has ended. On PostgreSQL the snapshot is a transaction
of isolation level `repeatable read`, as a dump or a report has it; on SQLite a read transaction,
which keeps the write-ahead log from beginning anew. No vacuum is run by hand between the phases.

Medians: elapsed time of a pull, processor time of a pull and its settle. The reports use a
processor of their own. On PostgreSQL the processor time is without the server's, which dead rows
would raise: the elapsed time shows them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LANES, WORKED = 20, 200


def main() -> int:
    """Run the bench on each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=4_000, help="while the snapshot is held")
    parser.add_argument("--cards", type=int, default=20_000)
    parser.add_argument("--only", choices=["postgres", "sqlite"])
    parser.add_argument("--phase", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--reader", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.reader:
        return _hold()
    if args.phase:
        return _measure(args.pairs, args.cards)
    root = Path(__file__).parent.parent
    environment = os.environ | {"PULLAHEAD_MODE": "test", "PULLAHEAD_SECRET_KEY": "b" * 40}
    own = [sys.executable, "-m", "bench.long_reader", "--phase"]
    own += ["--pairs", str(args.pairs), "--cards", str(args.cards)]
    if args.only != "sqlite":
        server = [sys.executable, "-m", "tests.postgres", "--durable", "--"]
        subprocess.run([*server, *own], check=True, env=environment, cwd=root)
    if args.only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            place = {"PULLAHEAD_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
            subprocess.run(own, check=True, env=environment | place, cwd=root)
    return 0


def _measure(pairs: int, cards: int) -> int:
    from bench.pull import laid_out, pair_of

    floor = argparse.Namespace(cards=cards, lanes=LANES, eligible=LANES)
    (person,) = laid_out(floor, 1)
    from django.db import connection

    from pullahead.team.models import Person

    Person.objects.create(name="Ada", role="admin", team=Person.objects.get().team, password="!")
    pair = pair_of(person)
    print(f"{connection.vendor}, {cards:,} cards, medians in ms")
    print("snapshot | pairs | pull, elapsed | pull and settle, processor | in all")
    few = max(pairs // 8, 50)
    _phase("before", pair, few)
    command = [sys.executable, "-m", "bench.long_reader", "--reader"]
    reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert reader.stdin is not None
    assert reader.stdout is not None
    reader.stdout.readline()  # it has its snapshot
    _phase("held", pair, pairs // 2)
    _phase("held on", pair, pairs // 2)
    reader.stdin.close()
    print(f"  the reader computed {reader.stdout.read().strip()} reports")
    reader.wait()
    _phase("after", pair, few)
    return 0


def _phase(label: str, pair: Callable[[], tuple[float, float]], pairs: int) -> None:
    """Do some pairs, and print their medians."""
    elapsed, processor, begun = [], [], time.perf_counter()
    for _ in range(pairs):
        used = time.process_time()
        elapsed.append(pair()[0])
        processor.append(time.process_time() - used)
    spent = time.perf_counter() - begun
    pull, both = (1_000 * statistics.median(one) for one in (elapsed, processor))
    print(f"{label:8} | {pairs:5} | {pull:6.2f} | {both:6.2f} | {spent:5.0f} s", flush=True)


def _hold() -> int:
    """Hold one snapshot and compute reports in it until the input ends; print how many."""
    import select

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    django.setup()
    from django.db import connection, transaction

    from pullahead.reports.tempo import tempo
    from pullahead.team.models import Person

    count = 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        admin = Person.objects.get(role="admin")
        print("ready", flush=True)
        while not select.select([sys.stdin], [], [], 1.0)[0]:
            tempo(viewer=admin, days="28", zone="UTC")
            count += 1
    print(count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
