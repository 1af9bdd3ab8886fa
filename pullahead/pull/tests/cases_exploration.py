"""Cases of exploration: a tenth of the pulls take cards that the order would leave untouched."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from pullahead.pull import selection
from pullahead.pull.tests.floor import Floor

OLDEST, LONGEST, RANDOM, BEST = 0.0, 0.05, 0.08, 0.5


def the_oldest_untouched_lead_comes_first_by_its_rule(floor: Floor) -> None:
    dull, _, _, worth_most = (floor.admit(value=v) for v in (1, 50, 70, 900))
    assert _pulled(floor, 0, OLDEST) == dull
    assert _pulled(floor, 1, BEST) == worth_most


def what_was_first_tried_longest_ago_comes_first_by_its_rule(floor: Floor) -> None:
    for _ in range(2):
        floor.admit(value=5)
        claim = floor.pulled(floor.agents[0])
        floor.settle(claim.agent, claim.token, "no_answer")
        floor.later(minutes=50)
    first, second = sorted(floor.known)
    floor.admit(value=900)
    assert _pulled(floor, 1, LONGEST) == first
    assert _pulled(floor, 2, OLDEST) not in {first, second}


def a_lead_that_was_drawn_comes_first_by_its_rule(floor: Floor) -> None:
    leads = [floor.admit(value=n + 1) for n in range(selection.DRAWN_ONE_IN)]
    sampled = [lead for lead in leads if selection.sampled(lead)]
    assert len(sampled) == 1
    assert _pulled(floor, 0, RANDOM) == sampled[0]
    assert _receipt(floor)["probability"] == 0.02
    # nothing else was sampled: the best instead, and the receipt says so
    assert _pulled(floor, 1, RANDOM) == leads[-1]
    assert _receipt(floor)["instead_of"] == "random"


def a_callback_past_its_grace_goes_ahead_of_the_reserve(floor: Floor) -> None:
    floor.admit()
    claim = floor.pulled(floor.agents[0])
    due = floor.now + timedelta(hours=1)
    floor.settle(claim.agent, claim.token, "callback", callback_at=due)
    floor.admit()
    floor.later(hours=2)
    assert _pulled(floor, 1, OLDEST) == claim.lead_id


def the_reserve_gives_nothing_back_to_who_gave_it_back(floor: Floor) -> None:
    first, second = floor.admit(), floor.admit()
    agent = floor.agents[0]
    assert _pulled(floor, 0, OLDEST) == first
    held = next(c for c in floor.ground.cards().values() if c.holder == agent)
    assert held.token is not None
    floor.release(agent, held.token)
    assert _pulled(floor, 0, OLDEST) == second


def a_receipt_keeps_the_heads_that_were_compared_the_best_first(floor: Floor) -> None:
    floor.admit(value=5, half_life_hours=4)
    best = floor.admit(value=500)
    assert _pulled(floor, 0, BEST) == best
    seen = _receipt(floor)
    scores = [key + plus for _, key, plus in seen["heads"]]
    assert len(scores) == 2
    assert scores == sorted(scores, reverse=True)
    assert [seen[name] for name in ("probability", "wait_h", "lanes_open")] == [0.9, 4, 2]
    assert seen["heads"][0][0] == seen["lane"]
    assert round(seen["key"], 4) == seen["heads"][0][1]


def _pulled(floor: Floor, agent: int, coin: float) -> UUID:
    claim = floor.pull(floor.agents[agent], coin=coin).claim
    assert claim is not None
    return claim.lead_id


def _receipt(floor: Floor) -> dict[str, Any]:
    return dict(floor.ground.receipts()[-1].seen)
