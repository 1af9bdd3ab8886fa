"""Cases of a team lead's acts and of people leaving: park, unpark, close, release all."""

from __future__ import annotations

from pullahead.pull import rules
from pullahead.pull.rules import CardState
from pullahead.pull.tests.factories import MINUTE, NOON
from pullahead.pull.tests.floor import Floor


def parking_sets_a_lead_aside_from_any_state(floor: Floor) -> None:
    scheduled = floor.pulled_one()
    floor.settle(scheduled.agent, scheduled.token, "no_answer")
    promised = floor.pulled_one()
    due = NOON + 60 * MINUTE
    floor.settle(promised.agent, promised.token, "callback", callback_at=due)
    held = floor.pulled_one()
    ready = floor.admit()
    for lead in (scheduled.lead_id, promised.lead_id, held.lead_id, ready):
        assert floor.park(lead)
        card = floor.card(lead)
        assert (card.state, card.park_reason) == (CardState.PARKED, "by_leader")
        assert card.review_at is not None
        assert not floor.park(lead)
    assert floor.claim(held.token).end == "closed"
    assert floor.settle(held.agent, held.token, "won").kind == "lost"


def unparking_makes_a_lead_ready_with_a_clean_count(floor: Floor) -> None:
    lead = floor.admit()
    for _ in range(rules.ENDS_BEFORE_PARKED):
        floor.now = floor.pulled(floor.agents[0]).ends_at
        floor.requeue_due()
    assert floor.unpark(lead)
    card = floor.card(lead)
    assert (card.state, card.expiries, card.park_reason, card.review_at) == ("ready", 0, "", None)
    assert not floor.unpark(lead)
    assert floor.pulled(floor.agents[0]).lead_id == lead


def unparking_gives_a_lane_to_a_lead_that_had_none(floor: Floor) -> None:
    lead = floor.admit(park=rules.Park.NO_ZONE)
    assert floor.card(lead).lane is None
    floor.unpark(lead)
    assert floor.card(lead).lane is not None


def a_callback_that_was_parked_and_unparked_goes_ahead_of_every_key(floor: Floor) -> None:
    claim = floor.pulled_one()
    due = NOON + 60 * MINUTE
    floor.settle(claim.agent, claim.token, "callback", callback_at=due)
    floor.park(claim.lead_id)
    floor.now = due
    floor.unpark(claim.lead_id)
    floor.admit(value=1e9)
    assert floor.pulled(floor.agents[1]).lead_id == claim.lead_id


def only_what_is_parked_can_be_unparked(floor: Floor) -> None:
    lead = floor.admit()
    before = floor.card(lead)
    assert not floor.unpark(lead)
    assert floor.card(lead) == before


def closing_takes_the_card_and_ends_the_claim_on_it(floor: Floor) -> None:
    claim = floor.pulled_one()
    assert floor.close(claim.lead_id, actor=floor.agents[1])
    assert floor.claim(claim.token).end == "closed"
    assert claim.lead_id not in floor.ground.cards()
    assert not floor.close(claim.lead_id)
    assert floor.pull(claim.agent).reason == "nothing"


def who_leaves_gives_back_at_once_what_they_hold_and_promised(floor: Floor) -> None:
    promised = floor.pulled_one()
    due = NOON + 60 * MINUTE
    floor.settle(promised.agent, promised.token, "callback", callback_at=due)
    held = floor.pulled_one()
    assert floor.disable(held.agent) == 2
    assert floor.card(held.lead_id).state == CardState.READY
    assert floor.card(promised.lead_id).owner is None
    assert floor.claim(held.token).end == "left"
    assert floor.settle(held.agent, held.token, "won").kind == "lost"
    assert floor.pulled(floor.agents[1]).lead_id == held.lead_id


def who_was_sent_home_may_pull_again(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.release_all(claim.agent)
    assert floor.pulled(claim.agent).lead_id == claim.lead_id
    assert floor.release_all(floor.agents[2]) == 0


def a_lane_is_made_once_and_found_again(floor: Floor) -> None:
    floor.admit()
    floor.admit()
    floor.admit(half_life_hours=2)
    lanes = floor.ground.lanes()
    assert len(lanes) == 2
    assert {lane.half_life_hours for lane in lanes} == {105.6, 2}
