"""Cases of cards that become ready again: expired claims, scheduled cards, new inquiries."""

from __future__ import annotations

from datetime import timedelta

from pullahead.pull import rules
from pullahead.pull.rules import CardState
from pullahead.pull.store.port import Claim
from pullahead.pull.tests.factories import ALWAYS, MINUTE, NEW_YORK, NOON
from pullahead.pull.tests.floor import Floor

HOUR = 60 * MINUTE


def a_claim_that_ended_is_ready_for_anybody_with_no_worker_running(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.now = claim.ends_at - timedelta(seconds=1)
    assert floor.pull(floor.agents[1]).reason == "nothing"
    floor.now = claim.ends_at
    assert floor.pulled(floor.agents[1]).lead_id == claim.lead_id
    assert (floor.claim(claim.token).end, floor.claim(claim.token).ended_at) == (
        "ended",
        claim.ends_at,
    )


def a_pull_takes_back_the_puller_own_ended_claim_by_itself(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.now = claim.ends_at
    got = floor.pull(claim.agent, requeue_due=False).claim
    assert got is not None
    assert got.lead_id == claim.lead_id
    assert got.token != claim.token


def three_claims_in_a_row_that_ended_by_themselves_park_the_lead(floor: Floor) -> None:
    lead = floor.admit()
    for ended in range(1, rules.ENDS_BEFORE_PARKED + 1):
        claim = floor.pulled(floor.agents[0])
        floor.now = claim.ends_at
        floor.requeue_due()
        assert floor.card(lead).expiries == ended
    card = floor.card(lead)
    assert (card.state, card.park_reason) == (CardState.PARKED, "ended_three_times")
    assert card.team == floor.ground.team
    assert card.review_at is not None
    assert floor.kinds(lead)[-1] == "card.parked"
    assert floor.pull(floor.agents[1]).reason == "nothing"


def a_settle_resets_the_count_of_ended_claims(floor: Floor) -> None:
    lead = floor.admit()
    for _ in range(2):
        floor.now = floor.pulled(floor.agents[0]).ends_at
        floor.requeue_due()
    claim = floor.pulled(floor.agents[0])
    floor.settle(claim.agent, claim.token, "no_answer")
    assert floor.card(lead).expiries == 0


def a_release_and_somebody_leaving_do_not_count_as_ended(floor: Floor) -> None:
    lead = floor.admit()
    first = floor.pulled(floor.agents[0])
    floor.release(first.agent, first.token)
    second = floor.pulled(floor.agents[1])
    floor.release_all(second.agent)
    assert floor.card(lead).expiries == 0


def a_sleeper_wakes_at_its_moment_and_not_before(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(claim.agent, claim.token, "no_answer")
    floor.later(minutes=44, seconds=59)
    assert floor.pull(claim.agent).reason == "nothing"
    floor.later(seconds=1)
    assert floor.pulled(claim.agent).round == 2
    assert floor.kinds(claim.lead_id)[-2:] == ["card.woken", "claim.made"]


def a_pull_does_not_say_nothing_while_a_card_is_due(floor: Floor) -> None:
    scheduled = floor.pulled_one()
    floor.settle(scheduled.agent, scheduled.token, "no_answer")
    held = floor.pulled_one()
    floor.now = held.ends_at
    assert floor.pull(floor.agents[1], requeue_due=False).reason == "busy"
    floor.requeue_due()
    assert floor.pulled(floor.agents[1]).lead_id == held.lead_id
    assert floor.pull(floor.agents[2], requeue_due=False).reason == "nothing"
    floor.later(hours=1)
    assert floor.pull(floor.agents[2], requeue_due=False).reason == "busy"


def taking_back_is_bounded_and_the_earliest_come_first(floor: Floor) -> None:
    leads = [floor.admit() for _ in floor.agents]
    taken = []
    for agent in floor.agents:
        taken.append(floor.pulled(agent).lead_id)
        floor.later(seconds=10)
    floor.later(minutes=10)
    assert floor.requeue_due(limit=3) == 3
    ready = {lead for lead in leads if floor.card(lead).state == CardState.READY}
    assert ready == set(taken[:3])
    assert floor.requeue_due(limit=3) == 1
    assert floor.requeue_due(limit=3) == 0


def _callback(floor: Floor, due_in: timedelta = HOUR) -> Claim:
    claim = floor.pulled_one()
    done = floor.settle(claim.agent, claim.token, "callback", callback_at=floor.now + due_in)
    assert done.kind == "settled"
    return claim


def a_callback_is_its_owners_from_two_minutes_before(floor: Floor) -> None:
    claim = _callback(floor)
    floor.now = NOON + HOUR - timedelta(minutes=2, seconds=1)
    assert floor.pull(claim.agent).reason == "nothing"
    floor.later(seconds=1)
    assert floor.pull(floor.agents[1]).reason == "nothing"
    kept = floor.pulled(claim.agent)
    assert (kept.lead_id, kept.pull_reason) == (claim.lead_id, "own_callback")
    assert floor.card(claim.lead_id).owner is None


def in_the_grace_a_callback_is_still_its_owners_alone(floor: Floor) -> None:
    claim = _callback(floor)
    floor.now = NOON + HOUR + rules.GRACE - timedelta(seconds=1)
    assert floor.pull(floor.agents[1]).reason == "nothing"
    assert floor.pulled(claim.agent).lead_id == claim.lead_id


def after_the_grace_a_callback_is_everybodys(floor: Floor) -> None:
    claim = _callback(floor)
    floor.now = NOON + HOUR + rules.GRACE
    got = floor.pulled(floor.agents[1])
    assert (got.lead_id, got.pull_reason) == (claim.lead_id, "callback")


def own_callbacks_come_before_everything_earliest_due_first(floor: Floor) -> None:
    later, sooner = _callback(floor, 2 * HOUR), _callback(floor, HOUR)
    floor.admit(value=1e9)
    floor.now = NOON + 2 * HOUR + 10 * MINUTE
    got = floor.pulled(sooner.agent)  # its grace is over: everybody's, ahead of every key
    assert got.lead_id in {later.lead_id, sooner.lead_id}
    floor.settle(got.agent, got.token, "won")
    second = floor.pulled(sooner.agent)
    assert {got.lead_id, second.lead_id} == {later.lead_id, sooner.lead_id}


def callbacks_past_their_grace_go_earliest_due_first_across_lanes(floor: Floor) -> None:
    due = {}
    for minutes, windows in ((90, ALWAYS), (60, NEW_YORK), (120, ALWAYS), (30, NEW_YORK)):
        lead = floor.admit(windows=windows)
        claim = floor.pulled(floor.agents[0])
        assert claim.lead_id == lead
        at = NOON + minutes * MINUTE
        floor.settle(claim.agent, claim.token, "callback", callback_at=at)
        due[lead] = at
    floor.admit(value=1e9)
    floor.disable(floor.agents[0])
    floor.now = NOON + 3 * HOUR
    order = [floor.pulled(agent).lead_id for agent in floor.agents[1:]]
    assert order == sorted(due, key=lambda lead: due[lead])[: len(order)]


def a_callback_whose_owner_leaves_is_everybodys_at_its_time(floor: Floor) -> None:
    claim = _callback(floor)
    floor.disable(claim.agent)
    card = floor.card(claim.lead_id)
    assert (card.owner, card.owner_at, card.next_at) == (None, None, NOON + HOUR)
    floor.now = NOON + HOUR - timedelta(seconds=1)
    assert floor.pull(floor.agents[1]).reason == "nothing"
    floor.later(seconds=1)
    assert floor.pulled(floor.agents[1]).lead_id == claim.lead_id


def a_callback_whose_claim_ended_keeps_its_place_among_callbacks(floor: Floor) -> None:
    claim = _callback(floor)
    floor.now = NOON + HOUR
    kept = floor.pulled(claim.agent)
    floor.admit(value=1e9)
    floor.now = kept.ends_at
    assert floor.pulled(floor.agents[1]).lead_id == claim.lead_id


def asking_again_wakes_a_sleeper_in_round_one(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(claim.agent, claim.token, "no_answer")
    floor.later(minutes=1)
    card = floor.ask_again(claim.lead_id)
    assert card is not None
    assert (card.state, card.round, card.first_at, card.next_at) == (CardState.READY, 1, None, None)
    assert floor.pulled(floor.agents[1]).round == 1


def asking_again_leaves_a_callback_a_hold_and_a_parked_card(floor: Floor) -> None:
    promised = _callback(floor)
    held = floor.pulled_one()
    parked = floor.admit(park=rules.Park.NO_PHONE)
    for lead in (promised.lead_id, held.lead_id, parked):
        before = floor.card(lead)
        after = floor.ask_again(lead)
        assert after is not None
        assert (after.state, after.token, after.next_at, after.round, after.owner) == (
            before.state,
            before.token,
            before.next_at,
            before.round,
            before.owner,
        )


def asking_again_of_a_closed_lead_finds_no_card(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(claim.agent, claim.token, "won")
    assert floor.ask_again(claim.lead_id) is None
