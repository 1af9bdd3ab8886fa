"""Arguments that several commands share."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path

WORKERS = 2


def add_serving(parser: ArgumentParser) -> None:
    """Add the arguments of the commands that start the server."""
    parser.add_argument("--port", type=_port, help="port, instead of PULLAHEAD_PORT (8000)")
    parser.add_argument(
        "--workers",
        type=_workers,
        default=WORKERS,
        help="processes of four threads each (default %(default)s)",
    )


def add_csv_file(parser: ArgumentParser, example: str) -> None:
    """Add the arguments of the commands that import a CSV file with a line of headings."""
    add_reading(parser, example)
    parser.add_argument(
        "--errors",
        type=Path,
        metavar="FILE",
        help="file for refused rows (default: FILE.errors.csv in this folder)",
    )


def add_reading(parser: ArgumentParser, example: str) -> None:
    """Add the arguments that say how a CSV file with a line of headings is read."""
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV file with a header row")
    parser.add_argument(
        "--country", metavar="BR", help="country of national numbers (default PULLAHEAD_COUNTRY)"
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=f"such as '{example}'; other columns are guessed",
    )
    parser.add_argument(
        "--encoding",
        default="",
        metavar="NAME",
        help="such as utf-8, cp1251, gb18030 or shift-jis; default: detected",
    )
    parser.add_argument(
        "--dates",
        default="",
        choices=("dmy", "mdy"),
        help="whether 3/4/2026 is 3 April (dmy) or March 4 (mdy); default: as the file shows",
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 65535:
        raise ArgumentTypeError(f"{text!r} is not a port. Use 1 to 65535")
    return int(text)


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 64:
        raise ArgumentTypeError(f"{text!r}: give 1 to 64 processes")
    return int(text)
