"""Cases of customers who pull: taking a named lead, interrupting, handing over, undoing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.pull.rules import CardState
from pullahead.pull.store.port import Claim
from pullahead.pull.take_rules import TakeReason
from pullahead.pull.tests.factories import NOON
from pullahead.pull.tests.floor import Floor


def _claimed(claim: Claim | str | None) -> Claim:
    assert isinstance(claim, Claim), claim
    return claim


def who_calls_in_is_taken_though_their_lead_sleeps(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(floor.agents[0], claim.token, "no_answer")
    took = floor.take(floor.agents[1], claim.lead_id, TakeReason.CALLED_IN)
    card = floor.card(claim.lead_id)
    assert (took.kind, card.state, card.holder) == ("taken", CardState.HELD, floor.agents[1])
    assert floor.kinds(claim.lead_id)[-1] == "claim.taken"


def a_lead_that_was_looked_up_is_not_taken_while_it_sleeps(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(floor.agents[0], claim.token, "no_answer")
    took = floor.take(floor.agents[1], claim.lead_id, TakeReason.LOOKED_UP)
    assert (took.kind, took.reason) == ("refused", "scheduled")


def a_ready_lead_that_was_looked_up_is_taken_with_empty_hands_only(floor: Floor) -> None:
    ready, other = floor.admit(value=5), floor.admit(value=500)
    assert floor.pulled(floor.agents[0]).lead_id == other
    full = floor.take(floor.agents[0], ready, TakeReason.LOOKED_UP)
    assert (full.kind, full.reason) == ("refused", "settle_first")
    assert floor.take(floor.agents[1], ready, TakeReason.LOOKED_UP).kind == "taken"


def a_callback_that_its_customer_calls_in_for_counts_as_kept_for_its_owner(floor: Floor) -> None:
    owner, taker = floor.agents[:2]
    claim = floor.pulled_one()
    floor.settle(owner, claim.token, "callback", callback_at=NOON + timedelta(hours=3))
    assert floor.take(taker, claim.lead_id, TakeReason.LOOKED_UP).reason == "callback_scheduled"
    assert floor.take(taker, claim.lead_id, TakeReason.CALLED_IN).kind == "taken"
    kept = [e for e in floor.ground.journal() if e.kind == "callback.kept"]
    assert [e.data["owner"] for e in kept] == [owner]


def a_held_lead_is_taken_over_only_with_the_customer_on_the_line(floor: Floor) -> None:
    holder, taker = floor.agents[:2]
    claim = floor.pulled_one()
    asked = floor.take(taker, claim.lead_id, TakeReason.CALLED_IN)
    assert (asked.kind, asked.holder) == ("held", holder)
    assert floor.take(taker, claim.lead_id, TakeReason.LOOKED_UP, over=True).kind == "held"
    assert floor.take(taker, claim.lead_id, TakeReason.CALLED_IN, over=True).kind == "taken"
    assert floor.claim(claim.token).end == "taken"
    assert floor.settle(holder, claim.token, "won").kind == "lost"
    assert floor.card(claim.lead_id).holder == taker


def taking_what_is_in_hand_returns_the_claim_in_hand(floor: Floor) -> None:
    claim = floor.pulled_one()
    again = floor.take(floor.agents[0], claim.lead_id, TakeReason.CALLED_IN)
    assert (again.kind, again.claim) == ("again", claim)


def a_parked_lead_that_walks_in_is_taken_though_it_has_no_lane(floor: Floor) -> None:
    lead = floor.admit(park="no_phone")
    assert floor.take(floor.agents[0], lead, TakeReason.WALKED_IN).kind == "taken"
    card = floor.card(lead)
    assert (card.state, card.park_reason, card.review_at) == (CardState.HELD, "", None)


def a_closed_lead_cannot_be_taken(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(floor.agents[0], claim.token, "won")
    assert floor.take(floor.agents[0], claim.lead_id, TakeReason.CALLED_IN).kind == "closed"


def a_call_interrupts_the_claim_in_hand_and_stops_its_clock(floor: Floor) -> None:
    agent = floor.agents[0]
    caller, first = floor.admit(value=1), floor.admit(value=900)
    held = floor.pulled(agent)
    floor.later(minutes=2)
    took = floor.take(agent, caller, TakeReason.CALLED_IN)
    assert (floor.card(first).slot, floor.card(caller).slot) == (2, 1)
    floor.later(minutes=3)
    assert took.claim is not None
    floor.settle(agent, took.claim.token, "won")
    back = _claimed(floor.resume(agent))
    assert (back.token, back.slot) == (held.token, 1)
    assert floor.card(first).next_at == floor.now + timedelta(minutes=3)


def a_second_interruption_is_refused(floor: Floor) -> None:
    agent = floor.agents[0]
    leads = [floor.admit() for _ in range(3)]
    first = floor.pulled(agent).lead_id
    second, third = [lead for lead in leads if lead != first]
    assert floor.take(agent, second, TakeReason.CALLED_IN).kind == "taken"
    assert floor.take(agent, third, TakeReason.CALLED_IN).reason == "two_claims"


def the_next_pull_gives_the_interrupted_claim_back(floor: Floor) -> None:
    agent = floor.agents[0]
    caller = floor.admit(value=1)
    floor.admit(value=900)
    held = floor.pulled(agent)
    took = floor.take(agent, caller, TakeReason.CALLED_IN)
    assert took.claim is not None
    floor.settle(agent, took.claim.token, "won")
    again = floor.pull(agent)
    assert again.again
    assert again.claim is not None
    assert again.claim.token == held.token


def an_interrupted_claim_keeps_a_finite_end(floor: Floor) -> None:
    agent = floor.agents[0]
    caller = floor.admit(value=1)
    first = floor.admit(value=900)
    floor.pulled(agent)
    floor.take(agent, caller, TakeReason.CALLED_IN)
    floor.later(hours=3)
    floor.requeue_due()
    assert {floor.card(lead).state for lead in (first, caller)} == {CardState.READY}


def a_live_hand_over_changes_hands_in_one_act(floor: Floor) -> None:
    handed_over_by, taker = floor.agents[:2]
    claim = floor.pulled_one()
    given = _claimed(floor.hand_over(handed_over_by, claim.token, taker))
    assert floor.card(claim.lead_id).token == given.token
    assert (given.agent, given.ground) == (taker, TakeReason.TRANSFERRED)
    assert floor.claim(claim.token).end == "handed_over"
    assert floor.settle(handed_over_by, claim.token, "won").kind == "lost"
    assert floor.settle(taker, given.token, "won").kind == "settled"


def nothing_is_handed_to_somebody_who_is_busy(floor: Floor) -> None:
    handed_over_by, taker = floor.agents[:2]
    floor.admit()
    floor.admit()
    claim = floor.pulled(handed_over_by)
    floor.pulled(taker)
    assert floor.hand_over(handed_over_by, claim.token, taker) == "busy"
    assert floor.card(claim.lead_id).holder == handed_over_by


def a_settle_is_undone_until_the_next_pull(floor: Floor) -> None:
    agent = floor.agents[0]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "no_answer", note="wrong key")
    again = _claimed(floor.undo(agent, claim.token))
    card = floor.card(claim.lead_id)
    assert (card.state, card.round, card.holder) == (CardState.HELD, 1, agent)
    assert (again.draft, again.token) == ("wrong key", card.token)
    assert again.token != claim.token
    assert floor.settle(agent, claim.token, "won").kind == "lost"
    assert floor.settle(agent, again.token, "won").kind == "settled"
    assert "claim.undone" in floor.kinds(claim.lead_id)


def a_settle_is_undone_after_the_next_pull_until_the_next_save(floor: Floor) -> None:
    agent = floor.agents[0]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "no_answer")
    floor.admit()
    floor.later(seconds=1)
    second = floor.pulled(agent)
    _claimed(floor.undo(agent, claim.token))
    card = floor.card(claim.lead_id)
    assert (card.state, card.owner, card.due_at) == (CardState.SCHEDULED, agent, floor.now)
    floor.settle(agent, second.token, "no_answer")
    third = floor.pulled(agent)
    assert third.lead_id == claim.lead_id
    floor.later(seconds=1)
    floor.settle(agent, third.token, "no_answer")
    assert floor.undo(agent, second.token) == "saved_since"


def a_closed_lead_is_open_again_when_its_final_settle_is_undone(floor: Floor) -> None:
    agent = floor.agents[0]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "won")
    floor.later(minutes=10)
    _claimed(floor.undo(agent, claim.token))
    assert floor.ground.leads()[claim.lead_id]
    assert floor.card(claim.lead_id).holder == agent


def a_final_settle_is_undone_with_a_full_hand(floor: Floor) -> None:
    agent = floor.agents[0]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "won")
    floor.admit()
    floor.later(seconds=2)
    floor.pulled(agent)
    _claimed(floor.undo(agent, claim.token))
    card = floor.card(claim.lead_id)
    assert (card.state, card.owner, card.due_at) == (CardState.SCHEDULED, agent, floor.now)


def a_final_settle_is_not_undone_later_than_that_after_the_next_save(floor: Floor) -> None:
    agent = floor.agents[0]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "won")
    floor.admit()
    floor.later(seconds=11)
    floor.settle(agent, floor.pulled(agent).token, "no_answer")
    assert floor.undo(agent, claim.token) == "saved_since"


def a_settle_whose_lead_moved_on_is_not_undone(floor: Floor) -> None:
    agent, other = floor.agents[:2]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "no_answer")
    floor.later(hours=1)
    floor.pulled(other)
    assert floor.undo(agent, claim.token) == "moved_on"


def nobody_undoes_what_somebody_else_settled(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(floor.agents[0], claim.token, "no_answer")
    with pytest.raises(KeyError):
        floor.undo(floor.agents[1], claim.token)


def an_undo_happens_once(floor: Floor) -> None:
    agent = floor.agents[0]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "no_answer")
    _claimed(floor.undo(agent, claim.token))
    assert floor.undo(agent, claim.token) == "not_settled"


def the_last_claim_is_over_when_a_team_lead_closed_the_lead_since(floor: Floor) -> None:
    agent, leader = floor.agents[:2]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "no_answer")
    floor.later(minutes=1)
    assert floor.ground.store.last_claim(claim.lead_id) is not None
    assert floor.close(claim.lead_id, actor=leader, note="twice in the list")
    assert floor.ground.store.last_claim(claim.lead_id) is None
    assert floor.undo(agent, claim.token) == "moved_on"


def an_undone_closing_leaves_the_callback_as_it_was(floor: Floor) -> None:
    agent, leader = floor.agents[:2]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "callback", callback_at=floor.now + timedelta(hours=2))
    before = floor.card(claim.lead_id)
    floor.close(claim.lead_id, actor=leader, note="wrong person")
    floor.later(minutes=1)
    assert floor.undo_closing(claim.lead_id, actor=leader)
    assert floor.card(claim.lead_id) == before
    assert floor.kinds(claim.lead_id)[-2:] == ["lead.closed", "lead.reopened"]
    floor.close(claim.lead_id, actor=leader)
    assert not floor.undo_closing(claim.lead_id, actor=leader), "one undo for each closing"


def an_undone_closing_gives_a_held_lead_to_nobody(floor: Floor) -> None:
    leader = floor.agents[1]
    claim = floor.pulled_one()
    floor.close(claim.lead_id, actor=leader, note="wrong lead")
    assert floor.undo_closing(claim.lead_id, actor=leader)
    card = floor.card(claim.lead_id)
    assert (card.state, card.holder, card.round) == (CardState.READY, None, claim.round)
    assert floor.claim(claim.token).end == "closed"


def a_callback_of_an_agent_who_left_comes_back_to_everybody(floor: Floor) -> None:
    agent, leader = floor.agents[:2]
    claim = floor.pulled_one()
    floor.settle(agent, claim.token, "callback", callback_at=floor.now + timedelta(hours=2))
    due = floor.card(claim.lead_id).due_at
    floor.close(claim.lead_id, actor=leader, note="wrong person")
    assert floor.undo_closing(claim.lead_id, actor=leader, left=frozenset({agent}))
    card = floor.card(claim.lead_id)
    assert (card.owner, card.owner_at, card.next_at) == (None, None, due)


def a_closing_is_not_undone_after_an_hour(floor: Floor) -> None:
    leader = floor.agents[1]
    lead = floor.admit()
    floor.close(lead, actor=leader, note="wrong lead")
    floor.later(minutes=61)
    assert not floor.undo_closing(lead, actor=leader)
