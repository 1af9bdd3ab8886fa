"""Read the rows of an import: leads, findings, and the opt-outs of refused rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from pullahead.base.wording import as_stored, from_stored, worded
from pullahead.leads.models import Import
from pullahead.leads.parsing.columns import CONTACTS, contact_columns, row_fields
from pullahead.leads.parsing.fields import BadField, quoted
from pullahead.leads.parsing.row_facts import FLAGS, opt_out_field, opt_outs_of
from pullahead.leads.parsing.stages import STAGE
from pullahead.leads.parsing.times import Order
from pullahead.leads.parsing.zones import split_heading
from pullahead.leads.rules import LeadIn, read_lead
from pullahead.usecases.common.csv_reader import ROW_ERRORS, CsvRow
from pullahead.usecases.intake.import_file import order_of_dates
from pullahead.usecases.intake.stages import known_stages

Refused = tuple[int, str, str]  # line, column, reason
StoredFinding = tuple[Any, ...]  # line, column, and the reason as `as_stored` returns it


@dataclass(slots=True)
class PartRead:
    """The rows of one part: leads, findings by line, and addresses that refused rows opt out."""

    good: list[LeadIn] = field(default_factory=list)
    refused: list[StoredFinding] = field(default_factory=list)
    noted: list[StoredFinding] = field(default_factory=list)
    barred: set[tuple[str, str]] = field(default_factory=set)
    opt_outs: int = 0  # refused rows whose opt-out is stored


def read_part(
    rows: Sequence[Sequence[Any]],
    of: Import,
    columns: dict[str, str],
    *,
    zone: str,
    now: datetime,
) -> PartRead:
    """Read the rows of a part of an import."""
    part = PartRead()
    reader = reader_of(of, columns, zone=zone, now=now, order=order_of_dates(of))
    for row in stored_rows(rows):
        line = row.line
        read = reader.read(row)
        if isinstance(read, LeadIn):
            part.good.append(read)
            for at, column, reason in read.findings:
                said = worded("The row was imported, but: {reason}.", reason=reason)
                part.noted.append((at, column, *as_stored(said)))
            continue
        part.refused += [(line, column_of(bad, columns), *as_stored(bad.message)) for bad in read]
        if (kept := opt_out_of(row, of.header, columns, country=of.country)) is not None:
            part.noted.append((line, kept.column, *as_stored(kept.message)))
            part.barred |= set(kept.addresses)
            part.opt_outs += 1
    return part


def stored_rows(rows: Sequence[Sequence[Any]]) -> Iterator[CsvRow]:
    """Return the rows of a stored part; those of version 0.1.0 name no doubtful cells."""
    for line, cells, error, *doubtful in rows:
        yield CsvRow(
            line, cells, ROW_ERRORS.get(error, error), tuple(doubtful[0]) if doubtful else ()
        )


@dataclass(frozen=True, slots=True)
class KeptOptOut:
    """The opt-out of a refused row: kind and value of its addresses, its column, and words."""

    addresses: tuple[tuple[str, str], ...]
    column: str
    message: str


def opt_out_of(
    row: CsvRow, header: Sequence[str], columns: dict[str, str], *, country: str
) -> KeptOptOut | None:
    """Return the opt-out of a refused row; None where it has none, or no readable address.

    A row with too many cells is read from its left and from its right. The extra cell may be on
    either side of the address and of the opt-out.
    """
    ways = [dict(zip(header, row.cells, strict=False))]
    if len(row.cells) > len(header):
        ways.append(dict(zip(reversed(header), reversed(row.cells), strict=False)))
    texts = [row_fields(way, columns) for way in ways]
    addresses: dict[tuple[str, str], None] = {}
    said = ""
    for reach, flags in itertools.product(texts, texts):
        mixed = {name: text for name, text in reach.items() if name not in FLAGS}
        mixed |= {name: text for name, text in flags.items() if name in FLAGS}
        found = opt_outs_of(mixed, country=country)
        addresses |= dict.fromkeys(found)
        said = said or (opt_out_field(mixed) if found else "")
    if not addresses:
        return None
    message = worded(
        "The row was refused, but its opt-out was saved to the do-not-contact list: {addresses}.",
        addresses=", ".join(value for _, value in addresses),
    )
    return KeptOptOut(tuple(addresses), column_of(BadField(said, "", ""), columns), message)


@dataclass(frozen=True, slots=True)
class RowReader:
    """Reader of the rows of an import; `stages` is label → code of the outcomes of plans."""

    header: Sequence[str]
    columns: dict[str, str]
    country: str
    zone: str
    now: datetime
    order: Order | None
    stages: Mapping[str, str]

    def read(self, row: CsvRow) -> LeadIn | tuple[BadField, ...]:
        """Read a row as a lead with its findings, or everything that is wrong with it."""
        wide = len(self.header)
        if row.error:
            return (BadField("row", "unreadable", row.error),)
        if len(row.cells) > wide and any(c.strip() for c in row.cells[wide:]):
            said = worded(
                "The row has more cells than the file has headings: {cells} instead of {headings}.",
                cells=len(row.cells),
                headings=wide,
            )
            return (BadField("row", "too_many_cells", said),)
        cells = dict(zip(self.header, row.cells, strict=False))
        read = self._lead(cells)
        headings = contact_columns(cells, self.columns)
        if not isinstance(read, LeadIn):
            return (_TOTALS,) if _is_totals(row.cells, read) else _under_headings(read, headings)
        unread = not read.dated and any(note.field == "received_at" for note in read.notes)
        read = replace(read, notes=_under_headings(read.notes, headings), moment_unread=unread)
        notes = reportable_notes(read)
        found = [(row.line, column_of(note, self.columns), note.message) for note in notes]
        found += [(row.line, self.header[n], _doubtful(row.cells[n])) for n in row.doubtful]
        return replace(read, findings=tuple(found))

    def _lead(self, cells: Mapping[str, str]) -> LeadIn | tuple[BadField, ...]:
        return read_lead(
            row_fields(cells, self.columns),
            country=self.country,
            zone=_zone_of(cells, self.columns) or self.zone,
            now=self.now,
            order=self.order,
            stages=self.stages,
        )


def reader_of(
    of: Import, columns: dict[str, str], *, zone: str, now: datetime, order: Order | None
) -> RowReader:
    """Return the reader of an import's rows."""
    stages = known_stages() if STAGE in columns.values() else {}
    return RowReader(of.header, columns, of.country, zone, now, order, stages)


