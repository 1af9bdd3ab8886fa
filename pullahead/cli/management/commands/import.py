"""`pullahead import`: leads from a CSV file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandParser

from pullahead.base.errors import Invalid
from pullahead.base.wording import counted
from pullahead.cli import arguments
from pullahead.cli.base_command import PullaheadCommand
from pullahead.cli.command_list import COMMANDS

if TYPE_CHECKING:
    from pullahead.usecases.intake.import_now import ImportCounts

LINE_EVERY = 5_000


class Command(PullaheadCommand):
    """Import a file in chunks; a second run passes over rows that were imported."""

    help = COMMANDS["import"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file, its source and how to read it."""
        parser.add_argument("--source", required=True, metavar="NAME", help="created if missing")
        arguments.add_csv_file(parser, "Telephone=phone")
        parser.add_argument(
            "--into-demo",
            action="store_true",
            help="import into a demo database, beside its invented leads",
        )

    def handle(
        self,
        *args: Any,
        file: Path,
        source: str,
        country: str | None,
        map: Sequence[str],
        errors: Path | None,
        into_demo: bool,
        encoding: str,
        dates: str,
        **options: Any,
    ) -> str:
        """Import and report a count that adds up, and the file of refused rows."""
        from pullahead.usecases.intake.import_now import import_csv

        errors = errors or Path(f"{file.name}.errors.csv")
        if errors.exists() and file.exists() and errors.samefile(file):
            raise Invalid("--errors names the file itself. Nothing was imported.")
        if not encoding:
            _refuse_binary(file)
        counts = _with_progress(
            lambda progress: import_csv(
                path=file,
                source=source,
                country=self.config.country if country is None else country,
                maps=map,
                errors_to=errors,
                into_demo=into_demo,
                encoding=encoding,
                dates=dates,
                progress=progress,
            ),
            errors,
        )
        _remove_empty(errors)
        return _summary(counts, errors)


def _with_progress(
    run: Callable[[Callable[[int], None]], ImportCounts], errors: Path
) -> ImportCounts:
    """Show progress while the import runs; tidy up after one that is stopped or refused."""
    progress = _Progress()
    try:
        return run(progress.show)
    except KeyboardInterrupt:
        progress.end()
        print(
            f"Stopped after {counted(progress.rows, 'row')}; all of them are saved. "
            "Run the command again for the rest.",
            file=sys.stderr,
        )
        raise
    except Invalid:
        _remove_empty(errors)
        raise
    finally:
        progress.end()


def _summary(counts: ImportCounts, errors: Path) -> str:
    lines = [
        f"{counted(counts.rows, 'row')} = {counts.admitted} admitted + "
        f"{counts.asked_again} inquired again + {counts.already_here} already here + "
        f"{counts.refused} refused"
    ]
    if counts.opted_out:
        lines.append(f"{counts.opted_out} opted out: no calls or messages")
    if counts.noted:
        lines.append(f"{counts.noted} imported with something cut, left out or not understood")
    if errors.exists():
        lines.append(f"Reasons, with line and column: {errors}")
    return "\n".join(lines)


def _refuse_binary(file: Path) -> None:
    from pullahead.usecases.common.csv_reader import NotText, refuse_binary

    if not file.is_file():
        return  # the import itself reports a file that it cannot open
    with file.open("rb") as raw:
        try:
            refuse_binary(raw)
        except NotText as error:
            raise Invalid(
                f"The file {file} cannot be read. {error} Nothing was imported."
            ) from error


def _remove_empty(errors: Path) -> None:
    """Remove an error file without a line below its headings."""
    if errors.is_file() and len(errors.read_bytes().splitlines()) <= 1:
        errors.unlink()


class _Progress:
    """One line on stderr that counts up; in a log, a line every few thousand rows."""

    def __init__(self) -> None:
        self.rows = 0
        self.shown = False

    def show(self, rows: int) -> None:
        """Report the number of rows done."""
        if sys.stderr.isatty():
            print(f"\r{counted(rows, 'row')} …", end="", file=sys.stderr, flush=True)
            self.shown = True
        elif rows // LINE_EVERY > self.rows // LINE_EVERY:
            print(f"{counted(rows, 'row')} …", file=sys.stderr, flush=True)
        self.rows = rows

    def end(self) -> None:
        """End the line."""
        if self.shown:
            print(file=sys.stderr)
            self.shown = False
