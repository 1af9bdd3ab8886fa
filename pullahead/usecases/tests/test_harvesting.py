"""An agent cannot read all leads by releasing them in turn, or by searching for fragments."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.conf import settings

from pullahead.base.errors import Conflict
from pullahead.team.models import Person
from pullahead.team.rules import SEARCHES_AN_HOUR
from pullahead.usecases.floor.overview import floor as see_floor
from pullahead.usecases.intake.receive import receive_all
from pullahead.usecases.leads.search import search
from pullahead.usecases.leads.search_limit import TooManySearches
from pullahead.usecases.settings import users
from pullahead.usecases.tests.factories import (
    austin,
    later,
    lead_in,
    person,
    pulled,
    settle,
    source,
)
from pullahead.usecases.work import attempts, claims, handover, take
from pullahead.usecases.work.home import ClaimView

MOST = settings.CONFIG.releases


@pytest.fixture
def leads(floor: None) -> list[UUID]:
    """Make 24 leads that can be called."""
    # One act for all, because most of these tests' time went into 24 acts.
    rows = [lead_in(f"Ben Ode {n}", austin(110 + n), f"ben{n}@example.com") for n in range(24)]
    return [one.lead_id for one in receive_all(source_id=source().pk, rows=rows)]


def _release(agent: Person, hand: ClaimView) -> None:
    claims.release(agent_id=agent.pk, token=hand.token, reason="skill")


def _call(agent: Person, hand: ClaimView) -> None:
    (phone, *_) = [one for one in hand.lead.contact_points if one.kind == "phone"]
    attempts.try_on(agent_id=agent.pk, token=hand.token, address_id=phone.id, channel="call")


def test_pulling_and_releasing_in_a_loop_shows_few_leads(ana: Person, leads: list[UUID]) -> None:
    seen, refused = [], []
    for _ in leads:
        hand = pulled(ana)
        seen.append(hand.lead.id)
        try:
            _release(ana, hand)
        except Conflict as problem:
            refused.append((problem.code, problem.status))
    assert set(refused) == {("too_many_releases", 429)}
    assert len(set(seen)) == MOST + 1
    assert seen[-1] == seen[MOST]  # the claim stays as it was


@pytest.mark.parametrize("ground", ["looked_up", "called_in", "transferred"])
def test_taking_and_releasing_in_a_loop_shows_few_leads(
    ana: Person, leads: list[UUID], ground: str
) -> None:
    seen = set()
    for lead in leads:
        try:
            took = take.take(lead_id=lead, agent_id=ana.pk, ground=ground, reason="Asked")
            assert took.hand is not None
            seen.add(lead)
            _release(ana, took.hand)
        except Conflict:
            continue
    assert MOST <= len(seen) <= MOST + 2  # two in hand at most


def test_handing_over_in_a_loop_is_no_way_around(ana: Person, leads: list[UUID]) -> None:
    there = [person(f"Colleague {n}") for n in range(MOST + 1)]
    for one in there[:MOST]:
        hand = pulled(ana)
        handover.hand_over(agent_id=ana.pk, token=hand.token, to=one.pk, brief="Look at this one")
    hand, to = pulled(ana), there[MOST].pk
    with pytest.raises(Conflict) as refused:
        handover.hand_over(agent_id=ana.pk, token=hand.token, to=to, brief="Look at this one")
    assert refused.value.code == "too_many_releases"


def test_leads_that_were_called_are_released_freely(ana: Person, leads: list[UUID]) -> None:
    for _ in range(MOST + 3):
        hand = pulled(ana)
        _call(ana, hand)
        later(seconds=10)
        _release(ana, hand)


def test_a_call_that_is_only_logged_is_no_way_around(ana: Person, leads: list[UUID]) -> None:
    for _ in range(MOST):
        hand = pulled(ana)
        _call(ana, hand)
        _release(ana, hand)
    hand = pulled(ana)
    _call(ana, hand)
    with pytest.raises(Conflict) as refused:
        _release(ana, hand)
    assert refused.value.code == "too_many_releases"


def test_after_the_cap_a_lead_is_called_settled_and_the_next_one_pulled(
    ana: Person, leads: list[UUID]
) -> None:
    for _ in range(MOST):
        _release(ana, pulled(ana))
    hand = pulled(ana)
    with pytest.raises(Conflict):
        _release(ana, hand)
    settle(ana, hand, "not_interested")
    assert pulled(ana).lead.id != hand.lead.id


def test_the_cap_ends_a_day_later_and_is_each_agents_own(
    ana: Person, bo: Person, leads: list[UUID]
) -> None:
    for _ in range(MOST):
        _release(ana, pulled(ana))
    _release(bo, pulled(bo))
    later(hours=24, minutes=1)
    _release(ana, pulled(ana))


def test_a_leader_releases_for_an_agent_and_has_no_cap(
    ana: Person, lee: Person, leads: list[UUID]
) -> None:
    for _ in range(MOST):
        _release(ana, pulled(ana))
    pulled(ana)
    assert users.send_home(person_id=ana.pk, by=lee) == 1
    for _ in range(MOST + 1):
        _release(lee, pulled(lee))


def test_the_floor_shows_more_than_five_uncalled_releases(
    ana: Person, bo: Person, lee: Person, leads: list[UUID]
) -> None:
    for _ in range(6):
        _release(ana, pulled(ana))
    for _ in range(5):
        _release(bo, pulled(bo))
    told = {one.name: (one.let_go, one.let_go_much) for one in see_floor(viewer=lee).people}
    assert (told["Ana"], told["Bo"]) == ((6, True), (5, False))


WHOLE = ["+1 512 555 0110", "(512) 555-0110", "1-512-555-0110", "5125550110", "001 512 555 0110",
         "ben0@example.com", " BEN0@Example.COM "]  # fmt: skip
FRAGMENTS = ["ben", "ode", "Ben Ode 0", "ben ode", "5550110", "0110", "12 555 0110", "ben0@",
             "ben0@exa", "ben0@example.co", "example.com", "25125550110",
             "%@example.com", "ben_@example.com", "*@*.com", "512555____", "512555%"]  # fmt: skip


@pytest.mark.parametrize("text", WHOLE)
def test_an_agent_finds_a_colleagues_lead_by_the_whole(
    ana: Person, bo: Person, leads: list[UUID], text: str
) -> None:
    assert [one.id for one in search(text=text, viewer=bo)] == [leads[0]]
    assert [one.id for one in search(text=str(leads[0]), viewer=bo)] == [leads[0]]


@pytest.mark.parametrize("text", FRAGMENTS)
def test_an_agent_finds_no_colleagues_lead_by_a_fragment(
    bo: Person, leads: list[UUID], text: str
) -> None:
    assert search(text=text, viewer=bo) == ()


def test_an_agents_own_leads_are_found_by_fragments(ana: Person, leads: list[UUID]) -> None:
    mine = pulled(ana).lead.id
    for text in ("ben", "ode ben", "ben ode"):
        assert [one.id for one in search(text=text, viewer=ana)] == [mine]


def test_leaders_and_administrators_keep_the_full_search(
    lee: Person, cy: Person, leads: list[UUID]
) -> None:
    for viewer in (lee, cy):
        assert len(search(text="ben", viewer=viewer)) == 20
        assert [one.id for one in search(text="5550110", viewer=viewer)] == [leads[0]]


def test_searches_for_others_leads_are_limited_for_each_agent(
    ana: Person, bo: Person, lee: Person, leads: list[UUID]
) -> None:
    for n in range(SEARCHES_AN_HOUR):
        search(text=f"+1 512 555 {1000 + n}", viewer=ana)
    with pytest.raises(TooManySearches) as refused:
        search(text=WHOLE[0], viewer=ana)
    assert refused.value.status == 429
    assert search(text="ben", viewer=ana) == ()  # their own are still looked for
    assert search(text=WHOLE[0], viewer=bo)
    assert search(text=WHOLE[0], viewer=lee)
    later(hours=1, minutes=1)
    assert search(text=WHOLE[0], viewer=ana)
