"""Fixtures of whole installations: one without tables, one just migrated.

A test that uses one is marked `commands`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installations import DatabaseServer, Installation, installation


@pytest.fixture(scope="session")
def database_server(tmp_path_factory: pytest.TempPathFactory) -> DatabaseServer:
    return DatabaseServer(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def template(
    database_server: DatabaseServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the name of a migrated database without connections."""
    name, url = database_server.empty()
    with installation(database_server, name, url, tmp_path_factory.mktemp("template")) as made:
        made.done("migrate")
        yield name


@pytest.fixture
def fresh(database_server: DatabaseServer, tmp_path: Path) -> Iterator[Installation]:
    """Make an installation whose database has no tables yet."""
    with installation(database_server, *database_server.empty(), tmp_path) as made:
        yield made


@pytest.fixture
def laid(database_server: DatabaseServer, template: str, tmp_path: Path) -> Iterator[Installation]:
    """Make a just migrated installation."""
    with installation(database_server, *database_server.copy(template), tmp_path) as made:
        yield made
