"""Import sale outcomes from a CSV file: store each row for its lead, or refuse it with a reason.

A row names its lead by id, else by phone and email. Leads with all given addresses come before
leads with one of them. The addresses may belong to several people (a household, a switchboard).
Then the row's name decides; without it the row is refused. Of several leads of one person, the
latest that had asked by the day of the sale counts, or the first of all.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pullahead.base import clock, private_files
from pullahead.base.errors import Invalid, Problem, wrong
from pullahead.leads import queries as leads
from pullahead.leads.models import Lead, SaleVerdict
from pullahead.leads.name_rules import same_person
from pullahead.leads.parsing.columns import guess_columns, slug, unique_header
from pullahead.leads.parsing.fields import BadField, read_email
from pullahead.leads.parsing.phones import read_phone
from pullahead.leads.parsing.times import Order, date_marks
from pullahead.leads.rules import clean_text, date_order, read_time, read_value
from pullahead.usecases.common.csv_reader import CsvRow, NotText, opened, refuse_binary, rows
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.intake.imports import checked_country, checked_order
from pullahead.usecases.leads import sale_outcome

FIELDS = ("id", "name", "phone", "email", "outcome", "value", "at")
IGNORE = "ignore"
# Headings that are guessed in addition to those of an import
_ALSO = {
    "external_id": "id",
    "first_name": "name",
    "last_name": "name",
    "received_at": "at",
    **dict.fromkeys(("outcome", "verdict", "result", "status", "stage"), "outcome"),
    **dict.fromkeys(("won_lost", "resultado"), "outcome"),
    **dict.fromkeys(("close_date", "closed_at", "closed_on", "closing_date", "won_at"), "at"),
    **dict.fromkeys(("sold_at", "sold_on", "sale_date", "date_of_sale", "when"), "at"),
}
NAMED_AT_MOST = 3
T = TypeVar("T")


@dataclass(slots=True)
class OutcomeCounts:
    """The counts of an import: rows = won + lost + already_here + refused."""

    rows: int = 0
    won: int = 0
    lost: int = 0
    already_here: int = 0
    refused: int = 0
    corrected: int = 0  # stored rows that replaced an outcome
    closed: int = 0  # stored rows that closed a lead


class RefusedOutcome(Exception):
    """A refused row: the column and the reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(slots=True)
class _Reader:
    """The columns and settings with which the rows of a file are read."""

    country: str
    header: Sequence[str]
    columns: Mapping[str, str]  # heading → field, "" for none
    order: Order = ""
    now: datetime = field(default_factory=clock.now)

    def row(self, row: CsvRow) -> dict[str, str]:
        """Map each field to the text of its first column that is not empty."""
        if row.error:
            raise RefusedOutcome("row", row.error)
        if any(cell.strip() for cell in row.cells[len(self.header) :]):
            said = (
                "The row has more cells than the file has headings: "
                f"{len(row.cells)} instead of {len(self.header)}."
            )
            raise RefusedOutcome("row", said)
        said_of: dict[str, str] = {}
        for heading, cell in zip(self.header, row.cells, strict=False):
            if cell.strip() and self.columns[heading]:
                said_of.setdefault(self.columns[heading], cell)
        return said_of

    def fact(self, row: Mapping[str, str]) -> sale_outcome.OutcomeReport:
        """Read the outcome of a row."""
        word = clean_text(row.get("outcome", ""), 40).casefold()
        verdict = word.removeprefix("closed").strip(" -_")
        if verdict not in {SaleVerdict.WON, SaleVerdict.LOST}:
            raise RefusedOutcome("outcome", f"“{word}” is not an outcome. Use “won” or “lost”.")
        value = _good("value", read_value(row["value"])) if "value" in row else None
        at = None
        if "at" in row:
            order = self.order or date_order(self.country)
            read = read_time(row["at"], organisation_zone(), self.now, order)
            at = _good("at", read)
        return sale_outcome.OutcomeReport(verdict, value, at)

    def lead(self, row: Mapping[str, str], at: datetime | None) -> UUID:
        """Find the lead of a row."""
        if "id" in row:
            return _by_id(row["id"].strip())
        read: dict[str, str | BadField] = {}
        if "phone" in row:
            read["phone"] = read_phone(row["phone"], self.country)
        if "email" in row:
            read["email"] = read_email(row["email"])
        addresses = {one for one in read.values() if isinstance(one, str)}
        if not addresses:
            for name, bad in read.items():
                _good(name, bad)
            raise RefusedOutcome("id", "The row has no id, phone or email.")
        found = leads.with_addresses(addresses)
        people = [lead for lead in found if same_person(lead.name, row.get("name", ""))]
        if not people:
            said = "No lead has this phone or email" + (" and this name." if found else ".")
            raise RefusedOutcome("phone" if "phone" in row else "email", said)
        return _latest(people, at or self.now).pk


