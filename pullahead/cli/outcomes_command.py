"""`pullahead outcomes`: what leads came to, from a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import phonenumbers

from pullahead.base.errors import Invalid
from pullahead.usecases.intake.outcome_import import OutcomeCounts, keep_csv


def keep_file(*, file: Path, country: str, maps: Sequence[str], errors: Path | None) -> str:
    """Keep what a CSV file tells; what to print: counts that add up, and where refusals are told.

    Each row is committed by itself. Stopped half-way, a second run passes over what is here.
    """
    country = country.strip().upper()
    if country and country not in phonenumbers.SUPPORTED_REGIONS:
        raise Invalid(
            f"“{country[:20]}” is no country: give two letters (ISO 3166) such as BR. "
            "Nothing was kept."
        )
    errors = errors or Path(f"{file.name}.errors.csv")
    done = 0

    def count(rows: int) -> None:
        nonlocal done
        done = rows

    try:
        counts = keep_csv(path=file, country=country, maps=maps, errors_to=errors, progress=count)
    except KeyboardInterrupt:
        print(f"Stopped after {done} rows, which stay. Run it again for the rest.", file=sys.stderr)
        raise
    if not counts.refused:
        errors.unlink(missing_ok=True)
    return _said(counts, errors)


def _said(counts: OutcomeCounts, errors: Path) -> str:
    lines = [
        f"{counts.rows} rows = {counts.won} won + {counts.lost} lost + "
        f"{counts.already_here} already here + {counts.refused} refused",
        f"{counts.corrected} corrected what stood; {counts.closed} open leads were closed",
    ]
    if counts.refused:
        lines.append(f"Why, with line and column: {errors}")
    return "\n".join(lines)
