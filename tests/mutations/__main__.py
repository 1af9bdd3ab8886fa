"""Run the mutations: python -m tests.mutations [NAME …]

The edits are made in a copy of the project, never in the project itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.house.files import ROOT, name, project_files
from tests.mutations.edits import MUTATIONS
from tests.mutations.mutation import Mutation
from tests.postgres import server
from tests.templates import POSTGRES_NAME

FAILED = 1  # pytest's exit code for tests that failed
TIMED_OUT = -1
SECONDS = 1800
NOTHING: Mapping[str, str] = {}


def main(names: Sequence[str]) -> int:
    """Run the mutations with these words in their names, or all; 1 if one is not detected."""
    chosen = [m for m in MUTATIONS if not names or any(word in m.name for word in names)]
    if not chosen:
        print("mutations: no name has one of these words", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder, server() as url:
        copy = Path(folder) / "project"
        _copy(copy)
        sound = _sound(chosen, copy, url)
        missed = [m.name for m in chosen if not _is_detected(m, copy, url)]
    for lost in missed:
        print(f"mutations: no test fails without {lost}", file=sys.stderr)
    print(f"{len(chosen) - len(missed)} of {len(chosen)} mutations were detected.")
    return 0 if sound and not missed else 1


def _copy(target: Path) -> None:
    for path in project_files():
        there = target / name(path)
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, there)


def _sound(chosen: Sequence[Mutation], copy: Path, url: str) -> bool:
    """Check that the tests pass without an edit, else a failure would prove nothing."""
    sound = True
    for postgres in (False, True):
        tests = sorted({m.test for m in chosen if m.postgres == postgres})
        if tests and _run(tests, copy, url if postgres else "") != 0:
            print("mutations: the tests fail without any edit; mend them first", file=sys.stderr)
            sound = False
    return sound


def _is_detected(mutation: Mutation, copy: Path, url: str) -> bool:
    started = time.monotonic()
    where = url if mutation.postgres else ""
    with _edited(mutation, copy):
        if not mutation.alters_schema:
            code = _run([mutation.test], copy, where)
        else:  # a database that was migrated before does not have the edit
            _forget_template(where)
            code = _run([mutation.test], copy, where, {"TEST_TEMPLATES": ""})
            _forget_template(where)
    verdict = "detected" if code == FAILED else f"NOT DETECTED ({code})"
    print(f"{time.monotonic() - started:6.1f} s  {verdict:12}  {mutation.name}", flush=True)
    return code == FAILED


@contextmanager
def _edited(mutation: Mutation, copy: Path) -> Iterator[None]:
    file = copy / mutation.file
    text = file.read_text(encoding="utf-8")
    if text.count(mutation.old) != 1:
        sys.exit(f"mutations: “{mutation.name}”: its old text is not once in {mutation.file}")
    file.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(text, encoding="utf-8")


def _forget_template(url: str) -> None:
    if url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {POSTGRES_NAME}")


def _run(tests: Sequence[str], copy: Path, url: str, more: Mapping[str, str] = NOTHING) -> int:
    """Run tests in the copy, on SQLite without a URL; return pytest's exit code, or TIMED_OUT."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PULLAHEAD_")}
    env |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copy)}
    env |= {"PULLAHEAD_DATABASE_URL": url} if url else {}
    env = {name: text for name, text in {**env, **more}.items() if text}
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:playwright"]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    try:
        done = subprocess.run(command, cwd=copy, env=env, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:  # a busy machine: the next one may still be judged
        return TIMED_OUT
    return done.returncode


if __name__ == "__main__":
    # The house's files must be those of this project, not of a copy
    assert ROOT.is_dir()
    raise SystemExit(main(sys.argv[1:]))
