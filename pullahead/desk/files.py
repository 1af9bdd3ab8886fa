"""Importing a CSV file: every row is admitted, asked again, already here, or refused with why."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from phonenumbers import SUPPORTED_REGIONS

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.base.errors import Conflict, FieldError, Invalid
from pullahead.base.write import write
from pullahead.desk.intake import receive_all
from pullahead.desk.place import organisation_zone
from pullahead.desk.rows import NotText, Row, opened, rows
from pullahead.leads import services as leads_write
from pullahead.leads.columns import (
    MappingError,
    given_columns,
    row_fields,
    unique_header,
)
from pullahead.leads.fields import BadField
from pullahead.leads.rules import LeadIn, clean_text, read_lead

CHUNK = 500
NAME_LIMIT = 100


@dataclass(slots=True)
class Counts:
    """rows = admitted + asked_again + already_here + refused."""

    rows: int = 0
    admitted: int = 0
    asked_again: int = 0
    already_here: int = 0
    refused: int = 0

    def add(self, outcome: str) -> None:
        """Count one row that was taken."""
        match outcome:
            case "admitted":
                self.admitted += 1
            case "asked_again":
                self.asked_again += 1
            case "already_here":
                self.already_here += 1


class Report(Protocol):
    """Where refused rows are written: a CSV writer."""

    def writerow(self, row: Iterable[object], /) -> object:
        """One line."""

    def writerows(self, rows: Iterable[Iterable[object]], /) -> None:
        """Many lines."""


def import_csv(
    *,
    path: Path,
    source: str,
    country: str,
    maps: Sequence[str],
    errors_to: Path,
    into_demo: bool = False,
    progress: Callable[[int], None] = lambda rows: None,
) -> Counts:
    """Import a CSV file for a source, which is made if missing; `progress(rows)` after each chunk.

    `country` (two letters, or "") is where numbers without a prefix are from; `maps` are like
    ``Telephone=phone``. Refused rows go to the CSV `errors_to` with line, column and reason.
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
    name = clean_text(source, NAME_LIMIT + 1)
    if not name or len(name) > NAME_LIMIT:
        raise _wrong("source", f"A source's name has 1 to {NAME_LIMIT} characters.")
    if country and country.upper() not in SUPPORTED_REGIONS:
        said = f"“{country[:20]}” is no country: give two letters (ISO 3166), such as BR."
        raise _wrong("country", said)
    with _opened(path) as text:
        lines = rows(text)
        header = _header(lines)
        columns = _columns(header, maps)
        with _report_to(errors_to, path) as errors:
            report = csv.writer(errors)
            report.writerow(["line", "column", "reason"])
            with write():
                source_id = leads_write.source_named(name=name).pk
            counts = Counts()
            while chunk := list(itertools.islice(lines, CHUNK)):
                _import_chunk(chunk, source_id, header, columns, country, counts, report)
                errors.flush()
                progress(counts.rows)
    return counts


def _opened(path: Path) -> IO[str]:
    try:
        return opened(path)
    except OSError as error:
        raise _wrong("file", f"The file {path} cannot be read: {error.strerror}.") from error
    except NotText as error:
        raise _wrong("file", f"The file {path} cannot be read. {error}") from error


def _report_to(errors_to: Path, path: Path) -> IO[str]:
    """Where refused rows are listed; never the imported file itself, which would be emptied."""
    try:
        if errors_to.exists() and errors_to.samefile(path):
            said = "The list of refused rows would be written over the file itself: name another."
            raise _wrong("errors", said)
        return errors_to.open("w", newline="", encoding="utf-8")
    except OSError as error:
        said = f"The list of refused rows cannot be written to {errors_to}: {error.strerror}."
        raise _wrong("errors", f"{said} Nothing was imported.") from error


def _import_chunk(
    chunk: Sequence[Row],
    source_id: int,
    header: Sequence[str],
    columns: dict[str, str],
    country: str,
    counts: Counts,
    report: Report,
) -> None:
    """Read a chunk, take what can be used in one act, and report the rest."""
    back = {field: column for column, field in reversed(columns.items())}
    good: list[LeadIn] = []
    now, zone = clock.now(), organisation_zone()
    for row in chunk:
        counts.rows += 1
        read = _read(row, header, columns)
        lead = (
            read_lead(read, country=country, zone=zone, now=now) if isinstance(read, dict) else read
        )
        if isinstance(lead, LeadIn):
            good.append(lead)
            continue
        counts.refused += 1
        report.writerows((row.line, back.get(b.field, b.field), b.message) for b in lead)
    for received in receive_all(source_id=source_id, rows=good) if good else ():
        counts.add(received.outcome)


def _read(
    row: Row, header: Sequence[str], columns: dict[str, str]
) -> dict[str, str] | tuple[BadField, ...]:
    """The row as fields, or what is wrong with it as a row."""
    if row.error:
        return (BadField("row", "unreadable", row.error),)
    if len(row.cells) > len(header) and any(c.strip() for c in row.cells[len(header) :]):
        said = f"The row has {len(row.cells)} cells under {len(header)} headings."
        return (BadField("row", "too_many_cells", said),)
    return row_fields(dict(zip(header, row.cells, strict=False)), columns)


def _header(lines: Iterator[Row]) -> list[str]:
    first = next(lines, Row(1, []))
    if first.error:
        raise _wrong("file", f"The line of headings cannot be read. {first.error}")
    if not first.cells:
        raise _wrong("file", "The file is empty: it has no line of headings.")
    return unique_header(first.cells)


def _columns(header: Sequence[str], maps: Sequence[str]) -> dict[str, str]:
    try:
        columns = given_columns(header, maps)
    except MappingError as error:
        raise _wrong("map", f"{error}") from error
    if not {"phone", "email"} & set(columns.values()):
        named = clean_text(", ".join(header), 300)
        raise _wrong(
            "map",
            f"No column is known to hold a phone or an e-mail. The columns are: {named}. Nothing "
            "was imported; say which one it is, such as --map 'Telephone=phone'.",
        )
    return columns


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, errors=[FieldError(field, "invalid", message)])
