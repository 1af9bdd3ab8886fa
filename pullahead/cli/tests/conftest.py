"""Installations: one without tables, one just migrated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pullahead.base.transaction import write_transaction
from pullahead.cli.main import main
from pullahead.pull.services import lay_defaults
from tests.installations import Installation, Server, installation

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def database_server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    return Server(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def template(database_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a migrated database that nobody uses."""
    name, url = database_server.empty()
    with installation(database_server, name, url, tmp_path_factory.mktemp("template")) as made:
        made.done("migrate")
        yield name


@pytest.fixture
def fresh(database_server: Server, tmp_path: Path) -> Iterator[Installation]:
    """An installation whose database has no tables yet."""
    with installation(database_server, *database_server.empty(), tmp_path) as made:
        yield made


@pytest.fixture
def laid(database_server: Server, template: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation that was just migrated."""
    with installation(database_server, *database_server.copy(template), tmp_path) as made:
        yield made


@pytest.fixture
def says(
    db: None,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., str]:
    """What a command that must succeed prints. In this very process, in a folder of its own."""
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
    """What a command that must be refused says: one line, exit code 2. In this very process."""

    def call(*words: str) -> str:
        assert main(words) == 2
        said = capsys.readouterr().err.strip().splitlines()
        assert len(said) == 1
        return said[0].removeprefix("pullahead: ")

    return call


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts processes, or makes the demo floor, is a test of the part `commands`."""
    for item in items:
        name = item.path.stem if item.path.parent == HERE else ""
        if name == "test_demo_floor" or {"fresh", "laid"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.commands)
        if name == "test_migrate_and_check":
            item.add_marker(pytest.mark.migrates)
