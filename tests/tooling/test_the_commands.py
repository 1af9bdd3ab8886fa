"""`bin/test` and the PostgreSQL launcher do what their help says."""

from __future__ import annotations

import subprocess
import sys

from tests.house.files import ROOT

PARTS = (
    "lint",
    "sqlite",
    "postgres",
    "commands",
    "browser",
    "heart",
    "everyday",
    "outages",
    "lab",
    "mutations",
)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)


def test_the_help_lists_every_part_with_a_line_of_help() -> None:
    said = _run("bin/test", "--help")
    lines = dict(
        line.split(None, 1) for line in said.stdout.partition("Parts:")[2].splitlines() if line
    )
    assert said.returncode == 0
    assert tuple(lines) == PARTS
    assert all(lines.values())


def test_the_launcher_without_a_command_says_how_to_use_it() -> None:
    said = _run("-m", "tests.postgres", "--durable")
    assert said.returncode == 2
    assert "usage:" in said.stderr
