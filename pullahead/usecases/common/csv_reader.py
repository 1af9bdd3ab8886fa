"""Read the rows of a CSV file: encodings, delimiters, irregular quotes.

Every line of the file ends in exactly one row, good or unreadable. An unclosed quotation mark would
swallow the rows that follow. Such a row is refused with its first line, and reading continues with
the next line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.wording import worded
from pullahead.leads.parsing.headings import field_of
from pullahead.usecases.common.text_encoding import (
    UnknownEncoding,
    checked_encoding,
    detect,
    unmarked_utf16,
)

LINE_LIMIT = 1_000_000  # characters
DELIMITERS = ",;\t|"
_SPREADSHEET = b"PK\x03\x04"  # a zip file, as .xlsx and .ods are
_OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0"
_UTF16 = {b"\xff\xfe", b"\xfe\xff"}
_ASK = gettext_lazy(
    "The encoding of the file is not clear. Name it, such as cp1251, cp866, GB18030 or Shift-JIS, "
    "or save the file as CSV in UTF-8."
)
_ESCAPED = re.compile("[\udc80-\udcff]")
_SEPARATOR = re.compile(r"""\A\ufeff?["']?sep=(\\t|[^\r\n"'])["']?[,;\t|]*\s*\Z""", re.IGNORECASE)
HEADING_LINES = 15  # lines among which the headings are looked for
HEADINGS_AT_MOST = 2_000
JOINED_LINES = 3  # lines that an unreadable row may reach over, for its opt-out
_OPEN_QUOTE = worded(
    "The row has an opening quotation mark without a closing one. Correct the row."
)
ROW_ERRORS: Mapping[str, str] = {_OPEN_QUOTE: _OPEN_QUOTE}
"""Errors of rows by their English text: a stored row has the text alone."""


csv.field_size_limit(LINE_LIMIT)  # a long note costs itself, not its row


class NotText(Exception):
    """The file is not a text file; the message says how to proceed."""


class UnclearEncoding(NotText):
    """The encoding is unknown, or the named one does not exist; a person must name it."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row of the file: its first line number, its cells, or the error that prevents reading.

    The cells of an unreadable row are a guess, which serves its opt-out only. `doubtful` names the
    cells (from 0) of which some bytes are wrong in the file's encoding.
    """

    line: int
    cells: list[str]
    error: str = ""
    doubtful: tuple[int, ...] = ()


def opened(raw: IO[bytes], *, encoding: str = "", country: str = "") -> IO[str]:
    """Decode the file in the given encoding, or in the one that its bytes and country show.

    Raise OSError, NotText for a spreadsheet, and UnclearEncoding.
    """
    start = raw.read(4)
    if start in {_SPREADSHEET, _OLD_SPREADSHEET}:
        said = _("This is a spreadsheet, not a CSV file. Save it as CSV and import that file.")
        raise NotText(said)
    raw.seek(0)
    try:
        name = checked_encoding(encoding) or detect(raw, country)
    except LookupError:
        said = _("The encoding “{name}” is unknown. Use a name such as cp1251 or Shift-JIS.")
        raise UnclearEncoding(said.format(name=encoding)) from None
    except UnknownEncoding:
        raise UnclearEncoding(str(_ASK)) from None
    raw.seek(0)
    errors = "replace" if name.startswith(("utf-16", "utf-32")) else "surrogateescape"
    return io.TextIOWrapper(raw, encoding=name, newline="", errors=errors)


def refuse_binary(raw: IO[bytes]) -> None:
    """Raise NotText for zero bytes, unless the text is UTF-16 or UTF-32."""
    start = raw.read(65_536)
    raw.seek(0)
    if b"\0" not in start[:4_096] or start[:2] in _UTF16 or start[:2] == b"PK":
        return
    if start[:4] != b"\0\0\xfe\xff" and not unmarked_utf16(start):
        raise NotText(_("This is not a text file. Save it as CSV in UTF-8."))


def rows(text: IO[str]) -> Iterator[CsvRow]:
    """Read the rows, headings first; empty lines are skipped.

    A first line such as `sep=;` names the delimiter and is no row.
    """
    sample = text.read(65_536)
    text.seek(0)
    lines = _Lines(text)
    named = _SEPARATOR.match(re.split(r"[\r\n]", sample, maxsplit=1)[0])
    if named is not None:
        next(lines)
        delimiter = "\t" if named[1] == "\\t" else named[1]
    else:
        delimiter = _delimiter(sample)
    reader, width = csv.reader(lines, delimiter=delimiter), 0
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _unreadable(
                lines,
                worded("The row cannot be read: {error}.", error=str(error)),
                delimiter,
                width,
            )
            continue
        if lines.unclosed or not _well_quoted(lines.taken, delimiter):
            yield _unreadable(lines, _OPEN_QUOTE, delimiter, width)
        elif any(cell.strip() for cell in cells):
            width = max(width, len(cells))
            yield _decoded(lines.first, cells)


def _decoded(line: int, cells: list[str], error: str = "") -> CsvRow:
    """Read bytes that are wrong in the file's encoding as Windows-1252, and name their cells."""
    doubtful = tuple(n for n, cell in enumerate(cells) if _ESCAPED.search(cell))
    for n in doubtful:
        cells[n] = _ESCAPED.sub(_as_western, cells[n])
    return CsvRow(line, cells, error, doubtful)


