"""Owner, member, stranger: which leads and details each may see."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.leads.models import Source
from pullahead.pull.models import LeadScore, Route
from pullahead.team.models import Person, Team
from pullahead.usecases.floor import overview
from pullahead.usecases.intake import receive
from pullahead.usecases.leads import detail, edit, lifecycle
from pullahead.usecases.leads.source_view import source_lead
from pullahead.usecases.settings import users
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    later,
    lead_in,
    person,
    pulled,
    set_clock,
    settle,
    source,
)
from pullahead.usecases.work import home

pytestmark = pytest.mark.usefixtures("floor")


def sees(viewer: Person, lead_id: UUID) -> bool:
    try:
        return detail.lead_detail(lead_id=lead_id, viewer=viewer).id == lead_id
    except NotFound:
        return False


@pytest.fixture
def max_(floor: None) -> Person:
    """Return the team lead of another team."""
    return person("Max", role="leader", team="West")


def test_a_ready_lead_exists_for_its_leader_and_the_administrator_only(
    ana: Person, lee: Person, max_: Person, cy: Person
) -> None:
    there = admitted()

    assert [sees(who, there) for who in (ana, lee, max_, cy)] == [False, True, False, True]


def test_an_agent_sees_what_they_hold_and_held_and_nobody_elses(ana: Person, bo: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    assert (sees(ana, there), sees(bo, there)) == (True, False)

    settle(ana, hand)
    assert (sees(ana, there), sees(bo, there)) == (True, False)
    later(hours=1)
    settle(bo, pulled(bo), "won")
    assert (sees(ana, there), sees(bo, there)) == (True, True)


def test_a_promised_lead_is_its_owners_to_see(ana: Person, bo: Person) -> None:
    there = admitted()
    callback_settled(ana, pulled(ana), hours=2)

    assert (sees(ana, there), sees(bo, there)) == (True, False)
    assert detail.lead_detail(lead_id=there, viewer=ana).state == "callback"
    assert detail.lead_detail(lead_id=there, viewer=ana).owner == "Ana"


def test_a_parked_lead_exists_for_every_leader(ana: Person, lee: Person, max_: Person) -> None:
    there = admitted(phone="+18005550199")

    assert [sees(who, there) for who in (ana, lee, max_)] == [False, True, True]
    story = detail.lead_detail(lead_id=there, viewer=max_)
    assert (story.state, story.park_reason, story.can_unpark) == ("parked", "no_zone", True)


def test_a_closed_lead_exists_for_the_leader_of_its_sources_team(
    ana: Person, bo: Person, lee: Person, max_: Person, cy: Person
) -> None:
    there = admitted()
    settle(ana, pulled(ana), "not_interested")

    seen = [sees(who, there) for who in (ana, bo, lee, max_, cy)]
    assert seen == [True, False, True, False, True]
    story = detail.lead_detail(lead_id=there, viewer=lee)
    assert (story.state, story.closed_as, story.can_close) == ("closed", "Not interested", False)


def test_a_lead_that_does_not_exist_looks_like_one_that_is_not_theirs(cy: Person) -> None:
    assert not sees(cy, uuid4())
    assert not sees(cy, UUID(int=0))


def test_a_source_with_another_team_gives_that_team_its_leads(lee: Person, max_: Person) -> None:
    fair = source("fair")
    there = receive.receive(source_id=fair.pk, lead=lead_in("Ana", austin(101))).lead_id
    Route.objects.filter(source=fair).update(team=Team.objects.get(name="West"))
    second = receive.receive(source_id=fair.pk, lead=lead_in("Bo", austin(102))).lead_id

    assert (sees(lee, there), sees(max_, there)) == (True, False)
    assert (sees(lee, second), sees(max_, second)) == (False, True)


def test_agents_never_see_money_or_chance(ana: Person, lee: Person) -> None:
    Source.objects.filter(pk=source().pk).update(cost=Decimal("12.50"))
    there = admitted(value="900.00", plan="gold")
    hand = pulled(ana)

    for seen in (hand.lead, detail.lead_detail(lead_id=there, viewer=ana)):
        assert (seen.value, seen.chance) == (None, None)
        assert [asked.cost for asked in seen.inquiries] == [None]
        assert "900" not in repr(seen)
        assert "12.5" not in repr(seen)
    led = detail.lead_detail(lead_id=there, viewer=lee)
    assert (led.value, led.chance) == (Decimal("900.00"), 0.05)
    assert [asked.cost for asked in led.inquiries] == [Decimal("12.50")]


def test_leaders_see_the_chance_that_was_learned(lee: Person) -> None:
    there = admitted()
    LeadScore.objects.create(lead_id=there, chance=0.21, version=1)
    assert detail.lead_detail(lead_id=there, viewer=lee).chance == 0.21


def test_agents_have_no_floor(ana: Person) -> None:
    with pytest.raises(NotFound):
        overview.floor(viewer=ana)


def test_a_leaders_floor_has_their_own_team_and_an_administrators_everybody(
    ana: Person, lee: Person, max_: Person, cy: Person
) -> None:
    person("Wes", team="West")

    def names(viewer: Person) -> set[str]:
        return {p.name for p in overview.floor(viewer=viewer).people}

    assert names(lee) == {"Ana", "Lee"}
    assert names(max_) == {"Max", "Wes"}
    assert names(cy) == {"Ana", "Lee", "Max", "Wes"}


def test_leaders_acts_do_not_exist_for_strangers(ana: Person, bo: Person, max_: Person) -> None:
    there = admitted()
    pulled(ana)

    for stranger in (ana, bo, max_):
        for act in (
            lambda by: lifecycle.unpark(lead_id=there, by=by),
            lambda by: lifecycle.park(lead_id=there, by=by),
            lambda by: edit.add_phone(lead_id=there, phone=austin(103), by=by),
            lambda by: edit.set_zone(lead_id=there, zone="Europe/Berlin", by=by),
            lambda by: lifecycle.close(lead_id=there, disposition="won", note="x", by=by),
        ):
            with pytest.raises(NotFound):
                act(stranger)


def test_a_source_sees_only_what_it_brought_and_never_what_became_of_it(ana: Person) -> None:
    there = admitted(value="900", phone=austin(101))
    settle(ana, pulled(ana), "busy", note="secret words")

    seen = source_lead(lead_id=there, source_id=source().pk)

    assert (seen.phone, seen.state, seen.closed_as) == (austin(101), "open", "")
    assert "secret" not in repr(seen)
    assert "Ana" not in repr(seen).replace("Ana Lima", "")
    with pytest.raises(NotFound):
        source_lead(lead_id=there, source_id=source("fair").pk)


def test_the_story_tells_what_happened_newest_first(ana: Person, bo: Person, lee: Person) -> None:
    there = admitted("Ana Lima", austin(101), message="Please call")
    settle(ana, pulled(ana), "busy", note="engaged")
    later(hours=1)
    pulled(bo)
    users.send_home(person_id=bo.pk, by=lee)
    later(minutes=1)
    settle(ana, pulled(ana), "won", note="two of them")

    story = detail.lead_detail(lead_id=there, viewer=lee)

    assert [(h.title, h.note) for h in story.timeline] == [
        ("Ana saved: Won", "two of them"),
        ("Ana pulled the lead", ""),
        ("Bo ended the shift. The lead is ready again", ""),
        ("Bo pulled the lead", ""),
        ("Ana saved: Busy, next attempt at 15:45 on 5 May", "engaged"),
        ("Ana pulled the lead", ""),
        ("Received", ""),
        ("Inquired", "Please call"),
    ]


def test_times_are_told_in_the_viewers_zone() -> None:
    eva = person("Eva", zone="Europe/Berlin")
    admitted()
    hand = pulled(eva)
    settle(eva, hand, "busy")

    story = detail.lead_detail(lead_id=hand.lead.id, viewer=eva)
    assert "next attempt at 17:45" in story.timeline[0].title


def test_a_story_takes_few_statements_however_long_it_is(
    ana: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    admitted()
    for n in range(4):
        hand = pulled(ana)
        if n < 3:
            settle(ana, hand, "dropped")
            later(days=6)
            set_clock(clock.now().replace(hour=15, minute=0))

    with django_assert_max_num_queries(2):
        assert home.current_claim(ana.pk)
