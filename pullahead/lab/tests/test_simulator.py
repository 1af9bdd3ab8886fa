"""The simulator on a small floor: equal luck for every policy, and nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from pullahead.lab import draws, world
from pullahead.lab.figures import RunFigures
from pullahead.lab.policies import POLICIES
from pullahead.lab.runs import apart, play
from pullahead.lab.simulator import FloorSimulator, OpenCall

SMALL = replace(
    world.load("moderate"),
    horizon=world.Horizon(0, 1, 1),
    people=replace(world.load("moderate").people, count=2),
)


def run(policy: str, floor: world.FloorWorld = SMALL, seed: int = 1) -> RunFigures:
    return play(floor, policy, seed)


def test_a_run_is_the_same_again() -> None:
    assert run("pull-next-best") == run("pull-next-best")


def test_every_policy_meets_the_same_leads() -> None:
    first, again = (list(draws.leads(SMALL, 3)) for _ in range(2))
    assert [(one.id, one.at, one.value) for one in first] == [
        (one.id, one.at, one.value) for one in again
    ]
    assert run("push-best").leads == run("pull-lifo").leads > 50


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_each_policy_works_its_leads(name: str) -> None:
    simulator = FloorSimulator(SMALL, POLICIES[name], 1)
    found = simulator.run()
    assert found.refused == 0
    assert found.cycles > 50
    # memory holds open leads only
    assert set(simulator.store.leads) == set(simulator.store.cards)
    assert not simulator.store.journal
    assert {claim.lead_id for claim in simulator.store.claims.values()} <= set(
        simulator.store.cards
    )


@pytest.mark.lab
def test_a_run_in_a_process_of_its_own_is_the_same() -> None:
    assert apart(SMALL, "pull-fifo", 4) == run("pull-fifo", seed=4)


def test_pull_has_no_dead_leads_and_round_robin_to_all_has() -> None:
    floor = replace(SMALL, people=replace(SMALL.people, absent_share=0.6))
    assert run("pull-next-best", floor).dead == 0
    assert run("push-round-robin", floor).dead > 0


def test_first_in_first_out_is_the_engines_own_order() -> None:
    quiet = replace(SMALL, plan=world.Plan((0.0,)), callbacks=world.Callbacks(share=0.0))
    simulator = FloorSimulator(quiet, POLICIES["pull-fifo"], 2)
    called: list[tuple[datetime, int]] = []
    settle = simulator._settle

    def seen(call: OpenCall, *rest: Any) -> str:
        called.append((call.claim.started_at, call.lead.draws.number))
        return settle(call, *rest)

    simulator._settle = seen  # type: ignore[assignment]
    simulator.run()
    numbers = [number for _, number in sorted(called)]
    assert numbers == sorted(numbers)
