"""Read the rows of an import: leads, findings, and the opt-outs of refused rows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pullahead.leads.models import Import
from pullahead.leads.parsing.columns import row_fields
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.row_facts import FLAGS, opt_out_field, opt_outs_of
from pullahead.leads.rules import LeadIn, read_lead
from pullahead.usecases.common.csv_reader import CsvRow

Refused = tuple[int, str, str]  # line, column, reason


@dataclass(slots=True)
class PartRead:
    """The rows of one part: leads, findings by line, and addresses that refused rows opt out."""

    good: list[LeadIn] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    noted: list[Refused] = field(default_factory=list)
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
    for line, cells, error in rows:
        row = CsvRow(line, cells, error)
        read = read_row(row, of.header, columns, country=of.country, zone=zone, now=now)
        if isinstance(read, LeadIn):
            part.good.append(read)
            for note in reportable_notes(read):
                said = f"The row was imported, but: {note.message}."
                part.noted.append((line, column_of(note, columns), said))
            continue
        part.refused += [(line, column_of(bad, columns), bad.message) for bad in read]
        if (kept := opt_out_of(row, of.header, columns, country=of.country)) is not None:
            part.noted.append((line, kept.column, kept.message))
            part.barred |= set(kept.addresses)
            part.opt_outs += 1
    return part


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
    barred = " and ".join(value for _, value in addresses)
    message = (
        f"The row was refused, but its opt-out was saved: {barred} "
        f"{'is' if len(addresses) == 1 else 'are'} on the do-not-contact list."
    )
    return KeptOptOut(tuple(addresses), column_of(BadField(said, "", ""), columns), message)


def read_row(
    row: CsvRow,
    header: Sequence[str],
    columns: dict[str, str],
    *,
    country: str,
    zone: str,
    now: datetime,
) -> LeadIn | tuple[BadField, ...]:
    """Read a row as a lead, or everything that is wrong with it."""
    if row.error:
        return (BadField("row", "unreadable", row.error),)
    if len(row.cells) > len(header) and any(c.strip() for c in row.cells[len(header) :]):
        said = f"The row has {len(row.cells)} cells under {len(header)} headings."
        return (BadField("row", "too_many_cells", said),)
    fields = row_fields(dict(zip(header, row.cells, strict=False)), columns)
    return read_lead(fields, country=country, zone=zone, now=now)


def column_of(bad: BadField, columns: dict[str, str]) -> str:
    """Return the heading of a finding's field: of several columns for one field, the first."""
    return next((column for column, field in columns.items() if field == bad.field), bad.field)


def reportable_notes(lead: LeadIn) -> list[BadField]:
    """Return the findings of a row that came in which its file's owner should know."""
    return [note for note in lead.notes if note.code != "missing"]


def by_line(*lists: Sequence[Sequence[Any]]) -> list[Refused]:
    """Return refusals and notes in the order of the file."""
    rows = ((int(line), str(column), str(why)) for rows in lists for line, column, why in rows)
    return sorted(rows, key=lambda row: row[0])
