"""Cases of claiming, extending and releasing; the token, and acts with a lost one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.pull import rules
from pullahead.pull.rules import CardState
from pullahead.pull.tests.factories import MINUTE, NOON
from pullahead.pull.tests.floor import Floor


def an_admitted_lead_is_ready_in_the_lane_of_its_windows(floor: Floor) -> None:
    lead = floor.admit()
    card = floor.card(lead)
    assert (card.state, card.round, card.next_at) == (CardState.READY, 1, None)
    assert floor.kinds(lead) == ["card.admitted"]


def a_lead_admitted_without_a_phone_is_parked_for_its_team(floor: Floor) -> None:
    card = floor.card(floor.admit(park=rules.Park.NO_PHONE))
    assert (card.state, card.park_reason, card.team) == ("parked", "no_phone", floor.ground.team)
    assert card.review_at is not None
    assert card.lane is None


def a_pull_holds_the_card_for_five_minutes_under_a_new_token(floor: Floor) -> None:
    lead = floor.admit()
    claim = floor.pulled(floor.agents[0])
    card = floor.card(lead)
    assert (card.state, card.holder, card.token) == ("held", floor.agents[0], claim.token)
    assert card.next_at == claim.ends_at == NOON + timedelta(minutes=5)
    assert (claim.lead_id, claim.round, claim.end) == (lead, 1, "")
    assert floor.kinds(lead)[-1] == "claim.made"


def a_pull_leaves_a_receipt_that_names_its_rule(floor: Floor) -> None:
    claim = floor.pulled_one()
    receipt = floor.ground.receipts()[-1]
    assert (receipt.rule, receipt.token, receipt.lead_id) == ("best", claim.token, claim.lead_id)


def a_pull_with_nothing_to_do_says_so_and_leaves_a_receipt(floor: Floor) -> None:
    assert floor.pull(floor.agents[0]).reason == "nothing"
    assert floor.ground.receipts()[-1].rule == "none"


def a_second_pull_returns_the_claim_in_hand(floor: Floor) -> None:
    floor.admit()
    floor.admit()
    first = floor.pulled(floor.agents[0])
    again = floor.pull(floor.agents[0])
    assert (again.again, again.claim) == (True, first)
    assert floor.kinds().count("claim.made") == 1


def two_agents_never_get_the_same_lead(floor: Floor) -> None:
    for _ in floor.agents:
        floor.admit()
    leads = {floor.pulled(agent).lead_id for agent in floor.agents}
    assert len(leads) == len(floor.agents)


def somebody_who_is_disabled_gets_nothing(floor: Floor) -> None:
    floor.admit()
    floor.disable(floor.agents[0])
    assert floor.pull(floor.agents[0]).reason == "not_active"


def extending_moves_the_end_to_five_minutes_from_now(floor: Floor) -> None:
    lead = floor.admit()
    claim = floor.pulled(floor.agents[0])
    end = floor.later(minutes=3) + 5 * MINUTE
    assert floor.extend(claim.agent, claim.token) == end
    assert floor.card(lead).next_at == floor.claim(claim.token).ends_at == end


def extending_stops_half_an_hour_after_the_start(floor: Floor) -> None:
    floor.admit()
    claim = floor.pulled(floor.agents[0])
    for _ in range(7):
        floor.later(minutes=4)
        floor.extend(claim.agent, claim.token)
    assert floor.claim(claim.token).ends_at == NOON + 30 * MINUTE
    floor.now = NOON + 30 * MINUTE
    assert floor.extend(claim.agent, claim.token) is None


def a_claim_that_ended_cannot_be_extended(floor: Floor) -> None:
    lead = floor.admit()
    claim = floor.pulled(floor.agents[0])
    floor.later(minutes=5)
    before = floor.card(lead)
    assert floor.extend(claim.agent, claim.token) is None
    assert floor.card(lead) == before


def a_released_card_is_ready_for_the_others_at_once(floor: Floor) -> None:
    lead = floor.admit()
    claim = floor.pulled(floor.agents[0])
    assert floor.release(claim.agent, claim.token)
    assert floor.claim(claim.token).end == "released"
    assert floor.pulled(floor.agents[1]).lead_id == lead


def who_released_a_card_is_passed_over_until_midnight(floor: Floor) -> None:
    lead = floor.admit()
    claim = floor.pulled(floor.agents[0])
    floor.release(claim.agent, claim.token)
    assert floor.pull(claim.agent).reason == "nothing"
    floor.now = rules.next_midnight(floor.now, "UTC") - timedelta(seconds=1)
    assert floor.pull(claim.agent).reason == "nothing"
    floor.later(seconds=1)
    assert floor.pulled(claim.agent).lead_id == lead


def who_released_the_best_card_gets_the_second_best(floor: Floor) -> None:
    floor.admit(value=1_000)
    second = floor.admit(value=10)
    claim = floor.pulled(floor.agents[0])
    floor.release(claim.agent, claim.token)
    assert floor.pulled(claim.agent).lead_id == second


def a_lost_token_changes_nothing(floor: Floor) -> None:
    lead = floor.admit()
    lost = floor.pulled(floor.agents[0])
    floor.later(minutes=5)
    now_theirs = floor.pulled(floor.agents[1])
    before = floor.card(lead)
    assert before.token == now_theirs.token
    assert floor.extend(lost.agent, lost.token) is None
    assert not floor.release(lost.agent, lost.token)
    assert floor.settle(lost.agent, lost.token, "won").kind == "lost"
    assert floor.settle(lost.agent, lost.token, "no_answer").kind == "lost"
    assert floor.card(lead) == before
    assert floor.claim(now_theirs.token) == now_theirs


def the_same_person_pulling_again_does_not_revive_a_lost_token(floor: Floor) -> None:
    lead = floor.admit()
    lost = floor.pulled(floor.agents[0])
    floor.later(minutes=5)
    again = floor.pulled(floor.agents[0])
    assert again.lead_id == lead
    assert floor.settle(lost.agent, lost.token, "won").kind == "lost"
    assert floor.card(lead).token == again.token


def a_token_is_worth_nothing_to_anybody_but_its_agent(floor: Floor) -> None:
    lead = floor.admit()
    claim = floor.pulled(floor.agents[0])
    thief, before = floor.agents[1], floor.card(lead)
    assert floor.settle(thief, claim.token, "won").kind == "unknown"
    with pytest.raises(KeyError):
        floor.extend(thief, claim.token)
    with pytest.raises(KeyError):
        floor.release(thief, claim.token)
    assert floor.card(lead) == before
