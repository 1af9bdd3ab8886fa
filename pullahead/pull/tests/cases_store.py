"""Cases of the store's own guarantees, below the engine: conditional transitions, exact claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from pullahead.pull import rules
from pullahead.pull.rules import CardState
from pullahead.pull.store.port import Busy, Hold
from pullahead.pull.tests.factories import NOON, token
from pullahead.pull.tests.floor import Floor

SOON = timedelta(minutes=5)


def a_transition_from_a_state_that_has_passed_changes_nothing(floor: Floor) -> None:
    lead = floor.admit()
    ready = floor.card(lead)
    held = floor.pulled(floor.agents[0])
    store, before = floor.ground.store, floor.card(lead)
    scheduled = replace(ready, state=CardState.SCHEDULED, next_at=NOON + SOON)
    assert not floor.act(lambda: store.put(scheduled, was=ready))
    assert not floor.act(lambda: store.remove(ready))
    assert floor.card(lead) == before
    assert before.token == held.token


def a_transition_under_a_token_that_was_lost_changes_nothing(floor: Floor) -> None:
    lead = floor.admit()
    floor.pulled(floor.agents[0])
    lost = floor.card(lead)
    floor.later(minutes=5)
    floor.pulled(floor.agents[1])
    store, before = floor.ground.store, floor.card(lead)
    assert before.state == lost.state == CardState.HELD
    assert not floor.act(lambda: store.put(replace(lost, round=9), was=lost))
    assert not floor.act(lambda: store.remove(lost))
    assert floor.card(lead) == before


def a_transition_of_a_lead_that_was_closed_changes_nothing(floor: Floor) -> None:
    lead = floor.admit()
    card, store = floor.card(lead), floor.ground.store
    floor.close(lead)
    assert not floor.act(lambda: store.put(replace(card, round=2), was=card))
    assert not floor.act(lambda: store.remove(card))
    assert floor.ground.cards() == {}


def a_claim_holds_exactly_the_one_card_that_it_returns(floor: Floor) -> None:
    for _ in range(20):
        floor.admit()
    store = floor.ground.store
    offers = [(lane.id, 0.0) for lane in floor.ground.lanes()]
    hold = Hold(floor.agents[0], token(500), NOON + SOON)
    picked = floor.act(lambda: store.claim_best(hold, offers, NOON))
    assert picked is not None
    card = picked.card
    held = [c for c in floor.ground.cards().values() if c.state == CardState.HELD]
    assert held == [card]
    # without a claim's row it would count as broken
    floor.act(lambda: store.put(rules.taken_from(held[0]), was=held[0]))


def a_claim_in_lanes_that_are_not_offered_takes_nothing(floor: Floor) -> None:
    floor.admit()
    hold = Hold(floor.agents[0], token(500), NOON + SOON)
    assert floor.act(lambda: floor.ground.store.claim_best(hold, [], NOON)) is None
    assert floor.act(lambda: floor.ground.store.claim_callback(hold, [], NOON)) is None


def a_claim_where_all_is_due_but_not_taken_back_is_busy(floor: Floor) -> None:
    claim = floor.pulled_one()
    offers = [(lane.id, 0.0) for lane in floor.ground.lanes()]
    hold = Hold(floor.agents[1], token(500), claim.ends_at + SOON)
    with pytest.raises(Busy):
        floor.act(lambda: floor.ground.store.claim_best(hold, offers, claim.ends_at))


def what_is_due_comes_earliest_first_and_bounded(floor: Floor) -> None:
    for agent in floor.agents:
        floor.admit()
        floor.pulled(agent)
        floor.later(seconds=1)
    floor.later(hours=1)
    due = floor.act(lambda: floor.ground.store.due(floor.now, 3))
    ends = [c.next_at for c in due]
    assert len(due) == 3
    assert ends == sorted(ends, key=str)


def no_lead_gets_a_second_card(floor: Floor) -> None:
    lead = floor.admit()
    card = floor.card(lead)
    with pytest.raises((ValueError, IntegrityError)):
        floor.act(lambda: floor.ground.store.add([replace(card, round=2)]))
    assert floor.card(lead) == card