def _good(name: str, read: T | BadField) -> T:
    if isinstance(read, BadField):
        raise RefusedOutcome(name, f"{read.message}.")
    return read


def _by_id(text: str) -> UUID:
    try:
        lead_id = UUID(text)
    except ValueError:
        raise RefusedOutcome("id", f"“{clean_text(text, 40)}” is not a lead ID.") from None
    if not Lead.objects.filter(pk=lead_id).exists():
        raise RefusedOutcome("id", "No lead has this ID.")
    return lead_id


def _latest(people: Sequence[Lead], at: datetime) -> Lead:
    """Return a person's latest lead that had asked by that day; None for several people."""
    for one in people:
        other = next((o for o in people if not same_person(o.name, one.name)), None)
        if other is not None:
            ids = ", ".join(str(lead.pk) for lead in people[:NAMED_AT_MOST])
            raise RefusedOutcome(
                "name", f"Several people share this address. Add a name, or an ID such as {ids}."
            )
    zone = ZoneInfo(organisation_zone())
    day = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    in_order = sorted(people, key=_came)
    asked = [lead for lead in in_order if _came(lead) < day + timedelta(days=1)]
    return asked[-1] if asked else in_order[0]


def _came(lead: Lead) -> datetime:
    """Return the moment of a lead's first inquiry."""
    return min(lead.asked_at, lead.admitted_at)


def import_outcomes(
    *,
    path: Path,
    country: str,
    maps: Sequence[str],
    errors_to: Path,
    encoding: str = "",
    dates: str = "",
    progress: Callable[[int], None] = lambda rows: None,
) -> OutcomeCounts:
    """Store the outcomes of a file row by row; `progress(rows)` runs after each.

    `country` (two letters, or "") applies to numbers without a prefix. `maps` are like
    ``Result=outcome``. The CSV `errors_to` lists refused rows with line, column and reason.

    A second run of an unchanged file changes nothing. Raise Invalid for a file or mapping that
    cannot be used; then nothing is stored.
    """
    counts, country = OutcomeCounts(), checked_country(country)
    with _opened(path, encoding, country) as text:
        lines = rows(text)
        header = _header(lines)
        columns = _columns(header, maps)
        order = _order(checked_order(dates), text, header, columns)
        lines = itertools.islice(rows(text), 1, None)
        reader = _Reader(country, header, columns, order)
        with _report_to(errors_to, path) as errors:
            report = csv.writer(errors)
            report.writerow(["line", "column", "reason"])
            for row in lines:
                counts.rows += 1
                try:
                    _count(counts, _kept(reader, row))
                except RefusedOutcome as refused:
                    counts.refused += 1
                    named = _heading(reader.columns, refused.column)
                    report.writerow([row.line, named, refused.reason])
                progress(counts.rows)
    return counts


def _order(stated: str, text: IO[str], header: Sequence[str], columns: Mapping[str, str]) -> Order:
    """Return the stated order of day and month, or the one that the dates of the file show."""
    if stated:
        return "mdy" if stated == "mdy" else "dmy"
    shown = set()
    text.seek(0)
    for row in rows(text):
        cells = zip(header, row.cells, strict=False)
        shown |= {date_marks(cell) for heading, cell in cells if columns[heading] == "at"}
    text.seek(0)
    if ("d" in shown) == ("m" in shown):
        return ""
    return "dmy" if "d" in shown else "mdy"