def _as_western(found: re.Match[str]) -> str:
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", errors="replace")


def _unreadable(lines: _Lines, why: str, delimiter: str, width: int) -> CsvRow:
    """Refuse a row, with the cells that its first lines hold if quotes are left out.

    Several lines count only where they have exactly the cells of the widest row so far.
    """
    several = lines.taken[:JOINED_LINES]
    error = lines.refused(why)
    ways = [_split(" ".join(several[:n]), delimiter) for n in range(1, len(several) + 1)]
    cells = next((way for way in ways if len(way) == width), ways[0] if ways else [])
    return _decoded(lines.first, cells, error)


def _split(text: str, delimiter: str) -> list[str]:
    return [cell.strip() for cell in text[:LINE_LIMIT].replace('"', "").split(delimiter)]


def _well_quoted(taken: Sequence[str], delimiter: str) -> bool:
    """Check the quoting of a row over several lines.

    On one line irregular quoting is harmless; over several lines it may hide other rows.
    """
    if len(taken) < 2:
        return True
    try:
        return len(list(csv.reader(taken, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


class _Lines:
    """The file's lines without NUL, each returned once, or again after a broken row."""

    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._again: list[str] = []
        self.taken: list[str] = []  # lines of the current row
        self._number = 0  # lines returned
        self._ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._read()
        if not line:
            self._ended = True
            raise StopIteration
        self._number += 1
        self.taken.append(line)
        if len(line) > LINE_LIMIT:
            raise csv.Error(f"a line is longer than {LINE_LIMIT:,} characters")
        return line

    def begin(self) -> None:
        """Begin a new row at the next line."""
        self.taken = []

    @property
    def first(self) -> int:
        """Return the number of the row's first line, from 1."""
        return self._number - max(len(self.taken), 1) + 1

    @property
    def unclosed(self) -> bool:
        """Check whether the row reaches the end of the file."""
        return self._ended and bool(self.taken)

    def refused(self, why: str) -> str:
        """Refuse the row's first line only; the lines after it are returned again."""
        after = self.taken[1:]
        self._again += reversed(after)
        self._number -= len(after)
        self.taken = self.taken[:1]
        self._ended = False
        return _OPEN_QUOTE if after else why

    def _read(self) -> str:
        """Read the next line; of a line that is too long, only enough to recognize it."""
        line = rest = self._text.readline(LINE_LIMIT + 1)
        while len(rest) > LINE_LIMIT and not rest.endswith(("\n", "\r")):
            rest = self._text.readline(LINE_LIMIT + 1)
        if len(line) > LINE_LIMIT:
            return line
        return line.replace("\x00", "") or (line and "\n")


def _delimiter(sample: str) -> str:
    """Return the delimiter of the first line that names a phone or an email as a heading.

    Without such a line, it is the delimiter that the first line uses most; else a comma.
    """
    lines = [line for line in re.split(r"[\r\n]+", sample.lstrip("\ufeff\r\n ")) if line.strip()]
    for line in lines[:HEADING_LINES]:
        for delimiter in _by_use(line):
            if line.count(delimiter) and names_contact(line[:LINE_LIMIT].split(delimiter)):
                return delimiter
    return _by_use(lines[0] if lines else "")[0]


def _by_use(line: str) -> list[str]:
    bare = "".join(part for n, part in enumerate(line.split('"')) if n % 2 == 0)
    return sorted(DELIMITERS, key=bare.count, reverse=True)


def names_contact(cells: Sequence[str]) -> bool:
    """Check whether one of these headings is that of a phone or an email."""
    if len(cells) > HEADINGS_AT_MOST:
        return False
    return any(field_of(cell.strip(' "')) in ("phone", "email") for cell in cells)
