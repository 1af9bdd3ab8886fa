"""Cases of experiments on the order: a trial replaces the ranking, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pullahead.pull.order_rules import Ordering, OrderTrial
from pullahead.pull.tests.floor import Floor


def a_block_of_an_experiment_has_its_own_order(floor: Floor) -> None:
    first = floor.admit(value=5, half_life_hours=4)
    floor.later(minutes=1)
    best = floor.admit(value=900)
    floor.later(minutes=1)
    last = floor.admit(value=4)
    for agent, ordering, lead in (
        (0, Ordering.FIFO, first),
        (1, Ordering.LIFO, last),
    ):
        floor.trials[floor.agents[agent]] = OrderTrial(7, 3, ordering, 0.5)
        claim = floor.pulled(floor.agents[agent])
        assert (claim.lead_id, claim.pull_reason) == (lead, ordering.value)
        assert _seen(floor)["trial"] == {
            "experiment": 7,
            "block": 3,
            "ordering": ordering.value,
            "probability": 0.5,
        }
    assert floor.pulled(floor.agents[2]).lead_id == best
    assert "trial" not in _seen(floor)


def a_trial_keeps_callbacks_spot_checks_and_exclusions(floor: Floor) -> None:
    agent = floor.agents[0]
    floor.trials[agent] = OrderTrial(7, 1, Ordering.LIFO, 0.5)
    old = floor.admit(value=5)
    floor.later(minutes=1)
    new = floor.admit(value=5)
    claim = floor.pulled(agent)
    assert claim.lead_id == new
    floor.release(agent, claim.token)
    claim = floor.pulled(agent)
    assert claim.lead_id == old  # the newer one was just released
    due = floor.now + timedelta(hours=1)
    floor.settle(agent, claim.token, "callback", callback_at=due)
    floor.later(hours=2)  # past its grace it goes ahead of every order
    other = floor.agents[1]
    floor.trials[other] = floor.trials[agent]
    assert floor.pulled(other).lead_id == old
    assert _seen(floor)["instead_of"] == "lifo"


def an_order_by_urgency_only_changes_the_wait_estimate(floor: Floor) -> None:
    slow = floor.admit(value=100, half_life_hours=400)
    fast = floor.admit(value=20, half_life_hours=4)
    for agent, ordering, lead, hours in (
        (0, Ordering.URGENT, fast, 0.0833),
        (1, Ordering.PATIENT, slow, 72.0),
    ):
        floor.trials[floor.agents[agent]] = OrderTrial(7, 1, ordering, 0.5)
        assert floor.pulled(floor.agents[agent]).lead_id == lead
        assert _seen(floor)["wait_h"] == hours


def _seen(floor: Floor) -> dict[str, Any]:
    return dict(floor.ground.receipts()[-1].seen)
