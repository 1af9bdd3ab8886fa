"""Whatever is wrong is said in one line with exit code 2, before anything is changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pullahead.cli.main import main
from tests.installations import Installation

pytestmark = pytest.mark.slow

NEEDS_TABLES = (
    ("demo",),
    ("check",),
    ("clock",),
    ("import", "x.csv", "--source", "list"),
    ("serve",),
    ("user", "add", "Ana", "--role", "agent"),
)


@pytest.mark.parametrize("words", NEEDS_TABLES, ids=" ".join)
def test_without_tables_it_says_to_migrate(fresh: Installation, words: tuple[str, ...]) -> None:
    result = fresh.run(*words)
    assert result.returncode == (1 if words == ("check",) else 2)
    assert "run “pullahead migrate” first" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_does_not_answer_is_said(laid: Installation) -> None:
    laid.url = "postgres://nobody:secret-word@127.0.0.1:1/none"
    for words in (("migrate",), ("key", "list")):
        said = laid.refused(*words)
        assert "The database cannot be used" in said
        assert "secret-word" not in said


def test_a_file_that_is_no_database_is_said(laid: Installation, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("this is no database at all\n" * 100)
    laid.url = f"sqlite:///{tmp_path}/notes.txt"
    assert "not a database" in laid.refused("migrate")
    assert (tmp_path / "notes.txt").read_text().startswith("this is no database")


def test_a_database_of_a_newer_program_is_left_alone(laid: Installation) -> None:
    laid.ask(
        "from django.db.migrations.recorder import MigrationRecorder\n"
        "from django.db import connection\n"
        "MigrationRecorder(connection).record_applied('pull', '0999_from_the_future')"
    )
    for words in (("migrate",), ("serve",)):
        assert "newer than this program" in laid.refused(*words)
    checked = laid.run("check")
    assert checked.returncode == 1
    assert "newer than this program" in checked.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PULLAHEAD_PORT", "eighty"),
        ("PULLAHEAD_PORT", "70000"),
        ("PULLAHEAD_MODE", "prod"),
        ("PULLAHEAD_TIME_ZONE", "Mars/Olympus"),
        ("PULLAHEAD_DATABASE_URL", "mysql://x/y"),
        ("PULLAHEAD_SECRET_KEY", "short"),
        ("PULLAHEAD_COLOUR", "blue"),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main(("key", "list")) == 2
    assert main(("check",)) == 1
    said = capsys.readouterr()
    assert said.err.startswith("pullahead: ")
    assert name in said.err
    assert name in said.out


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "٨٠", "9" * 5_000])
def test_a_wrong_port_is_refused(port: str) -> None:
    result = _command("serve", f"--port={port}")
    assert result.returncode == 2
    assert "is not a port" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_reader_that_goes_away_is_no_error(laid: Installation) -> None:
    command = f"{sys.executable} -m pullahead --help | true"
    result = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=laid.env(), cwd=laid.folder
    )
    assert result.stderr == ""


def test_another_projects_django_settings_are_not_used(laid: Installation) -> None:
    assert laid.done("check", DJANGO_SETTINGS_MODULE="somebody.elses") == "no problems found"


def test_help_is_told_without_starting_django() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\nfrom pullahead.cli.main import main\n"
            "try:\n    main(['--help'])\nexcept SystemExit:\n    print('django' in sys.modules)",
        ],
        capture_output=True,
        text=True,
    )
    assert told.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    "words", [["serve", "--help"], ["serve", "--port", "x"], ["user", "fly"]], ids=" ".join
)
def test_arguments_are_read_before_django_is_set_up(words: list[str]) -> None:
    code = (
        "import sys\nfrom pullahead.cli.main import main\n"
        f"try:\n    main({words})\nexcept SystemExit:\n"
        "    print('pullahead.settings' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert told.stdout.splitlines()[-1] == "False"


def _command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pullahead", *words], capture_output=True, text=True
    )