def _kept(reader: _Reader, row: CsvRow) -> sale_outcome.SaleOutcomeResult:
    said = reader.row(row)
    fact = reader.fact(said)
    try:
        return sale_outcome.reported_by_file(lead_id=reader.lead(said, fact.at), fact=fact)
    except Problem as problem:
        column = problem.errors[0].field if problem.errors else "row"
        raise RefusedOutcome(column, problem.message) from problem


def _count(counts: OutcomeCounts, kept: sale_outcome.SaleOutcomeResult) -> None:
    if not kept.new:
        counts.already_here += 1
    elif kept.outcome.verdict == SaleVerdict.WON:
        counts.won += 1
    else:
        counts.lost += 1
    counts.corrected += kept.corrected
    counts.closed += kept.closed


def _heading(columns: Mapping[str, str], name: str) -> str:
    return next((heading for heading, one in columns.items() if one == name), name)


def _header(lines: Iterator[CsvRow]) -> list[str]:
    first = next(lines, CsvRow(1, []))
    if first.error:
        raise _unusable("file", f"The line of headings cannot be read. {first.error}")
    if not first.cells:
        raise _unusable("file", "The file is empty. Choose a file with a line of headings.")
    return unique_header(first.cells)


def _columns(header: Sequence[str], maps: Iterable[str]) -> dict[str, str]:
    """Map headings to fields: guessed, unless `maps` says otherwise."""
    # By the heading too: a lead import never guesses an outcome, and names such a column apart
    guessed = {
        heading: _ALSO.get(slug(heading), _ALSO.get(name, name))
        for heading, name in guess_columns(header).items()
    }
    columns = {heading: name if name in FIELDS else "" for heading, name in guessed.items()}
    for text in maps:
        heading, _, name = text.rpartition("=")
        name = name.strip().lower()
        there = next((h for h in header if h.casefold() == heading.strip().casefold()), None)
        if there is None or name not in {*FIELDS, IGNORE}:
            raise _unusable(
                "map",
                f"“{clean_text(text, 100)}” is not a mapping. Write COLUMN=FIELD. The columns are "
                f"{_named(header)}; the fields are {', '.join(FIELDS)} and {IGNORE}.",
            )
        columns = {h: "" if one == name else one for h, one in columns.items()}
        columns[there] = "" if name == IGNORE else name
    told = set(columns.values())
    if "outcome" not in told or not told & {"id", "phone", "email"}:
        raise _unusable(
            "map",
            "Map one column to outcome (won or lost), and one to id, phone or email. The columns "
            f"are: {_named(header)}. Example: --map 'Result=outcome'.",
        )
    return columns


def _named(header: Sequence[str]) -> str:
    return clean_text(", ".join(header), 300)


def _opened(path: Path, encoding: str, country: str) -> IO[str]:
    try:
        raw = path.open("rb")
    except OSError as error:
        said = f"The file {path} cannot be read: {error.strerror}."
        raise _unusable("file", said) from error
    try:
        if not encoding:
            refuse_binary(raw)
        return opened(raw, encoding=encoding, country=country)
    except NotText as error:
        raw.close()
        raise _unusable("file", f"The file {path} cannot be read. {error}") from error


def _report_to(errors_to: Path, path: Path) -> IO[str]:
    """Check the path for refused rows: never the imported file, which would be emptied."""
    try:
        if errors_to.exists() and errors_to.samefile(path):
            said = "The list of refused rows would overwrite the imported file. Name another."
            raise _unusable("errors", said)
        opener = private_files.opener
        return open(errors_to, "w", newline="", encoding="utf-8", opener=opener)
    except OSError as error:
        said = f"The list of refused rows cannot be written to {errors_to}: {error.strerror}."
        raise _unusable("errors", said) from error


def _unusable(field: str, message: str) -> Invalid:
    said = f"{message} Nothing was saved."
    return wrong(field, "invalid", said)
