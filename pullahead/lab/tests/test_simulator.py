"""The simulator on a small floor: equal luck for every policy, and nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from pullahead.lab import draws, world
from pullahead.lab.customers import OpenCall
from pullahead.lab.draws import LabPerson
from pullahead.lab.figures import RunFigures
from pullahead.lab.policies import POLICIES
from pullahead.lab.runs import apart, play, play_all
from pullahead.lab.simulated_leads import SimulatorStore
from pullahead.lab.simulator import FloorSimulator
from pullahead.pull.store.port import Claim

SMALL = replace(
    world.load("moderate"),
    horizon=world.Horizon(0, 1, 1),
    people=replace(world.load("moderate").people, count=2),
)


def run(policy: str, floor: world.FloorWorld = SMALL, seed: int = 1) -> RunFigures:
    return play(floor, policy, seed)


def test_a_run_is_the_same_again() -> None:
    assert run("pull-next-best") == run("pull-next-best")


def test_records_that_a_run_does_not_keep_decide_nothing() -> None:
    policy, keeps = POLICIES["pull-next-best"], SimulatorStore(forgets=False)
    assert FloorSimulator(SMALL, policy, 1, keeps).run() == run("pull-next-best")
    assert keeps.receipts
    assert keeps.journal


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


def test_the_engines_gate_holds_back_people_at_the_limit_of_the_world() -> None:
    limited = replace(SMALL, people=replace(SMALL.people, pulls_per_hour=6))
    simulator = FloorSimulator(limited, POLICIES["pull-next-best"], 1)
    pulled: dict[int, list[float]] = {}
    call = simulator._call

    def seen(person: LabPerson, claim: Claim, at: float) -> None:
        if claim.pull_reason != "own_callback":  # returned past the limit
            pulled.setdefault(person.id, []).append(at)
        call(person, claim, at)

    simulator._call = seen  # type: ignore[method-assign]
    found = simulator.run()
    hours = [
        sum(at <= one < at + 59.9 for one in every) for every in pulled.values() for at in every
    ]
    assert max(hours) == 6  # the limit is reached, and never passed
    assert found.attempts < run("pull-next-best").attempts


def test_each_seed_plays_another_draw_of_a_fit_and_all_policies_the_same() -> None:
    tiny = replace(SMALL, people=replace(SMALL.people, count=1))
    worlds = [tiny, replace(tiny, arrivals=replace(tiny.arrivals, load=0.5))]
    chosen = [POLICIES["pull-fifo"], POLICIES["pull-lifo"]]
    found = {(one.policy, one.seed): one for one in play_all(worlds, chosen, [2, 3], processes=1)}
    for name in ("pull-fifo", "pull-lifo"):
        assert found[name, 2] == play(worlds[0], name, 2)
        assert found[name, 3] == play(worlds[1], name, 3)
