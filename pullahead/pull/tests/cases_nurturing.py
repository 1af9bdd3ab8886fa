"""Cases of nurtured leads: reached, not ready, and touched at dates until they decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from pullahead.pull.nurturing import EarlierContact
from pullahead.pull.rules import CardState, Park
from pullahead.pull.tests.factories import NEW_YORK, NOON, PLAN
from pullahead.pull.tests.floor import Floor

AGES = {"recent": timedelta(days=1), "old": timedelta(days=50)}
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def _nurtured(floor: Floor, code: str = "quote_sent", touch: int = 1) -> UUID:
    """Return a lead whose touch `touch` is scheduled for the first agent."""
    claim = floor.pulled_one()
    _settle(floor, claim.token, code)
    for _ in range(touch - 1):
        floor.now = _due(floor, claim.lead_id)
        _settle(floor, floor.pulled(floor.agents[0]).token, code)
    return claim.lead_id


def _settle(floor: Floor, token: UUID, code: str, at: datetime | None = None) -> None:
    """Settle a claim; there must be no refusal. *Later* is for three days from now."""
    claim = floor.claim(token)
    when = at or (floor.now + 3 * DAY if code == "later" else None)
    done = floor.settle(claim.agent, token, code, callback_at=when)
    assert done.kind == "settled", done


def a_lead_reached_elsewhere_begins_its_plan_at_that_contact(floor: Floor) -> None:
    first, second = PLAN.offsets[:2]
    stages = {name: EarlierContact("thinking", PLAN, NOON - ago) for name, ago in AGES.items()}
    leads = {name: floor.admit(contact=contact) for name, contact in stages.items()}
    recent, old = floor.card(leads["recent"]), floor.card(leads["old"])
    assert (recent.state, recent.round, recent.first_at) == (CardState.SCHEDULED, 1, NOON - DAY)
    assert (recent.next_at, recent.touch_at, recent.owner) == (NOON - DAY + first,) * 2 + (None,)
    # a touch that is past is due now, and the next one keeps its distance from it
    assert (old.state, old.stage, old.touch_at) == (CardState.READY, "thinking", NOON)
    claim = floor.pulled(floor.agents[0])
    assert (claim.lead_id, claim.stage, claim.round) == (leads["old"], "thinking", 1)
    _settle(floor, claim.token, "quote_sent")
    assert _due(floor, leads["old"]) == NOON - first + second
    floor.now = NOON - DAY + first
    floor.requeue_due()
    assert floor.card(leads["recent"]).state == CardState.READY
    parked = floor.card(floor.admit(contact=stages["recent"], park=Park.NO_ZONE))
    assert (parked.state, parked.next_at, parked.stage) == (CardState.PARKED, None, "thinking")


def _due(floor: Floor, lead: UUID) -> datetime:
    """Return when the lead's touch is due."""
    at = floor.card(lead).touch_at
    assert at is not None
    return at


def a_contact_begins_a_plan_of_seven_dated_touches(floor: Floor) -> None:
    lead = _nurtured(floor)
    for touch, offset in enumerate(PLAN.offsets, start=1):
        card = floor.card(lead)
        assert (card.state, card.stage, card.round) == (CardState.SCHEDULED, "quote_sent", touch)
        assert _due(floor, lead) == NOON + offset
        floor.now = _due(floor, lead)
        claim = floor.pulled(floor.agents[0])
        assert (claim.stage, claim.round, claim.pull_reason) == ("quote_sent", touch, "own_touch")
        if touch < PLAN.rounds:
            _settle(floor, claim.token, "quote_sent")
    for code in ("quote_sent", "later"):
        at = floor.now + 9 * DAY if code == "later" else None
        refused = floor.settle(claim.agent, claim.token, code, callback_at=at)
        assert refused.refusal is not None
        assert refused.refusal.code == "final_touch_required"
    _settle(floor, claim.token, "won")
    assert lead not in floor.ground.cards()


def after_the_last_touch_a_callback_is_still_allowed(floor: Floor) -> None:
    lead = _nurtured(floor, touch=PLAN.rounds)
    floor.now = _due(floor, lead)
    claim = floor.pulled(floor.agents[0])
    _settle(floor, claim.token, "callback", floor.now + 2 * HOUR)
    assert floor.card(lead).due_at == floor.now + 2 * HOUR


