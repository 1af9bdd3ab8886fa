"""`pullahead import`: a list from a file."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from pullahead.base.errors import Invalid
from pullahead.usecases.common.csv_reader import NotText, refuse_binary
from pullahead.usecases.intake.import_now import ImportCounts, import_csv

LINE_EVERY = 5_000


def import_file(
    *, file: Path, source: str, country: str, maps: Sequence[str], errors: Path | None, demo: bool
) -> str:
    """Import a CSV file; what to print: the count that adds up, and where refused rows are told.

    Rows are committed in chunks. Stopped half-way, a second run passes over what is here.
    """
    errors = errors or Path(f"{file.name}.errors.csv")
    if errors.exists() and file.exists() and errors.samefile(file):
        raise Invalid("--errors names the file itself. Nothing was imported.")
    _refuse_binary(file)
    progress = _Progress()
    counts = ImportCounts()
    try:
        counts = import_csv(
            path=file,
            source=source,
            country=country,
            maps=maps,
            errors_to=errors,
            into_demo=demo,
            progress=progress.show,
        )
    except KeyboardInterrupt:
        progress.end()
        print(
            f"Stopped after {progress.rows} rows, which stay. Run it again for the rest.",
            file=sys.stderr,
        )
        raise
    except Invalid:
        _remove_empty(errors)
        raise
    progress.end()
    if not counts.refused and not counts.noted:
        errors.unlink(missing_ok=True)
    return _said(counts, errors)


def _said(counts: ImportCounts, errors: Path) -> str:
    said = [
        f"{counts.rows} rows = {counts.admitted} admitted + {counts.asked_again} asked again + "
        f"{counts.already_here} already here + {counts.refused} refused"
    ]
    if counts.opted_out:
        said.append(
            f"{counts.opted_out} opted out: not to be called or written to, as the row says"
        )
    if counts.noted:
        said.append(f"{counts.noted} came in with something left out")
    if counts.refused or counts.noted:
        said.append(f"Why, with line and column: {errors}")
    return "\n".join(said)


def _refuse_binary(file: Path) -> None:
    if not file.is_file():
        return  # what is wrong is said where it is opened
    with file.open("rb") as raw:
        try:
            refuse_binary(raw)
        except NotText as error:
            raise Invalid(
                f"The file {file} cannot be read. {error} Nothing was imported."
            ) from error


def _remove_empty(errors: Path) -> None:
    """The error file of an import that never began."""
    if errors.is_file() and len(errors.read_bytes().splitlines()) <= 1:
        errors.unlink()


class _Progress:
    """One line on stderr that counts up; in a log, a line every few thousand rows."""

    def __init__(self) -> None:
        self.rows = 0
        self.shown = False

    def show(self, rows: int) -> None:
        """So many rows are done."""
        if sys.stderr.isatty():
            print(f"\r{rows} rows …", end="", file=sys.stderr, flush=True)
            self.shown = True
        elif rows // LINE_EVERY > self.rows // LINE_EVERY:
            print(f"{rows} rows …", file=sys.stderr, flush=True)
        self.rows = rows

    def end(self) -> None:
        """Leave the line."""
        if self.shown:
            print(file=sys.stderr)
            self.shown = False
