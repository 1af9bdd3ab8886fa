"""`manage.py` and `pullahead` are one program: same commands, output and exit codes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from pullahead.cli.command_list import COMMANDS
from tests import warm
from tests.house.files import ROOT
from tests.installations import Installation

ENTRIES = {
    "manage.py": [sys.executable, str(ROOT / "manage.py")],
    "pullahead": [str(Path(sys.executable).parent / "pullahead")],
    "python -m pullahead": [sys.executable, "-m", "pullahead"],
}
FORKED = "the program, without its start"
ALIKE = (
    ("check",),
    ("migrate",),
    ("work", "--once"),
    ("check", "--deploy"),
    ("--help",),
    ("user", "add", "--help"),
    ("--version",),
    ("user", "disable", "Nobody"),
    ("import", "missing.csv", "--source", "list"),
    ("serve", "--port", "0"),
    (),
    ("fly",),
)
NAMED = (("--help",), ("--version",), ("fly",), ())


def _said(entry: str, made: Installation, words: tuple[str, ...]) -> tuple[int, str, str]:
    env = made.env(COLUMNS="80")
    if entry == FORKED:
        done = warm.run("command", *words, env=env, cwd=made.folder)
    else:
        command = [*ENTRIES[entry], *words]
        done = subprocess.run(command, cwd=made.folder, env=env, capture_output=True, text=True)
    # argparse folds the usage by the length of the program's name
    out, err = (re.sub(r"\s+", " ", text.replace(entry, "pullahead")) for text in
                (done.stdout, done.stderr))  # fmt: skip
    return done.returncode, re.sub(r"T\d\d:\d\d:\d\dZ", "T", out), err


@pytest.mark.parametrize("words", ALIKE, ids=" ".join)
def test_each_entry_says_and_returns_what_the_others_do(
    laid: Installation, words: tuple[str, ...]
) -> None:
    # Each takes seconds: every entry only for what it shows with its own name
    entries = list(ENTRIES) if words in NAMED else ["manage.py", FORKED]
    first, *others = (_said(entry, laid, words) for entry in entries)
    assert all(other == first for other in others)
    assert "Traceback" not in first[2]


def test_a_wrong_setting_is_one_line_for_djangos_commands_too(laid: Installation) -> None:
    said = laid.refused("showmigrations", PULLAHEAD_MODE="prod")
    assert "PULLAHEAD_MODE" in said


def test_a_database_that_does_not_answer_is_one_line_for_djangos_commands_too(
    laid: Installation,
) -> None:
    laid.url = "postgres://nobody:word@127.0.0.1:1/none"
    assert "The database cannot be used" in laid.refused("showmigrations")


def test_an_unknown_command_is_a_wrong_argument(laid: Installation) -> None:
    result = laid.run("fly")
    assert result.returncode == 2
    assert "fly" in result.stderr
    assert "serve" in result.stderr


def test_django_finds_every_command() -> None:
    found = get_commands()
    assert all(found[name] == "pullahead.cli" for name in COMMANDS)


@pytest.mark.django_db
def test_code_that_calls_migrate_or_check_gets_djangos_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("migrate", plan=True, run_syncdb=True, verbosity=1)
    assert "Planned operations" in capsys.readouterr().out
    call_command("check", databases=["default"])
    assert "System check identified no issues" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("migrate", "pull", "zero"), ("migrate", "--fake")])
def test_migrate_goes_forward_only(laid: Installation, words: tuple[str, ...]) -> None:
    result = laid.run(*words)
    assert result.returncode == 2
    assert "unrecognized arguments" in result.stderr
    assert laid.done("check") == "no problems found"
