"""Fixtures of whole installations: one without tables, one just migrated.

A test that uses one is marked `commands`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import templates
from tests.installations import DatabaseServer, Installation, installation


@pytest.fixture(scope="session")
def database_server(tmp_path_factory: pytest.TempPathFactory) -> DatabaseServer:
    return DatabaseServer(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def template(database_server: DatabaseServer, templates_folder: Path) -> str:
    """Return what names a migrated database without connections."""
    if database_server.postgres:
        return templates.postgres_template(database_server.postgres, templates_folder)
    return str(templates.sqlite_template(templates_folder))


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
