"""Check and merge the translation catalogs: python -m pullahead.web.catalog check|merge [PO …]"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pullahead.web.catalog.check import problems
from pullahead.web.catalog.extract import marked
from pullahead.web.catalog.locales import po_path
from pullahead.web.catalog.merge import merged
from pullahead.web.catalog.po_files import translated


def main(words: list[str]) -> int:
    """Run one command; return the exit code, 1 for a catalog that is not current."""
    parser = argparse.ArgumentParser(prog="python -m pullahead.web.catalog", description=__doc__)
    parser.add_argument("command", choices=["check", "merge"])
    parser.add_argument(
        "--with",
        dest="others",
        metavar="LOCALE=FILE",
        action="append",
        default=[],
        help="merge: take missing translations of a locale from another file too",
    )
    asked = parser.parse_args(words)
    return _check() if asked.command == "check" else _merge(asked.others)


def _check() -> int:
    messages, faults = marked(), 0
    for locale in translated():
        for line in problems(po_path(locale).read_text(encoding="utf-8"), locale, messages):
            print(f"{locale}: {line}")
            faults += 1
    return int(faults > 0)


def _merge(others: list[str]) -> int:
    messages = marked()
    for locale in translated():
        path = po_path(locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        more = [other.partition("=")[2] for other in others if other.startswith(f"{locale}=")]
        files = [path, *map(Path, more)]
        texts = tuple(file.read_text(encoding="utf-8") for file in files if file.exists())
        text, notes = merged(texts, locale, messages)
        for note in notes:
            print(f"{locale}: {note}")
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
