"""The races, at any size: what was run, and the result of each.

    .venv/bin/python -m tests.heart [--pulls N] [--seeds N] [--processes N] [RACE …]

SQLite files unless PULLAHEAD_DATABASE_URL names a PostgreSQL server (tests.postgres makes one).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from tests.heart.databases import databases
from tests.heart.driver import CONTROLS, RACES, run


def main(arguments: Sequence[str]) -> int:
    """Run the races and the controls; return 0 when all of them have the required result."""
    asked = _parser().parse_args(arguments)
    failed = 0
    with databases() as made:
        kind = "PostgreSQL" if made.on_postgres else "SQLite"
        processes = asked.processes or (32 if made.on_postgres else 20)
        print(f"{kind}: {asked.pulls} pulls × {asked.seeds} seeds, {processes} processes")
        for name in asked.race or [*RACES, *CONTROLS]:
            for seed in range(asked.seeds if name in RACES else 1):
                started = time.monotonic()
                found = run(made, name, pulls=asked.pulls, seed=seed, processes=processes)
                good = found.good
                failed += not good
                verdict = "ok" if good else "FAILED"
                print(f"{name} (seed {seed}): {verdict}, {time.monotonic() - started:.1f} s")
                print(f"    {found.summary()}", flush=True)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.heart", description=__doc__)
    parser.add_argument("--pulls", type=int, default=2_000, help="in each race")
    parser.add_argument("--seeds", type=int, default=2, help="runs of each race")
    parser.add_argument("--processes", type=int, default=0, help="20 on SQLite, 32 on PostgreSQL")
    parser.add_argument("race", nargs="*", choices=[[], *RACES, *CONTROLS], help="all, if none")
    return parser


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
