"""Cases of the gate: shift, leave, and callbacks of people on leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pullahead.pull.gate import AgentLimits, FreshThrottle, GateFacts
from pullahead.pull.rules import CardState
from pullahead.pull.tests.factories import PLAN
from pullahead.pull.tests.floor import Floor

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def off_shift_and_on_leave_nothing_is_pulled_and_the_receipt_says_why(floor: Floor) -> None:
    floor.admit()
    agent, until = floor.agents[0], floor.now + HOUR
    floor.gates[agent] = GateFacts(off_shift=True, shift_begins_at=until)
    got = floor.pull(agent)
    assert (got.claim, got.reason, got.gate.until) == (None, "off_shift", until)
    floor.gates[agent] = replace(floor.gates[agent], leave_until=until + DAY)
    got = floor.pull(agent)
    assert (got.claim, got.reason, got.gate.until) == (None, "on_leave", until + DAY)
    assert [one.seen["gate"]["reason"] for one in floor.ground.receipts()] == [
        "off_shift",
        "on_leave",
    ]
    del floor.gates[agent]
    floor.pulled(agent)


def a_shift_that_ends_during_a_claim_ends_after_it(floor: Floor) -> None:
    claim, agent = floor.pulled_one(), floor.agents[0]
    floor.gates[agent] = GateFacts(off_shift=True, shift_begins_at=floor.now + HOUR)
    again = floor.pull(agent)
    assert (again.again, again.claim) == (True, claim)
    assert floor.settle(agent, claim.token, "no_answer").kind == "settled"
    assert floor.pull(agent).reason == "off_shift"


def callbacks_and_touches_due_in_a_leave_are_anybodys_at_once(floor: Floor) -> None:
    agent, other = floor.agents[:2]
    due = floor.now + 2 * DAY  # in the leave
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "callback", callback_at=due)
    touch = floor.pulled_one()
    floor.settle(agent, touch.token, "quote_sent")
    before = floor.pulled_one()
    floor.settle(agent, before.token, "callback", callback_at=floor.now + HOUR)
    leave = [(floor.now + DAY, floor.now + 3 * DAY)]
    assert floor.free_on_leave(agent, leave) == 2
    for lead in (claim.lead_id, touch.lead_id):
        assert (floor.card(lead).owner, floor.card(lead).state) == (None, CardState.SCHEDULED)
    assert floor.card(before.lead_id).owner == agent
    assert floor.kinds(claim.lead_id)[-1] == "callback.freed"
    floor.now = due
    assert floor.pulled(other).lead_id in {claim.lead_id, touch.lead_id, before.lead_id}


def what_is_agreed_for_a_day_of_leave_is_anybodys_from_the_start(floor: Floor) -> None:
    agent, other = floor.agents[:2]
    leave = ((floor.now + DAY, floor.now + 9 * DAY),)
    for code, at in (("callback", floor.now + 2 * DAY), ("quote_sent", None)):
        claim = floor.pulled_one()
        floor.settle(agent, claim.token, code, callback_at=at, leave=leave)
        card = floor.card(claim.lead_id)
        assert (card.owner, card.next_at) == (None, floor.now + PLAN.offsets[0])
    claim = floor.pulled_one()
    due = floor.now + 2 * DAY
    floor.settle(agent, claim.token, "asked_for", callback_at=due, callback_for=other, leave=leave)
    assert floor.card(claim.lead_id).owner is None
    assert floor.claim(claim.token).next_at == due


def a_limit_still_returns_own_callbacks_that_are_due(floor: Floor) -> None:
    agent = floor.agents[0]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "callback", callback_at=floor.now + HOUR)
    floor.gates[agent] = GateFacts(limits=AgentLimits(open_work=1), open_work=1)
    floor.admit()
    got = floor.pull(agent)
    assert (got.reason, got.gate.count, got.gate.limit) == ("open_work", 1, 1)
    floor.now += HOUR
    again = floor.pulled(agent)
    assert (again.lead_id, again.pull_reason) == (claim.lead_id, "own_callback")
    floor.settle(agent, again.token, "won")
    assert floor.pull(agent).reason == "open_work"  # no due callback is left
    del floor.gates[agent]
    floor.pulled(agent)


def a_throttled_pull_takes_a_tried_lead_and_never_says_nothing_falsely(floor: Floor) -> None:
    agent, other = floor.agents[:2]
    tried = floor.admit()
    floor.settle(other, floor.pulled(other).token, "no_answer")
    floor.later(minutes=50)  # its next round is due
    fresh = [floor.admit() for _ in range(2)]
    floor.gates[agent] = GateFacts(throttle=FreshThrottle(2, 2, 9, (True,)))
    claim = floor.pulled(agent)
    assert (claim.lead_id, claim.pull_reason) == (tried, "longest")
    assert floor.ground.receipts()[-1].seen["gate"]["throttled"]
    floor.settle(agent, claim.token, "won")
    assert floor.pulled(agent).lead_id in fresh  # only fresh leads are ready
