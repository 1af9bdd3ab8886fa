"""Make the populated databases of this version: .venv/bin/python -m tests.upgrade.make

A version's databases are made once, at its release, and never changed afterwards.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

from pullahead import __version__
from tests.installations import Installation
from tests.postgres import server
from tests.upgrade import fixtures

LARGEST = 200_000  # bytes
LIST = "name,phone,email\nIngrid Moe,+1 212 555 0177,ingrid.moe@example.com\nOlu Bello,,no\n"


def write_fixture(url: str, folder: Path, target: Path) -> None:
    """Migrate and populate the database at the URL, then write it and its counts to `target`."""
    made = Installation(url, folder, mode="demo")
    made.done("migrate")
    fixtures.run_module(made, "tests.upgrade.populate")
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    made.run("import", "list.csv", "--source", "list", "--into-demo")
    assert "no problems found" in made.done("check")
    counts = json.loads(fixtures.run_module(made, "tests.upgrade.counts"))
    text = fixtures.dump(url)
    assert len(text.encode()) < LARGEST, f"{len(text.encode())} bytes: make it smaller"
    (target / f"{fixtures.kind(url)}.sql").write_text(text, encoding="utf-8")
    _add_counts(target / "counts.json", fixtures.kind(url), counts)
    print(f"{fixtures.kind(url)}: {len(text.encode()):,} bytes, {counts}")


def _add_counts(path: Path, kind: str, counts: dict[str, int]) -> None:
    """Write the counts of one kind of database beside those of the other."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known[kind] = counts
    path.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main() -> int:
    """Write both databases of this version."""
    target = fixtures.HERE / __version__
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    with tempfile.TemporaryDirectory(prefix="pullahead-upgrade-") as name:
        folder = Path(name)
        write_fixture(f"sqlite:///{folder}/made.sqlite3", folder, target)
        with server() as url:
            write_fixture(url, folder, target)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
