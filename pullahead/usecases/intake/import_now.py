"""Importing a CSV file on the spot: every row is admitted, asked again, already here or refused."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pullahead.base import jobs, private_files
from pullahead.base import queries as base
from pullahead.base.errors import Conflict, wrong
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Import, ImportPart
from pullahead.usecases.intake import import_job, imports
from pullahead.usecases.intake.import_rows import by_line
from pullahead.usecases.intake.imports import CHUNK as CHUNK


@dataclass(slots=True)
class ImportCounts:
    """rows = admitted + asked_again + already_here + refused.

    Of all rows, `opted_out` are not to be called or written to, refused ones included. Of `noted`
    rows that came in something was left out.
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
    progress: Callable[[int], None] = lambda rows: None,
) -> ImportCounts:
    """Import a CSV file for a source, which is made if missing; `progress(rows)` after each chunk.

    `country` (two letters, or "") is where numbers without a prefix are from; `maps` are like
    ``Telephone=phone``. Refused rows go to the CSV `errors_to` with line, column and reason, and so
    does what was left out of the others.
    A second run of the same file changes nothing. Raises Invalid for a file or mapping that
    cannot be used, Conflict on a demo database; nothing was imported then.
    """
    if base.setting("demo") and not into_demo:
        raise Conflict(
            "This is the demo's database, whose leads are invented. Nothing was imported. Import "
            "into a database of your own: set PULLAHEAD_DATABASE_URL to a new file, such as "
            "sqlite:////srv/pullahead.sqlite3, run “pullahead migrate”, and import again; or add "
            "--into-demo to mix the file into the demo.",
            code="demo_database",
        )
    source, country = imports.checked_source(source), imports.checked_country(country)
    with _opened(path) as raw:
        file = imports.open_file(raw, maps)
        imports.columns_of(file.header, file.fields, ", such as --map 'Telephone=phone'")
        with _report_to(errors_to, path) as errors:
            report = csv.writer(errors)
            report.writerow(["line", "column", "reason"])
            kept = imports.keep(file=file, name=path.name, source=source, country=country, by=None)

            def told(part: int) -> None:
                found = ImportPart.objects.get(of=kept, number=part)
                report.writerows(by_line(found.refused, found.noted))
                errors.flush()
                progress(_counts(kept).rows)

            _take_in(kept, told)
    return _counts(kept)


def _take_in(import_id: int, told: Callable[[int], None]) -> None:
    """Do the job here and now; `told(number)` after each part.

    Interrupted by Ctrl+C, the job is cancelled; killed, a worker goes on with it.
    """
    with write_transaction() as now:
        job_id = imports.start_within(import_id=import_id, by=None, now=now)
        held = jobs.lease_this(job_id=job_id, now=now)
    try:
        while held is not None:
            part, is_empty = int(held.checkpoint.get("part", 0)), not held.total
            held = import_job.step(held)
            if not is_empty:
                told(part)
    except KeyboardInterrupt:
        with write_transaction() as now:
            jobs.cancel(job_id=job_id, now=now)
        raise
    except jobs.LeaseLost:
        raise Conflict("A worker took this import over, and goes on with it.") from None


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
    """Where refused rows are listed; never the imported file itself, which would be emptied."""
    try:
        if errors_to.exists() and errors_to.samefile(path):
            said = "The list of refused rows would be written over the file itself: name another."
            raise wrong("errors", "invalid", said)
        opener = private_files.opener
        return open(errors_to, "w", newline="", encoding="utf-8", opener=opener)
    except OSError as error:
        said = f"The list of refused rows cannot be written to {errors_to}: {error.strerror}."
        raise wrong("errors", "invalid", f"{said} Nothing was imported.") from error
