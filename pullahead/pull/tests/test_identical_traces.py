"""Guarantee 21: the databases behave as the memory store does.

Each seed does the same acts on the memory store and on the database under test. Runs on SQLite and
PostgreSQL compare both with the memory store, and so with each other.
"""

from __future__ import annotations

import pytest

from pullahead.pull.tests.floor import Floor
from pullahead.pull.tests.grounds import MemoryGround, database_ground, memory_like, trace
from pullahead.pull.tests.invariants import broken
from pullahead.pull.tests.walks import walk

EVERY_DAY = range(3)


def leaves_identical_traces(seed: int) -> None:
    with database_ground() as ground:
        database, memory = Floor(ground), Floor(memory_like(ground))
        walk([memory, database], seed)
        assert broken(ground) == broken(memory.ground) == []
        of_memory, of_database = trace(memory.ground), trace(ground)
        for part, there in of_memory.items():
            assert there == of_database[part], f"seed {seed}: {part} differ"


@pytest.mark.slow
@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("seed", EVERY_DAY)
def test_the_same_acts_leave_identical_traces_in_memory_and_in_the_database(seed: int) -> None:
    leaves_identical_traces(seed)


@pytest.mark.heart
@pytest.mark.usefixtures("db")
def test_many_seeds_leave_identical_traces(seeds: int) -> None:
    for seed in range(len(EVERY_DAY), len(EVERY_DAY) + seeds):
        leaves_identical_traces(seed)


def test_the_same_seed_does_the_same_acts() -> None:
    first, again, other = (walk([Floor(MemoryGround())], seed) for seed in (7, 7, 8))
    assert first == again != other
