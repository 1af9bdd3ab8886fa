"""Clock of the tests of scoring."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pullahead.base.services import move_clock
from pullahead.base.transaction import write_transaction
from pullahead.scoring import queries
from pullahead.scoring.tests.factories import NOW


@pytest.fixture
def floor(db: None) -> None:
    """An empty database on the fifth of May."""
    queries._model.cache_clear()  # tests use the same ids again
    with write_transaction():
        move_clock(offset=NOW - datetime.now(UTC))
