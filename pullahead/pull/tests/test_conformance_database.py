"""Conformance suite on the database under test, SQLite or PostgreSQL."""

from __future__ import annotations

import pytest

from pullahead.pull.tests.case import Case, name
from pullahead.pull.tests.conformance import CASES
from pullahead.pull.tests.floor import Floor
from pullahead.pull.tests.grounds import database_ground
from pullahead.pull.tests.invariants import broken


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("case", CASES, ids=name)
def test_database(case: Case) -> None:
    with database_ground() as ground:
        floor = Floor(ground)
        case(floor)
        assert broken(floor.ground) == []
