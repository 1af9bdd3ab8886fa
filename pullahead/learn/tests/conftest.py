"""The clock of this room's stories."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pullahead.base.services import move_clock
from pullahead.base.write import write
from pullahead.learn import queries
from pullahead.learn.tests.factories import NOW


@pytest.fixture
def floor(db: None) -> None:
    """An empty database on the fifth of May."""
    queries._model.cache_clear()  # tests use the same ids again
    with write():
        move_clock(offset=NOW - datetime.now(UTC))
