"""Files of runs: one row for each policy and seed, with the assumptions behind its figures.

CSV needs nothing more. Parquet is written by DuckDB, which is no part of a usual installation.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any

from pullahead.base.errors import wrong
from pullahead.lab.assumptions import assumptions, in_one_line
from pullahead.lab.figures import RunFigures
from pullahead.lab.world import FloorWorld

HEADING = (*(one.name for one in fields(RunFigures)), "assumptions")
SQL_TYPES = {"str": "VARCHAR", "int": "BIGINT", "float": "DOUBLE", "float | None": "DOUBLE"}


def rows(runs: Sequence[RunFigures], worlds: Sequence[FloorWorld]) -> list[tuple[Any, ...]]:
    """Return the rows by policy and seed; each seed played its own world, as in `play_all`."""
    said = [in_one_line(assumptions(one)) for one in worlds]
    ordered = sorted(runs, key=lambda run: (run.policy, run.seed))
    return [(*astuple(one), said[one.seed % len(said)]) for one in ordered]


def write_csv(path: Path, found: Sequence[tuple[Any, ...]]) -> None:
    """Write rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([HEADING, *found])
    path.write_text(out.getvalue(), encoding="utf-8")


def needs_parquet() -> None:
    """Raise Invalid without the package that writes Parquet: before the runs, not after them."""
    try:
        import duckdb  # noqa: F401
    except ImportError as error:
        said = (
            "Parquet needs the package DuckDB, which is not installed. Nothing was run. Install it "
            "with `.venv/bin/uv pip install --require-hashes -r requirements/parquet.lock`, or use "
            "--csv."
        )
        raise wrong("parquet", "package_missing", said) from error


def write_parquet(path: Path, found: Sequence[tuple[Any, ...]]) -> None:
    """Write rows as Parquet; None becomes NULL."""
    import duckdb

    types = [SQL_TYPES[str(one.type)] for one in fields(RunFigures)] + ["VARCHAR"]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in zip(HEADING, types, strict=True))
    with duckdb.connect(":memory:") as database:
        database.execute(f"CREATE TABLE runs ({columns})")
        marks = ", ".join("?" * len(HEADING))
        database.executemany(f"INSERT INTO runs VALUES ({marks})", [list(one) for one in found])
        database.table("runs").write_parquet(str(path))
