"""Any act at any moment: the invariants hold after each, on all three stores.

A failure prints the shortest row of acts that breaks them; `--hypothesis-seed` replays a run.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from pullahead.pull.tests.deeds import WEIGHTS
from pullahead.pull.tests.machine import DatabaseMachine, HeartMachine

CALM = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def run(machine: type[RuleBasedStateMachine], examples: int, steps: int = 50) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=CALM,
        ),
    )


def test_every_deed_of_the_walks_is_a_rule_of_the_machine() -> None:
    rules = {n for n, f in vars(HeartMachine).items() if hasattr(f, "hypothesis_stateful_rule")}
    assert rules == set(WEIGHTS)


@pytest.mark.slow
def test_the_memory_store_keeps_every_invariant() -> None:
    run(HeartMachine, examples=60)


@pytest.mark.usefixtures("db")
def test_the_database_keeps_every_invariant() -> None:
    run(DatabaseMachine, examples=6, steps=30)


@pytest.mark.heart
def test_the_memory_store_keeps_every_invariant_over_many_seeds(seeds: int) -> None:
    run(HeartMachine, examples=10 * seeds)


@pytest.mark.heart
@pytest.mark.usefixtures("db")
def test_the_database_keeps_every_invariant_over_many_seeds(seeds: int) -> None:
    run(DatabaseMachine, examples=seeds)
