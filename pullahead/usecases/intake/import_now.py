"""Import a CSV file at once: each row is admitted, an inquiry, already here, or refused."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from pullahead.base import jobs, private_files
from pullahead.base import queries as base
from pullahead.base.errors import Conflict, wrong
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Import, ImportPart
from pullahead.usecases.intake import import_job, imports
from pullahead.usecases.intake.import_rows import Refused, by_line
from pullahead.usecases.intake.imports import CHUNK as CHUNK


@dataclass(slots=True)
class ImportCounts:
    """The counts of an import: rows = admitted + asked_again + already_here + refused.

    `opted_out` counts all rows with an opt-out, refused ones included. `noted` counts the imported
    rows of which a value was left out.
    """

    rows: int = 0
    admitted: int = 0
    asked_again: int = 0
    already_here: int = 0
    refused: int = 0
    opted_out: int = 0
    noted: int = 0


def import_csv(
    *,
    path: Path,
    source: str,
    country: str,
    maps: Sequence[str],
    errors_to: Path,
    into_demo: bool = False,
    encoding: str = "",
    dates: str = "",
    progress: Callable[[int], None] = lambda rows: None,
) -> ImportCounts:
    """Import a CSV file for a source, which is created if missing.

    `country` (two letters, or "") applies to numbers without a prefix. `maps` are like
    ``Telephone=phone``. `progress(rows)` runs after each chunk. The CSV `errors_to` lists refused
    rows, ignored lines and values left out, with line, column and reason. `encoding` and `dates`
    (dmy or mdy) are taken from the file if they are "".

    A second run of an unchanged file changes nothing. Raise Invalid for a file or mapping that
    cannot be used, Conflict on a demo database; then nothing is imported.
    """
    _refuse_demo(into_demo)
    source, country = imports.checked_source(source), imports.checked_country(country)
    with _opened(path) as raw:
        file = imports.open_file(raw, maps, encoding=encoding, country=country)
        imports.columns_of(file.header, file.fields, ", such as --map 'Telephone=phone'")
        with _report_to(errors_to, path) as errors:
            report = _Report(errors)
            import_id = imports.store_file(
                file=file, name=path.name, source=source, country=country, by=None, dates=dates
            )
            report.write([line, "row", why] for line, why in file.ignored)

            def report_part(part: int) -> None:
                report.write(_findings(import_id, part))
                progress(_counts(import_id).rows)

            _take_in(import_id, report_part)
    return _counts(import_id)


def _findings(import_id: int, part: int) -> list[Refused]:
    """Return line, column and reason of what was refused or noted in a part."""
    found = ImportPart.objects.get(of=import_id, number=part)
    return by_line(found.refused, found.noted)


@dataclass(frozen=True, slots=True)
class _Report:
    """The CSV of refused rows, ignored lines and values left out, written as they are found."""

    file: IO[str]

    def __post_init__(self) -> None:
        self.write([["line", "column", "reason"]])

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Write rows: line, column, reason."""
        csv.writer(self.file).writerows(rows)
        self.file.flush()


def _refuse_demo(into_demo: bool) -> None:
    if base.setting("demo") and not into_demo:
        raise Conflict(
            _(
                "This is the demo database, and its leads are not real. Nothing was imported. To "
                "use your own database, set PULLAHEAD_DATABASE_URL to a new file, such as "
                "sqlite:////srv/pullahead.sqlite3, run “pullahead migrate”, and import again. To "
                "mix these leads with the demo leads, add --into-demo."
            ),
            code="demo_database",
        )


def _take_in(import_id: int, after_part: Callable[[int], None]) -> None:
    """Run the job in this process, and call `after_part(number)` after each part.

    Ctrl+C cancels the job. After a kill, a worker continues it.
    """
    with write_transaction() as now:
        job_id = imports.start_within(import_id=import_id, by=None, now=now)
        held = jobs.lease_this(job_id=job_id, now=now)
    try:
        while held is not None:
            part, is_empty = int(held.checkpoint.get("part", 0)), not held.total
            held = import_job.step(held)
            if not is_empty:
                after_part(part)
    except KeyboardInterrupt:
        with write_transaction() as now:
            jobs.cancel(job_id=job_id, now=now)
        raise
    except jobs.LeaseLost:
        raise Conflict(_("A worker has taken over this import and continues it.")) from None


def _counts(import_id: int) -> ImportCounts:
    names = ("rows", "admitted", "asked_again", "already_here", "refused", "opted_out", "noted")
    return ImportCounts(*Import.objects.values_list(*names).get(pk=import_id))


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        said = f"The file {path} cannot be read: {error.strerror}."
        raise wrong("file", "invalid", said) from error


def _report_to(errors_to: Path, path: Path) -> IO[str]:
    """Check the path for refused rows: never the imported file, which would be emptied."""
    try:
        if errors_to.exists() and errors_to.samefile(path):
            said = "The list of refused rows would overwrite the imported file. Name another."
            raise wrong("errors", "invalid", said)
        opener = private_files.opener
        return open(errors_to, "w", newline="", encoding="utf-8", opener=opener)
    except OSError as error:
        said = f"The list of refused rows cannot be written to {errors_to}: {error.strerror}."
        raise wrong("errors", "invalid", f"{said} Nothing was imported.") from error
