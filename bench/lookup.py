"""Search time by name, number, email, company and id, on both databases.

    .venv/bin/python -m bench.lookup [--leads 100000] [--only postgres|sqlite]

Names are sampled as people have them: a few very common, most rare. Each kind is searched 50 times
through the use case, as an agent does. Permissions, holder and next step are included.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TIMES = 50
BATCH = 10_000


def main() -> int:
    """Run the requested benches and print one table a database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--only", choices=["postgres", "sqlite"])
    parser.add_argument("--phase", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.phase:
        return _measure(args.leads)
    root = Path(__file__).parent.parent
    environment = os.environ | {"PULLAHEAD_MODE": "production", "PULLAHEAD_SECRET_KEY": "b" * 40}
    own = [sys.executable, "-m", "bench.lookup", "--leads", str(args.leads), "--phase"]
    if args.only != "sqlite":
        server = [sys.executable, "-m", "tests.postgres", "--"]
        subprocess.run([*server, *own], check=True, env=environment, cwd=root)
    if args.only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            environment |= {"PULLAHEAD_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
            subprocess.run(own, check=True, env=environment, cwd=root)
    return 0


def _measure(leads: int) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    _lay_out(leads)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    print(
        f"{connection.vendor}, {leads:,} leads, laid out in {time.perf_counter() - started:.0f} s"
    )
    print("kind              | found | p50 ms | longest ms")
    for kind, ask in _asks(leads).items():
        _row(kind, ask)
    return 0


def _row(kind: str, ask: Callable[[random.Random], str]) -> None:
    from pullahead.team.models import Person
    from pullahead.usecases.leads.search import search

    # an administrator: agents find others' leads by whole numbers and addresses only
    viewer = Person(role=Person.Role.ADMIN)
    dice, spent, found = random.Random(7), [], 0
    search(text=ask(dice), viewer=viewer)
    for _ in range(TIMES):
        text = ask(dice)
        start = time.perf_counter()
        found += len(search(text=text, viewer=viewer))
        spent.append((time.perf_counter() - start) * 1000)
    print(f"{kind:17} | {found / TIMES:5.1f} | {statistics.median(spent):6.1f} | {max(spent):6.1f}")


def _asks(leads: int) -> dict[str, Callable[[random.Random], str]]:
    def number(dice: random.Random) -> str:
        return f"202 {dice.randrange(leads):07d}"

    return {
        "one letter": lambda dice: dice.choice("abcdefghij"),
        "common name": lambda dice: _name(0),
        "rare name": lambda dice: _name(dice.randrange(400, 900)),
        "whole name": lambda dice: f"{_name(dice.randrange(50))} {_name(dice.randrange(50))}",
        "two common words": lambda dice: f"{_name(1)[:3]} {_name(0)[:3]}",
        "nobody": lambda dice: "zzzz yyyy",
        "number": number,
        "last six digits": lambda dice: number(dice)[-6:],
        "mail": lambda dice: f"p{dice.randrange(leads)}@example.com",
        "company": lambda dice: f"co{dice.randrange(500)}",
    }


def _name(n: int) -> str:
    """Return the n-th most common name."""
    parts = "ma ri an lu jo se bel dan tor vin gal kro".split()
    word = ""
    for _ in range(4):
        n, rest = divmod(n, len(parts))
        word += parts[rest]
    return word


def _lay_out(leads: int) -> None:
    """Make the floor of `bench.floor`, then names and handles for its leads."""
    from bench.floor import lay_out
    from pullahead.base.transaction import write_transaction
    from pullahead.leads.handles import words_of
    from pullahead.leads.models import Address

    lay_out(cards=leads, lanes=20, people=2)
    dice = random.Random(3)
    numbers = list(Address.objects.order_by("id").values_list("lead_id", "value"))
    for start in range(0, leads, BATCH):
        named, handles = list[tuple[str, Any]](), list[tuple[Any, str]]()
        for n, (lead_id, value) in enumerate(numbers[start : start + BATCH], start):
            first, last = (int(dice.paretovariate(0.7) - 1) % 10_000 for _ in range(2))
            name = f"{_name(first)} {_name(last)}"
            named.append((name, lead_id))
            words = words_of(name, f"co{n % 500} works", (value, f"p{n}@example.com"))
            handles += [(lead_id, word) for word in words]
        with write_transaction():
            _keep(named, handles)


def _keep(named: list[tuple[str, Any]], handles: list[tuple[Any, str]]) -> None:
    """Write names and handles of a batch without the ORM, which would take ten times as long."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            names, ids = zip(*named, strict=True)
            cursor.execute(
                "UPDATE leads_lead SET name = d.name FROM unnest(%s::text[], %s::uuid[]) "
                "AS d(name, id) WHERE leads_lead.id = d.id",
                [list(names), list(ids)],
            )
            with cursor.copy("COPY leads_handle (lead_id, word) FROM STDIN") as copy:
                for row in handles:
                    copy.write_row(row)
            return
        cursor.executemany(
            "UPDATE leads_lead SET name = %s WHERE id = %s", [(n, i.hex) for n, i in named]
        )
        cursor.executemany(
            "INSERT INTO leads_handle (lead_id, word) VALUES (%s, %s)",
            [(i.hex, word) for i, word in handles],
        )


if __name__ == "__main__":
    raise SystemExit(main())
