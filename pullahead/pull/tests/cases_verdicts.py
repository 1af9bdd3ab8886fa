"""Cases of checks on the picked card: do-not-call, numbers, calls in 24 hours, clock times."""

from __future__ import annotations

from datetime import timedelta

from pullahead.compliance.rules import NumberFacts, RulePackRules, RuleSet
from pullahead.pull import rules
from pullahead.pull.engine import PICKS
from pullahead.pull.rules import CardState
from pullahead.pull.tests.factories import NEW_YORK, NOON
from pullahead.pull.tests.floor import Floor


def one_who_opted_out_is_closed_though_all_else_is_busy(floor: Floor) -> None:
    floor.pulled_one()
    lead = floor.admit()
    floor.known[lead].opted_out = True
    floor.later(hours=1)  # the claim has ended, and nobody took it back
    got = floor.pull(floor.agents[1], requeue_due=False)
    assert (got.reason, got.closed) == ("busy", (lead,))
    assert not floor.ground.leads()[lead]


def an_opt_out_between_admit_and_pull_closes_the_lead(floor: Floor) -> None:
    lead = floor.admit(value=1_000)
    other = floor.admit(value=1)
    floor.known[lead].opted_out = True
    got = floor.pull(floor.agents[0])
    assert got.claim is not None
    assert got.claim.lead_id == other
    assert got.closed == (lead,)
    assert lead not in floor.ground.cards()
    assert floor.kinds(lead) == ["card.admitted", "lead.closed"]


def a_lead_without_a_valid_number_is_parked_for_its_team(floor: Floor) -> None:
    lead = floor.admit()
    floor.known[lead].numbers = ()
    assert floor.pull(floor.agents[0]).reason == "nothing"
    card = floor.card(lead)
    assert (card.state, card.park_reason) == (CardState.PARKED, "no_phone")


def three_calls_to_the_number_in_24_hours_put_the_card_to_sleep(floor: Floor) -> None:
    lead = floor.admit()
    calls = tuple(NOON - timedelta(hours=h) for h in (20, 10, 1))
    floor.known[lead].numbers = (NumberFacts("+15555550100", calls),)
    assert floor.pull(floor.agents[0]).reason == "nothing"
    card = floor.card(lead)
    assert (card.state, card.next_at) == (CardState.SCHEDULED, calls[0] + timedelta(hours=24))
    floor.now = calls[0] + timedelta(hours=24)
    assert floor.pulled(floor.agents[0]).lead_id == lead


def a_second_number_that_may_be_called_is_enough(floor: Floor) -> None:
    lead = floor.admit()
    busy = NumberFacts("+15555550100", (NOON, NOON, NOON))
    floor.known[lead].numbers = (busy, NumberFacts("+15555550101"))
    assert floor.pulled(floor.agents[0]).lead_id == lead


def a_number_called_just_now_waits_for_the_gap_of_its_pack(floor: Floor) -> None:
    lead = floor.admit()
    pack = RulePackRules("Ours", 7, "*", gap=timedelta(minutes=30))
    floor.known[lead].limits = RuleSet((pack,))
    called = NOON - timedelta(minutes=10)
    floor.known[lead].numbers = (NumberFacts("+15555550100", (called,), paced_from=called),)
    assert floor.pull(floor.agents[0]).reason == "nothing"
    card = floor.card(lead)
    assert (card.state, card.next_at) == (CardState.SCHEDULED, NOON + timedelta(minutes=20))
    said = [e.data for e in floor.ground.journal() if e.kind == "card.deferred"][-1]
    assert (said["rule"], said["origin"]) == ("called_just_now", "Ours v7")
    floor.later(minutes=20)
    assert floor.pulled(floor.agents[0]).lead_id == lead


def a_lead_whose_numbers_are_all_on_a_list_is_parked_and_says_on_which(floor: Floor) -> None:
    lead = floor.admit()
    floor.known[lead].numbers = (NumberFacts("+15555550100", listed="national"),)
    assert floor.pull(floor.agents[0]).reason == "nothing"
    card = floor.card(lead)
    assert (card.state, card.park_reason) == (CardState.PARKED, "on_a_list")
    said = [e.data for e in floor.ground.journal() if e.kind == "card.parked"][-1]
    assert (said["rule"], said["origin"]) == ("on_a_list", "national")
    other = floor.admit()
    floor.known[other].numbers = (NumberFacts("+15555550100", listed="national", consent=True),)
    assert floor.pulled(floor.agents[0]).lead_id == other


def a_callback_that_nobody_kept_that_day_waits_for_its_clock_time(floor: Floor) -> None:
    lead = floor.admit(windows=NEW_YORK)
    floor.known[lead].zone = "America/New_York"
    claim = floor.pulled(floor.agents[0])
    due = NOON.replace(hour=20)  # 15:00 there
    floor.settle(claim.agent, claim.token, "callback", callback_at=due)
    floor.now = NOON.replace(hour=14) + timedelta(days=1)  # 9:00 there
    assert floor.pull(floor.agents[1]).reason == "nothing"
    assert floor.card(lead).next_at == due + timedelta(days=1)
    floor.now = due + timedelta(days=1)
    assert floor.pulled(floor.agents[1]).lead_id == lead


def after_five_cards_that_may_not_be_called_a_pull_commits_and_goes_on(floor: Floor) -> None:
    barred = [floor.admit(value=1_000) for _ in range(2 * PICKS + 1)]
    good = floor.admit(value=1)
    for lead in barred:
        floor.known[lead].opted_out = True
    first = floor.act(lambda: floor._pull(floor.agents[0]))
    assert (first.more, len(first.closed), first.claim) == (True, PICKS, None)
    assert floor.pulled(floor.agents[0]).lead_id == good
    assert list(floor.ground.cards()) == [good]


def a_card_set_aside_frees_the_hands_of_who_picked_it(floor: Floor) -> None:
    lead = floor.admit()
    floor.known[lead].numbers = ()
    floor.pull(floor.agents[0])
    assert floor.ground.claims() == {}
    assert floor.card(lead).holder is None
    assert floor.kinds(lead)[-1] == "card.parked"
    assert floor.card(lead).park_reason == rules.Park.NO_PHONE