def the_first_two_working_hours_belong_to_the_agent_of_the_contact(floor: Floor) -> None:
    lead = _nurtured(floor)
    floor.now = _due(floor, lead) - MINUTE
    assert floor.pull(floor.agents[0]).reason == "nothing"
    floor.now = _due(floor, lead) + 2 * HOUR - MINUTE
    assert floor.pull(floor.agents[1]).reason == "nothing"
    floor.now = _due(floor, lead) + 2 * HOUR
    assert floor.pulled(floor.agents[1]).lead_id == lead


def a_touch_of_an_agent_who_left_is_everybodys_when_it_is_due(floor: Floor) -> None:
    lead = _nurtured(floor)
    floor.release_all(floor.agents[0])
    assert floor.card(lead).owner is None
    floor.now = _due(floor, lead)
    assert floor.pulled(floor.agents[1]).lead_id == lead


def no_answer_repeats_within_the_touch_and_three_tries_use_it_up(floor: Floor) -> None:
    lead, (first, second) = _nurtured(floor), floor.agents[:2]
    floor.now = _due(floor, lead)
    for tries in (1, 2):
        _settle(floor, floor.pulled(first).token, "no_answer")
        card = floor.card(lead)
        assert (card.round, card.tries, card.owner) == (1, tries, None)
        assert card.next_at is not None
        assert timedelta() < card.next_at - floor.now < DAY
        floor.now = card.next_at
    due = NOON + PLAN.offsets[1]
    away = ((due - HOUR, due + HOUR),)
    done = floor.settle(
        second, floor.pulled(second).token, "no_answer", contact_agent=first, leave=away
    )
    assert done.kind == "settled"
    card = floor.card(lead)
    assert (card.round, card.tries, card.next_at, card.owner) == (2, 0, due, None)


def a_touch_without_an_answer_leaves_the_next_one_to_the_agent_of_the_contact(
    floor: Floor,
) -> None:
    lead, (first, second) = _nurtured(floor), floor.agents[:2]
    floor.now = _due(floor, lead) + 2 * HOUR
    for _ in range(3):
        claim = floor.pulled(second)
        assert claim.lead_id == lead
        floor.settle(second, claim.token, "no_answer", contact_agent=first)
        floor.now = floor.card(lead).next_at or floor.now
    card, due = floor.card(lead), NOON + PLAN.offsets[1]
    assert (card.owner, card.owner_at, card.next_at) == (first, due, due + 2 * HOUR)


def a_callback_uses_a_touch_up_with_its_tries_but_not_more_than_there_are(floor: Floor) -> None:
    for touch in (1, PLAN.rounds):
        lead = _nurtured(floor, touch=touch)
        floor.now = _due(floor, lead)
        for _ in range(2):
            _settle(floor, floor.pulled(floor.agents[0]).token, "no_answer")
            floor.now = floor.card(lead).next_at or floor.now
        at = floor.now + 2 * HOUR
        _settle(floor, floor.pulled(floor.agents[0]).token, "callback", at)
        card = floor.card(lead)
        assert (card.round, card.tries, card.touch_at) == (min(touch + 1, PLAN.rounds), 0, at)
        floor.close(lead)


def the_third_unanswered_try_of_the_last_touch_needs_a_final_outcome(floor: Floor) -> None:
    lead = _nurtured(floor, touch=PLAN.rounds)
    floor.now = _due(floor, lead)
    for _ in range(2):
        _settle(floor, floor.pulled(floor.agents[0]).token, "no_answer")
        floor.now = floor.card(lead).next_at or floor.now
    claim = floor.pulled(floor.agents[0])
    refused = floor.settle(claim.agent, claim.token, "no_answer").refusal
    assert refused is not None
    assert refused.code == "final_touch_required"


def later_sets_the_date_and_the_plan_goes_on_from_it(floor: Floor) -> None:
    claim, at = floor.pulled_one(), NOON + 30 * DAY
    _settle(floor, claim.token, "later", at)
    assert _due(floor, claim.lead_id) == at
    floor.now = at
    _settle(floor, floor.pulled(floor.agents[0]).token, "quote_sent")
    assert _due(floor, claim.lead_id) == at + PLAN.offsets[1] - PLAN.offsets[0]