def _zone_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> str:
    """Return the zone that the heading of the row's moment names, or ""."""
    used = (name for name, field in columns.items() if field == "received_at")
    return next((split_heading(name)[1] for name in used if cells.get(name, "").strip()), "")


_TOTALS: Final = BadField("row", "totals", worded("This is a line of totals, not a lead."))
_TOTAL_WORDS: Final = re.compile(
    r"(?:grand |sub ?)?totals?\b|sum(?:me|a)?\b|gesamt\w*|insgesamt|(?:row|record)s? count|"
    r"[0-9,.]+ (?:rows|records|leads)\b",
    re.IGNORECASE,
)


def _is_totals(cells: Sequence[str], wrong: Sequence[BadField]) -> bool:
    """Check whether a row that reaches nobody begins with a word for totals."""
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    unreachable = all(bad.field.split(" ")[0] in CONTACTS for bad in wrong)
    return unreachable and _TOTAL_WORDS.match(first) is not None


def _doubtful(text: str) -> str:
    return worded(
        "{text} has bytes that the file’s encoding does not know; they were read as "
        "Windows-1252, so check the text",
        text=quoted(text),
    )


def _under_headings(found: tuple[BadField, ...], headings: dict[str, str]) -> tuple[BadField, ...]:
    """Name the column of each phone and email: a row may have several of both."""
    return tuple(replace(one, field=headings.get(one.field, one.field)) for one in found)


def column_of(bad: BadField, columns: dict[str, str]) -> str:
    """Return the heading of a finding's field: of several columns for one field, the first."""
    if columns.get(bad.field) in CONTACTS:
        return bad.field  # a heading already, also one that is the name of a field
    return next((column for column, field in columns.items() if field == bad.field), bad.field)


def reportable_notes(lead: LeadIn) -> list[BadField]:
    """Return the findings of a row that came in which its file's owner should know."""
    return [note for note in lead.notes if note.code != "missing"]


def by_line(*lists: Sequence[Sequence[Any]]) -> list[Refused]:
    """Return stored refusals and notes in the order of the file.

    Findings of version 0.1.0 have a text without a template.
    """
    rows = (
        (int(line), str(column), from_stored(why)) for rows in lists for line, column, *why in rows
    )
    return sorted(rows, key=lambda row: row[0])
