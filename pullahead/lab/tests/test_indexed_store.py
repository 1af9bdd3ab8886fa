"""Conformance suite of the engine on the indexed store: the same answers as every other store."""

from __future__ import annotations

import pytest

from pullahead.lab.indexed_store import IndexedStore
from pullahead.pull.tests.case import Case, name
from pullahead.pull.tests.conformance import CASES
from pullahead.pull.tests.floor import Floor
from pullahead.pull.tests.grounds import MemoryGround
from pullahead.pull.tests.invariants import broken


@pytest.mark.parametrize("case", CASES, ids=name)
def test_indexed(case: Case) -> None:
    floor = Floor(MemoryGround(store=IndexedStore()))
    case(floor)
    assert broken(floor.ground) == []