def later_needs_a_date_and_not_one_that_has_passed(floor: Floor) -> None:
    claim = floor.pulled_one()
    codes = []
    for at in (None, NOON - DAY, NOON + 4 * 365 * DAY):
        refused = floor.settle(claim.agent, claim.token, "later", callback_at=at).refusal
        codes.append(refused.code if refused else "")
    assert codes == ["later_at_required", "callback_at_past", "callback_at_too_far"]


def later_beyond_180_days_parks_until_then_and_an_inquiry_wakes_it(floor: Floor) -> None:
    claim, at = floor.pulled_one(), NOON + 181 * DAY
    _settle(floor, claim.token, "later", at)
    card = floor.card(claim.lead_id)
    assert (card.state, card.park_reason, card.review_at) == (CardState.PARKED, Park.LATER, at)
    far = card.key
    floor.unpark(claim.lead_id)
    card = floor.card(claim.lead_id)
    assert (card.state, card.touch_at, card.key < far) == (CardState.READY, NOON, True)
    _settle(floor, floor.pulled(floor.agents[0]).token, "later", at)
    floor.ask_again(claim.lead_id)
    card = floor.card(claim.lead_id)
    assert (card.state, card.stage, card.round) == (CardState.READY, "later", 2)


def an_inquiry_makes_a_touch_due_at_once_and_keeps_its_count(floor: Floor) -> None:
    lead = _nurtured(floor, touch=3)
    floor.now += DAY
    floor.ask_again(lead)
    card = floor.card(lead)
    assert (card.state, card.round, card.touch_at) == (CardState.READY, 3, floor.now)
    assert floor.pulled(floor.agents[1]).lead_id == lead


def an_inquiry_during_a_claim_leaves_the_touch_in_hand(floor: Floor) -> None:
    lead = _nurtured(floor)
    floor.now = _due(floor, lead)
    claim = floor.pulled(floor.agents[0])
    floor.ask_again(lead)
    assert floor.card(lead).token == claim.token
    assert floor.kinds(lead)[-1] == "lead.asked_again"


def a_barred_touch_waits_for_the_next_allowed_moment(floor: Floor) -> None:
    lead = floor.admit(windows=NEW_YORK)
    _settle(floor, floor.pulled(floor.agents[0]).token, "later", NOON + 2 * DAY + 13 * HOUR)
    floor.now = _due(floor, lead) + 3 * HOUR  # 02:00 in New York
    assert floor.pull(floor.agents[0]).reason == "nothing"
    floor.now = NOON + 3 * DAY - 2 * HOUR  # 08:00 in New York
    assert floor.pulled(floor.agents[0]).lead_id == lead


def an_undone_nurturing_settle_brings_the_lead_back_as_it_was(floor: Floor) -> None:
    lead = _nurtured(floor, touch=2)
    floor.now = _due(floor, lead)
    claim = floor.pulled(floor.agents[0])
    held = floor.card(lead)
    _settle(floor, claim.token, "later")
    floor.undo(floor.agents[0], claim.token)
    back = floor.card(lead)
    same = replace(back, token=held.token, next_at=held.next_at, lane=held.lane)
    assert same == held


def every_outcome_of_every_touch_leaves_a_reachable_lead(floor: Floor) -> None:
    codes = ("quote_sent", "later", "no_answer", "dropped", "callback", "wrong_number", "won")
    for touch in range(1, PLAN.rounds + 1):
        for code in codes:
            lead = _nurtured(floor, touch=touch)
            floor.now = _due(floor, lead)
            claim = floor.pulled(floor.agents[0])
            at = floor.now + HOUR if code == "callback" else None
            if code == "later":
                at = floor.now + 4 * DAY
            last = touch == PLAN.rounds and code in {"quote_sent", "later"}
            done = floor.settle(claim.agent, claim.token, code, callback_at=at)
            assert done.kind == ("refused" if last else "settled"), (touch, code)
            if last:
                _settle(floor, claim.token, "won")
            card = floor.ground.cards().get(lead)
            assert (card is None) == (last or code in {"won", "wrong_number"})
            if card is not None:
                floor.close(lead)
