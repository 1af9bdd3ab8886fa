"""Cases of the order of cards: the key, lanes, calling hours, ties."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pullahead.pull import decay, ranking
from pullahead.pull.rules import Lane
from pullahead.pull.tests.factories import ALWAYS, NEW_YORK, NOON, SAO_PAULO
from pullahead.pull.tests.floor import Floor


def the_most_valuable_of_equally_fresh_leads_comes_first(floor: Floor) -> None:
    values = [30.0, 500.0, 70.0, 200.0]
    leads = {floor.admit(value=value): value for value in values}
    got = [leads[floor.pulled(agent).lead_id] for agent in floor.agents]
    assert got == sorted(values, reverse=True)


def the_freshest_of_equally_valuable_leads_comes_first(floor: Floor) -> None:
    leads = []
    for _ in floor.agents:
        leads.append(floor.admit())
        floor.later(minutes=1)
    assert [floor.pulled(agent).lead_id for agent in floor.agents] == leads[::-1]


def the_heads_of_lanes_are_compared_not_the_lanes(floor: Floor) -> None:
    sets = (ALWAYS, NEW_YORK, SAO_PAULO, ALWAYS)
    values = (100.0, 400.0, 300.0, 200.0)
    leads = {floor.admit(value=v, windows=w): v for v, w in zip(values, sets, strict=True)}
    got = [leads[floor.pulled(agent).lead_id] for agent in floor.agents]
    assert got == [400.0, 300.0, 200.0, 100.0]


def equal_keys_go_by_id(floor: Floor) -> None:
    leads = [floor.admit() for _ in floor.agents]
    assert [floor.pulled(agent).lead_id for agent in floor.agents] == sorted(leads)


def a_lane_outside_its_calling_hours_is_left_out(floor: Floor) -> None:
    floor.now = NOON.replace(hour=12)
    best = floor.admit(value=1_000, windows=NEW_YORK)  # 7:00 there
    open_now = floor.admit(value=1, windows=SAO_PAULO)  # 9:00 there
    assert floor.pulled(floor.agents[0]).lead_id == open_now
    assert floor.pull(floor.agents[1]).reason == "nothing"
    floor.later(hours=1)
    assert floor.pulled(floor.agents[1]).lead_id == best


def a_lane_that_needs_a_skill_is_only_for_who_has_all_of_it(floor: Floor) -> None:
    spanish = floor.admit(value=900, skills="lang:es lic:US-TX")
    plain = floor.admit(value=1)
    floor.skills[floor.agents[1]] = frozenset({"lang:es"})
    floor.skills[floor.agents[2]] = frozenset({"lang:es", "lic:US-TX", "prod:solar"})
    assert floor.pulled(floor.agents[1]).lead_id == plain
    assert floor.pull(floor.agents[0], coin=0.0).reason == "nothing"
    assert floor.pulled(floor.agents[2]).lead_id == spanish


def a_callback_in_a_closed_lane_is_not_offered_to_its_owner(floor: Floor) -> None:
    lead = floor.admit(windows=SAO_PAULO)
    claim = floor.pulled(floor.agents[0])
    due = NOON.replace(hour=22, minute=55)  # 19:55 in São Paulo, which closes at 20:00
    assert floor.settle(claim.agent, claim.token, "callback", callback_at=due).kind == "settled"
    floor.now = due + timedelta(minutes=6)
    assert floor.pull(claim.agent).reason == "nothing"
    floor.now = NOON.replace(hour=22, minute=56) + timedelta(days=1)
    assert floor.pulled(claim.agent).lead_id == lead


def callbacks_come_in_the_order_of_their_time_to_their_owner_and_after_the_grace_to_all(
    floor: Floor,
) -> None:
    owner, other = floor.agents[:2]
    dues = [timedelta(minutes=m) for m in (62, 60, 61)]
    start, leads = floor.now, []
    for due in dues:
        floor.admit(value=float(due.seconds))
        claim = floor.pulled(owner)
        leads.append(claim.lead_id)
        done = floor.settle(owner, claim.token, "callback", callback_at=start + due)
        assert done.kind == "settled"
    floor.admit(value=1_000_000)  # whatever is worth more waits
    floor.now = start + timedelta(minutes=62)
    first = floor.pulled(owner)
    assert first.lead_id == leads[1]
    floor.settle(owner, first.token, "won")
    floor.now = start + timedelta(minutes=80)
    assert [floor.pulled(a).lead_id for a in (other, owner)] == [leads[2], leads[0]]


def a_round_tried_in_vain_goes_after_a_first_round_of_the_same_worth(floor: Floor) -> None:
    claim = floor.pulled_one()
    floor.settle(claim.agent, claim.token, "no_answer")
    floor.later(minutes=45)
    fresh = floor.admit()
    assert floor.pulled(floor.agents[0]).lead_id == fresh
    assert floor.pulled(floor.agents[1]).lead_id == claim.lead_id


def a_card_moves_to_the_next_piece_of_its_curve_when_its_age_comes_to_it(floor: Floor) -> None:
    lead = floor.admit(curve=decay.INQUIRY)
    young = floor.card(lead)
    assert young.rekey_at == floor.now + timedelta(minutes=3)
    floor.later(minutes=3)
    assert floor.requeue_due() == 1
    older = floor.card(lead)
    assert (older.state, older.rekey_at) == (young.state, floor.now + timedelta(minutes=57))
    assert (_lane_of(floor, lead).piece, older.lane != young.lane) == (1, True)
    worth = floor.known[lead].worth
    assert older.key == pytest.approx(ranking.key(worth, round=1, piece=1))
    floor.later(days=3)  # nobody pulled for long: both steps, or the last, at once
    floor.requeue_due()
    oldest = floor.card(lead)
    assert (_lane_of(floor, lead).piece, oldest.rekey_at) == (2, None)
    assert oldest.key == pytest.approx(ranking.key(worth, round=1, piece=2))
    assert floor.requeue_due() == 0


def a_lead_is_in_the_piece_of_its_age_after_an_attempt_and_when_they_ask_again(
    floor: Floor,
) -> None:
    floor.admit(curve=decay.LIST)
    claim = floor.pulled(floor.agents[0])
    floor.later(minutes=3)
    floor.settle(claim.agent, claim.token, "no_answer")
    worth = floor.known[claim.lead_id].worth
    assert floor.card(claim.lead_id).key == ranking.key(worth, round=2)
    floor.later(hours=13)
    floor.requeue_due()
    assert _lane_of(floor, claim.lead_id).piece == 1
    floor.ask_again(claim.lead_id)
    card = floor.card(claim.lead_id)
    assert (_lane_of(floor, claim.lead_id).piece, card.rekey_at) == (0, None)
    assert card.key == ranking.key(floor.known[claim.lead_id].worth, round=1)


def _lane_of(floor: Floor, lead: UUID) -> Lane:
    """Return the lane of a lead's card."""
    return next(lane for lane in floor.ground.lanes() if lane.id == floor.card(lead).lane)
