"""One template database for all the races of a test process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.heart.databases import Databases, databases


@pytest.fixture(scope="session")
def grounds() -> Iterator[Databases]:
    """Make the databases of races: on PostgreSQL when the tests run there."""
    with databases() as made:
        yield made
