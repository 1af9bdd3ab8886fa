"""The project names no package registry and no path on a personal machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.files import ROOT, name, project_files

# Each with one letter in brackets, so that this file does not match itself.
REGISTRIES = r"p[y]pi\.org|p[y]thonhosted\.org|d[e]b\.debian\.org|r[e]gistry\.npmjs"
PLACES = r"/w[o]rk/|/r[o]ot/|/tmp/b[a]sh_jobs|/f[a]rm/"
FORBIDDEN = re.compile(f"{REGISTRIES}|{PLACES}")
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def _text(data: bytes) -> str | None:
    return None if b"\0" in data[:8000] else data.decode("utf-8", "replace")


def test_no_file_names_a_registry_or_a_place_on_a_machine() -> None:
    found = [
        f"{name(path)}:{number}: {match[0]}"
        for path in project_files()
        if (text := _text(path.read_bytes())) is not None
        for number, line in enumerate(text.splitlines(), 1)
        if (match := FORBIDDEN.search(line))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_only_versions_markers_and_hashes(lock: Path) -> None:
    line = re.compile(r"[a-z0-9._-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|\s*#.*")
    wrong = [text for text in lock.read_text().splitlines() if not line.fullmatch(text)]
    assert not wrong


def test_the_tests_run_on_the_versions_that_the_product_runs_on() -> None:
    pins = {
        lock.stem: {text for text in lock.read_text().splitlines() if re.match(r"[a-z0-9]", text)}
        for lock in LOCKS
    }
    assert pins["run"] <= pins["test"]
