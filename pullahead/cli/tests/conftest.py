"""Commands run in this process, and the marks of the part `commands`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pullahead.base.transaction import write_transaction
from pullahead.cli.main import main
from pullahead.pull.services import lay_defaults

HERE = Path(__file__).parent


@pytest.fixture
def says(
    db: None,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., str]:
    """Run a command that must succeed, in a folder of its own; return its output."""
    monkeypatch.chdir(tmp_path)
    with write_transaction():
        lay_defaults()

    def call(*words: str) -> str:
        code, said = main(words), capsys.readouterr()
        assert code == 0, said.err
        return said.out.strip()

    return call


@pytest.fixture
def refusal(db: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must be refused, in this process; return its one line."""

    def call(*words: str) -> str:
        assert main(words) == 2
        said = capsys.readouterr().err.strip().splitlines()
        assert len(said) == 1
        return said[0].removeprefix("pullahead: ")

    return call


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that start processes as part of `commands`."""
    for item in items:
        name = item.path.stem if item.path.parent == HERE else ""
        if {"fresh", "laid"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.commands)
        if name == "test_migrate_and_check":
            item.add_marker(pytest.mark.migrates)
