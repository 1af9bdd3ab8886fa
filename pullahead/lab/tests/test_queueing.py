"""The simulator reproduces queues with a known answer: M/M/c, and M/M/1 with abandonment.

Each lead waits exactly as in the recursion of Kiefer and Wolfowitz (1955) on the same draws. The
mean of that recursion meets the closed form; the release run asserts this within 1 %.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from heapq import heapify, heapreplace

import pytest

from pullahead.lab import draws, world
from pullahead.lab.policies import POLICIES
from pullahead.lab.simulator import FloorSimulator

MINUTES = 6.0  # mean of a call


def floor(
    people: int, load: float, *, days: int, patience_minutes: float = 0.0
) -> world.FloorWorld:
    """Return a world with Poisson arrivals, exponential calls, and people always at work."""
    return world.FloorWorld(
        name="queue",
        title="queue",
        segments=(world.Segment("any", 1.0, (world.DecayPart(1.0, 1e12),)),),
        horizon=world.Horizon(0, days, 0),
        arrivals=world.Arrivals(leads_per_week=people * load * draws.WEEK / MINUTES),
        shifts=world.Shifts(tuple(range(7)), 0, 24, 0),
        people=world.FloorPeople(
            people,
            tempo_sd=0,
            skill_sd=0,
            absent_share=0,
            leaves_per_year=0,
            look_again_minutes=0,
        ),
        contact=world.ContactChances((1.0,), reach_sd=0, patience_hours=patience_minutes / 60),
        handling=world.Handling(contact_minutes=MINUTES, spread="exponential"),
        callbacks=world.Callbacks(share=0),
        plan=world.Plan((0.0,)),
    )


def recursion(queue: world.FloorWorld, seed: int) -> Iterator[tuple[float, float, bool]]:
    """Yield each lead's arrival, its wait until a call or until it withdraws, and which."""
    free = [0.0] * queue.people.count
    heapify(free)
    for lead in draws.leads(queue, seed):
        wait = max(free[0] - lead.at, 0.0)
        if wait > lead.patience:
            yield lead.at, lead.patience, False
            continue
        yield lead.at, wait, True
        talk = draws.attempt(lead, queue.handling).talk_minutes
        heapreplace(free, lead.at + wait + talk)


def mean_wait(people: int, load: float) -> float:
    """Return the mean wait of M/M/c in minutes (Erlang C)."""
    offered = people * load
    top = offered**people / math.factorial(people) / (1 - load)
    rest = math.fsum(offered**k / math.factorial(k) for k in range(people))
    return top / (rest + top) * MINUTES / (people * (1 - load))


def withdrawn_share(load: float, patience_minutes: float) -> float:
    """Return the share of M/M/1 with exponential patience that withdraws (Palm; Erlang A)."""
    served, leaving, arriving = 1 / MINUTES, 1 / patience_minutes, load / MINUTES
    terms, term = [1.0], 1.0
    for k in range(1, 500):
        term *= arriving / (served + (k - 1) * leaving)
        terms.append(term)
    total = math.fsum(terms)
    waiting = math.fsum((k - 1) * one for k, one in enumerate(terms) if k) / total
    return leaving * waiting / arriving


@pytest.mark.parametrize(
    ("people", "load", "patience"), [(1, 0.8, 0.0), (3, 0.7, 0.0), (1, 1.0, 12.0)]
)
def test_each_lead_waits_as_in_the_recursion(people: int, load: float, patience: float) -> None:
    queue = floor(people, load, days=1, patience_minutes=patience)
    simulator = FloorSimulator(queue, POLICIES["pull-fifo"], 5)
    simulator.run()
    leads = list(recursion(queue, 5))
    called = [wait for at, wait, yes in leads if yes and at + wait < simulator.end]
    left = [wait for at, wait, yes in leads if not yes and at + wait < simulator.end]
    assert len(called) > 100
    assert sorted(simulator.found.ended) == pytest.approx(sorted(called), abs=1e-6)
    assert simulator.found.withdrawn == len(left)


@pytest.mark.lab
@pytest.mark.parametrize(("people", "load"), [(1, 0.5), (3, 0.6)])
def test_the_mean_wait_is_that_of_erlang_c_within_1_percent(people: int, load: float) -> None:
    queue = floor(people, load, days=300)
    waits = [wait for seed in range(25) for _, wait, _ in recursion(queue, seed)]
    found = math.fsum(waits) / len(waits)
    assert found == pytest.approx(mean_wait(people, load), rel=0.01)


@pytest.mark.lab
def test_the_share_that_withdraws_is_that_of_erlang_a_within_1_percent() -> None:
    queue = floor(1, 1.0, days=250, patience_minutes=12)
    found = FloorSimulator(queue, POLICIES["pull-fifo"], 1).run()
    assert found.leads > 50_000
    assert found.withdrawn == pytest.approx(withdrawn_share(1.0, 12), rel=0.01)
