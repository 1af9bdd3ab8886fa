"""Seconds and rows of the demo's history: the days before the floor, in a fresh SQLite file.

    .venv/bin/python -m bench.history [--days 42]

The floor itself is made first and not measured. A step is one day: played in memory, then written
in one transaction.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time

TABLES = (
    "leads_lead", "leads_address", "leads_inquiry", "leads_handle", "leads_saleoutcome",
    "pull_claim", "pull_receipt", "pull_attempt", "pull_closing", "base_journal",
)  # fmt: skip


def main() -> int:
    """Make a floor and its history; print the seconds and the rows that it added."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=42)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "pullahead.settings",
            "PULLAHEAD_MODE": "demo",
            "PULLAHEAD_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        return _measure(args.days)


def _measure(days: int) -> int:
    import django

    django.setup()
    from pullahead.cli.migration import migrate
    from pullahead.demo import floor, history

    migrate()
    started = time.perf_counter()
    floor.make(seed=1, history_days=days)
    print(f"floor {time.perf_counter() - started:.1f} s")
    before, processor = _rows(), time.process_time()
    steps: list[float] = []
    began = time.perf_counter()
    for _ in history.write():
        steps.append(time.perf_counter() - began - sum(steps))
    print(
        f"history of {days} days: {sum(steps):.1f} s, of which processor "
        f"{time.process_time() - processor:.1f} s; longest step {max(steps):.2f} s"
    )
    after = _rows()
    for table in TABLES:
        print(f"  {table:20} {after[table] - before[table]:>7,}")
    return 0


def _rows() -> dict[str, int]:
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = int(cursor.fetchone()[0])
    return found


if __name__ == "__main__":
    raise SystemExit(main())
