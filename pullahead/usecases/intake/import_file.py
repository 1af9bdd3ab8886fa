"""Open a CSV file for an import: its encoding, its line of headings, its order of dates."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from pullahead.base.errors import Invalid, wrong
from pullahead.base.translation import translated
from pullahead.base.wording import worded
from pullahead.leads.models import Import
from pullahead.leads.parsing.barring_headings import UNDECIDED
from pullahead.leads.parsing.columns import (
    MappingError,
    given_fields,
    looks_like_a_row,
    unique_header,
)
from pullahead.leads.parsing.headings import field_of
from pullahead.leads.parsing.times import Order, date_marks, date_order
from pullahead.leads.rules import clean_text
from pullahead.usecases.common.csv_reader import (
    HEADING_LINES,
    CsvRow,
    NotText,
    UnclearEncoding,
    names_contact,
    opened,
    rows,
)

COLUMNS_AT_MOST = 500
SHORTEST_DATE = 6  # characters
_FIRST_DIGIT = re.compile(r"[0-9]|[A-Za-z]{2,9}\.?,? [0-9]")


@dataclass(slots=True)
class Opened:
    """A readable file: its headings, the field of each column, and the rows to come.

    `ignored` has line and reason of the lines above the headings. `marks` shows for each column
    the orders of day and month that its cells allow; reading the rows fills it.
    """

    header: list[str]
    fields: list[str]
    lines: Iterator[CsvRow]
    encoding: str = ""
    ignored: list[tuple[int, str]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def note_dates(self, row: CsvRow) -> None:
        """Note the order of day and month that a row's cells show."""
        if not self.marks:
            self.marks = [""] * len(self.header)
        for n, cell in enumerate(row.cells[: len(self.marks)]):
            if len(cell) >= SHORTEST_DATE and _FIRST_DIGIT.match(cell):
                mark = date_marks(cell)
                if mark and mark not in self.marks[n]:
                    self.marks[n] += mark


def open_file(
    raw: IO[bytes], maps: Sequence[str] = (), *, encoding: str = "", country: str = ""
) -> Opened:
    """Read the headings, and guess the fields or take them from `maps` (``Phone=phone``).

    `encoding` is detected if it is "". Raise Invalid for a file that is not CSV with headings, for
    an encoding that is not clear, and for an impossible map.
    """
    try:
        text = opened(raw, encoding=encoding, country=country)
    except UnclearEncoding as error:
        raise wrong("encoding", "invalid", f"{error} " + _("Nothing was imported.")) from error
    except NotText as error:
        raise wrong("file", "invalid", _("The file cannot be read.") + f" {error}") from error
    try:
        lines, above = _from_headings(rows(text))
        header = _header(lines)
    except UnicodeError as error:
        said = _("The file is not in this encoding. Choose another. Nothing was imported.")
        raise wrong("encoding", "invalid", said) from error
    try:
        fields = given_fields(header, maps)
    except MappingError as error:
        raise wrong("map", "invalid", translated(error.message)) from error
    return Opened(header, fields, lines, getattr(text, "encoding", ""), above)


def order_of_dates(draft: Import) -> Order | None:
    """Return the one order of day and month of an import; None where a person must say it.

    It is the stated order, else what the dates of the inquiry show, else what other dates of the
    file show, else the country's.
    """
    if draft.date_order:
        return "mdy" if draft.date_order == "mdy" else "dmy"
    marks = dict(enumerate(draft.date_marks))
    named = {n for n, field in enumerate(draft.fields) if field == "received_at"}
    own = "".join(marks.get(n, "") for n in named)
    for shown in (own, "".join(marks.values())):
        if ("d" in shown) != ("m" in shown):
            return "dmy" if "d" in shown else "mdy"
    by_country = date_order(draft.country)
    mixed = "d" in own and "m" in own
    if "a" in own and (mixed or not by_country):
        return None
    return by_country


def _from_headings(lines: Iterator[CsvRow]) -> tuple[Iterator[CsvRow], list[tuple[int, str]]]:
    """Skip a title above the headings, and return the reason for each skipped line."""
    first = list(itertools.islice(lines, HEADING_LINES))
    at = _line_of_headings(first)
    above = [(row.line, _above(row)) for row in first[:at]]
    return itertools.chain(first[at:], lines), above


def _line_of_headings(first: Sequence[CsvRow]) -> int:
    """Return the index of the headings: the first line, unless a wider one below names contacts."""
    if not first or first[0].error or names_contact(first[0].cells):
        return 0
    widest = _filled(first[0])
    for n, row in enumerate(first[1:], start=1):
        if _filled(row) > widest and not row.error and _are_headings(row.cells):
            return n
        widest = max(widest, _filled(row))
    return 0


def _are_headings(cells: Sequence[str]) -> bool:
    known = {field_of(cell) for cell in cells} - {"", UNDECIDED}
    return len(known) > 1 and names_contact(cells) and not looks_like_a_row(cells)


def _filled(row: CsvRow) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _above(row: CsvRow) -> str:
    text = clean_text(" ".join(cell for cell in row.cells if cell.strip()), 100)
    return worded("This line is above the headings and was ignored: “{text}”.", text=text)


def _header(lines: Iterator[CsvRow]) -> list[str]:
    first = next(lines, CsvRow(1, []))
    if first.error:
        said = _("The line of headings cannot be read.") + f" {first.error}"
        raise wrong("file", "invalid", said)
    if not first.cells:
        raise _refused(_("The file is empty. Choose a file with a line of headings."))
    if len(first.cells) > COLUMNS_AT_MOST:
        said = _("The file has more than {limit} columns. Remove some columns and try again.")
        raise _refused(said.format(limit=COLUMNS_AT_MOST))
    if looks_like_a_row(first.cells):
        raise _refused(
            _(
                "The first line contains a phone or an email instead of headings. Insert a line "
                "of headings above it, such as Name,Phone,Email."
            )
        )
    return unique_header([clean_text(cell, 200) for cell in first.cells])


def _refused(message: str) -> Invalid:
    return wrong("file", "invalid", message)
