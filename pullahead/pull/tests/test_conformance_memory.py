"""Conformance suite on the memory store."""

from __future__ import annotations

import pytest

from pullahead.pull.tests.case import Case, name
from pullahead.pull.tests.conformance import CASES
from pullahead.pull.tests.floor import Floor
from pullahead.pull.tests.grounds import MemoryGround
from pullahead.pull.tests.invariants import broken


@pytest.mark.parametrize("case", CASES, ids=name)
def test_memory(case: Case) -> None:
    floor = Floor(MemoryGround())
    case(floor)
    assert broken(floor.ground) == []
