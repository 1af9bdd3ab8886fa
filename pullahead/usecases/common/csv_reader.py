"""Read the rows of a CSV file: encodings, delimiters, irregular quotes.

Every line of the file ends in exactly one row, good or unreadable. An unclosed quotation mark would
swallow the rows that follow. Such a row is refused with its first line, and reading continues with
the next line.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

LINE_LIMIT = 1_000_000  # characters
DELIMITERS = ",;\t|"
_SPREADSHEET = b"PK\x03\x04"  # a zip file, as .xlsx and .ods are
_OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0"
_UTF16 = {b"\xff\xfe", b"\xfe\xff"}
_OPEN_QUOTE = "The row has an opening quotation mark without a closing one. Correct the row."


class NotText(Exception):
    """The file is not a text file; the message says how to proceed."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row of the file: its first line number, its cells, or the error that prevents reading."""

    line: int
    cells: list[str]
    error: str = ""


def opened(raw: IO[bytes]) -> IO[str]:
    """Decode the file: UTF-8 with or without a mark, UTF-16 with one, else Windows-1252.

    Raise OSError, and NotText for a spreadsheet.
    """
    start = raw.read(4)
    if start in {_SPREADSHEET, _OLD_SPREADSHEET}:
        raise NotText("This is a spreadsheet, not a CSV file. Save it as CSV and import that file.")
    raw.seek(0)
    encoding = "utf-16" if start[:2] in _UTF16 else "utf-8-sig"
    if encoding == "utf-8-sig" and not _is_utf8(raw):
        encoding = "cp1252"
    raw.seek(0)
    return io.TextIOWrapper(raw, encoding=encoding, newline="", errors="replace")


def refuse_binary(raw: IO[bytes]) -> None:
    """Raise NotText for zero bytes, unless the first two bytes announce UTF-16."""
    start = raw.read(4_096)
    raw.seek(0)
    if b"\0" in start and start[:2] not in _UTF16 and start[:2] != b"PK":
        raise NotText("This is not a text file. Save it as CSV in UTF-8.")


def _is_utf8(raw: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := raw.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def rows(text: IO[str]) -> Iterator[CsvRow]:
    """Read the rows, headings first; empty lines are skipped."""
    sample = text.read(65_536)
    text.seek(0)
    lines, delimiter = _Lines(text), _delimiter(sample)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield CsvRow(lines.first, [], lines.refused(f"The row cannot be read: {error}."))
            continue
        if lines.unclosed or not _well_quoted(lines.taken, delimiter):
            yield CsvRow(lines.first, [], lines.refused(_OPEN_QUOTE))
        elif any(cell.strip() for cell in cells):
            yield CsvRow(lines.first, cells)


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
    """Return the delimiter that the heading line uses most outside quotes; else a comma."""
    first = sample.lstrip("\ufeff\r\n ").split("\n", 1)[0]
    bare = "".join(part for n, part in enumerate(first.split('"')) if n % 2 == 0)
    return max(DELIMITERS, key=bare.count)
