"""Importing a CSV file: every row is admitted, asked again, already here, or refused with why."""

from __future__ import annotations

import codecs
import csv
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.base.errors import Conflict, FieldError, Invalid
from pullahead.base.write import write
from pullahead.desk.intake import receive_all
from pullahead.desk.place import organisation_zone
from pullahead.leads import services as leads_write
from pullahead.leads.columns import (
    MappingError,
    given_columns,
    row_fields,
    unique_header,
)
from pullahead.leads.fields import BadField
from pullahead.leads.rules import LeadIn, read_lead

CHUNK = 500
ROW_LIMIT = 1_000_000  # characters in one row
DELIMITERS = ",;\t|"


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


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the file: where it began, what it said, or why it cannot be read."""

    line: int
    cells: list[str]
    error: str = ""


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
    name = source.strip()
    if not name or len(name) > 100:
        raise _wrong("source", "A source's name has 1 to 100 characters.")
    with _opened(path) as text, errors_to.open("w", newline="", encoding="utf-8") as errors:
        rows = _rows(text)
        header = unique_header(next(rows, _Row(1, [])).cells)
        columns = _columns(header, maps)
        report = csv.writer(errors)
        report.writerow(["line", "column", "reason"])
        with write():
            source_id = leads_write.source_named(name=name).pk
        counts = Counts()
        while chunk := list(itertools.islice(rows, CHUNK)):
            _import_chunk(chunk, source_id, header, columns, country, counts, report)
            progress(counts.rows)
    return counts


def _import_chunk(
    chunk: Sequence[_Row],
    source_id: int,
    header: Sequence[str],
    columns: dict[str, str],
    country: str,
    counts: Counts,
    report: Report,
) -> None:
    """Read a chunk, take what can be used in one act, and report the rest."""
    back = {field: column for column, field in columns.items()}
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
    row: _Row, header: Sequence[str], columns: dict[str, str]
) -> dict[str, str] | tuple[BadField, ...]:
    """The row as fields, or what is wrong with it as a row."""
    if row.error:
        return (BadField("row", "unreadable", row.error),)
    if len(row.cells) > len(header) and any(c.strip() for c in row.cells[len(header) :]):
        said = f"The row has {len(row.cells)} cells under {len(header)} headings."
        return (BadField("row", "too_many_cells", said),)
    return row_fields(dict(zip(header, row.cells, strict=False)), columns)


def _rows(text: IO[str]) -> Iterator[_Row]:
    """Rows of the file with the line that each began on; empty lines are no rows."""
    sample = text.read(65_536)
    text.seek(0)
    reader = csv.reader(_lines(text), delimiter=_delimiter(sample))
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _Row(line, [], f"The row cannot be read: {error}.")
            continue
        if any(cell.strip() for cell in cells):
            yield _Row(line, cells)


def _lines(text: IO[str]) -> Iterator[str]:
    """The file's lines; one too long to be a row is cut, and refused for it."""
    while line := text.readline(ROW_LIMIT):
        yield line.replace("\x00", "")


def _delimiter(sample: str) -> str:
    """The delimiter that the heading line uses most, outside quotes; a comma if none."""
    first = sample.lstrip("\ufeff\r\n ").split("\n", 1)[0]
    bare = "".join(part for n, part in enumerate(first.split('"')) if n % 2 == 0)
    return max(DELIMITERS, key=bare.count)


def _opened(path: Path) -> IO[str]:
    """The file as text: UTF-8 with or without a mark, UTF-16 with one, else Windows' Latin."""
    try:
        with path.open("rb") as raw:
            start = raw.read(4)
            raw.seek(0)
            encoding = "utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
            if encoding == "utf-8-sig" and not _is_utf8(raw):
                encoding = "cp1252"
    except OSError as error:
        raise _wrong("file", f"The file {path} cannot be read: {error.strerror}.") from error
    return path.open(encoding=encoding, newline="", errors="replace")


def _is_utf8(raw: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := raw.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _columns(header: Sequence[str], maps: Sequence[str]) -> dict[str, str]:
    if not header:
        raise _wrong("file", "The file is empty: it has no line of headings.")
    try:
        return given_columns(header, maps)
    except MappingError as error:
        raise _wrong("map", f"{error}") from error


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, errors=[FieldError(field, "invalid", message)])
