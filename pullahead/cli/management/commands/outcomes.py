"""`pullahead outcomes`: sale outcomes of leads from a CSV file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser

from pullahead.base.wording import counted
from pullahead.cli import arguments
from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS

if TYPE_CHECKING:
    from pullahead.usecases.intake.outcome_import import OutcomeCounts


STOPPED = "Stopped after {rows} rows, which are saved. Run the command again for the rest."


class Command(PullaheadCommand):
    """Record a file row by row; a second run passes over rows that were recorded."""

    help = COMMANDS["outcomes"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and how to read it."""
        arguments.add_csv_file(parser, "Result=outcome")

    def handle(
        self,
        *args: Any,
        file: Path,
        country: str | None,
        map: Sequence[str],
        errors: Path | None,
        encoding: str,
        dates: str,
        **options: Any,
    ) -> str:
        """Record the outcomes and report counts that add up, and the file of refused rows."""
        from pullahead.usecases.intake.outcome_import import import_outcomes

        errors = errors or Path(f"{file.name}.errors.csv")
        country = self.config.country if country is None else country
        done = 0

        def count(rows: int) -> None:
            nonlocal done
            done = rows

        try:
            counts = import_outcomes(
                path=file,
                country=country,
                maps=map,
                errors_to=errors,
                encoding=encoding,
                dates=dates,
                progress=count,
            )
        except KeyboardInterrupt:
            print(STOPPED.format(rows=done), file=sys.stderr)
            raise
        if not counts.refused:
            errors.unlink(missing_ok=True)
        return _summary(counts, errors)


def _summary(counts: OutcomeCounts, errors: Path) -> str:
    lines = [
        f"{counted(counts.rows, 'row')} = {counts.won} won + {counts.lost} lost + "
        f"{counts.already_here} already here + {counts.refused} refused",
        f"{counts.corrected} corrected an earlier outcome; {counts.closed} closed an open lead",
    ]
    if counts.refused:
        lines.append(f"Reasons, with line and column: {errors}")
    return "\n".join(lines)
