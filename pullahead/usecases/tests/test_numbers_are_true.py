"""Counts on the pages match the stored rows: today, the floor, and the reasons for no lead."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Lead
from pullahead.pull import card_queries, models
from pullahead.team.models import Person
from pullahead.usecases.floor import health
from pullahead.usecases.floor.overview import floor as floor_of
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.tests.factories import (
    START,
    admitted,
    austin,
    callback_settled,
    later,
    london,
    nothing,
    person,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work import claims, home, pull

pytestmark = [pytest.mark.usefixtures("floor"), pytest.mark.wide]


def pulled_to_the_end(agents: list[Person]) -> int:
    """Return the number of leads that agents can pull, by pulling and closing all of them."""
    count = 0
    for agent in agents:
        while (claim := pull.next_lead(agent_id=agent.pk).claim) is not None:
            settle(agent, claim, "not_interested")
            count += 1
    return count


def busy_floor(seed: int, agents: list[Person]) -> None:
    """Make leads in every state, at random."""
    chance = random.Random(seed)
    for n in range(30):
        phones = [austin(100 + n), london(n), f"+8131234{5600 + n}"]
        admitted(f"Lead {n}", chance.choice(phones))
    for _ in range(25):
        agent = chance.choice(agents)
        claim = pull.next_lead(agent_id=agent.pk).claim
        if claim is None:
            continue
        match chance.randrange(6):
            case 0:
                settle(agent, claim, "no_answer")
            case 1:
                settle(agent, claim, "dropped")
            case 2:
                callback_settled(agent, claim, minutes=chance.choice([10, 60, 120]))
            case 3:
                claims.release(agent_id=agent.pk, token=claim.token, reason="skill")
            case 4:
                settle(agent, claim, "won")
        later(minutes=chance.choice([0, 1, 4]))
    later(minutes=chance.choice([0, 6, 50]))


@pytest.mark.parametrize("seed", range(8))
def test_what_today_says_can_be_called_is_what_can_be_had(
    seed: int, ana: Person, bo: Person
) -> None:
    busy_floor(seed, [ana, bo])
    hand = claims.current_claim(agent_id=ana.pk)
    if hand is not None:
        settle(ana, hand, "won")
    other = claims.current_claim(agent_id=bo.pk)
    if other is not None:
        settle(bo, other, "won")
    said = home.today(agent_id=ana.pk)
    now = clock.now()
    mine = models.CardRow.objects.filter(owner=ana, owner_at__lte=now, next_at__gt=now)
    assert said.callbacks_due == mine.count()

    assert pulled_to_the_end([ana]) == said.callable_now + said.callbacks_due
    left = home.today(agent_id=ana.pk)
    assert (left.callable_now, left.callbacks_due, left.freshest_at) == (0, 0, None)
    assert left.reasons == nothing(ana)


@pytest.mark.parametrize("seed", range(8))
def test_the_floor_counts_what_is_there(seed: int, ana: Person, bo: Person, lee: Person) -> None:
    busy_floor(seed, [ana, bo])
    admitted("No Phone", email="no@example.com")
    now = clock.now()
    said = floor_of(viewer=lee)

    states: Counter[str] = Counter()
    for card in models.CardRow.objects.all():
        due = card.next_at is not None and card.next_at <= now
        states["ready" if due else card.state] += 1
    assert (said.ready, said.held, said.scheduled) == (
        states["ready"],
        states["held"],
        states["scheduled"],
    )
    assert said.parked_total == states["parked"] == len(said.parked)
    assert sum(states.values()) == Lead.objects.filter(closed_at=None).count()
    assert said.settled_today == models.ClaimRow.objects.filter(end="settled").count()
    assert said.unreachable == 0
    for who in said.people:
        hand = claims.current_claim(agent_id=who.id)
        assert who.lead_id == (hand.lead.id if hand else None)
        assert (who.since, who.until) == ((hand.started_at, hand.ends_at) if hand else (None, None))
        mine = models.CardRow.objects.filter(owner_id=who.id)
        assert who.callbacks == mine.count()


def test_before_the_first_pull_of_a_day_what_is_due_counts_as_ready(
    ana: Person, bo: Person, lee: Person
) -> None:
    admitted()
    settle(ana, pulled(ana))
    admitted("Bo Reis", austin(102))
    pulled(bo)
    set_clock(START + timedelta(days=1))

    said = home.today(agent_id=ana.pk)
    seen = floor_of(viewer=lee)

    assert (said.callable_now, said.reasons, said.next_at) == (2, (), None)
    assert (seen.ready, seen.callable_now, seen.scheduled, seen.held) == (2, 2, 0, 0)
    assert all(who.lead_id is None for who in seen.people)


def test_the_freshest_is_the_one_that_asked_last(ana: Person) -> None:
    admitted("Old Roe", austin(101), received_at="2026-05-05T09:00:00Z")
    admitted("New Roe", austin(102), received_at="2026-05-05T14:59:20Z")
    admitted("Far Roe", "+81312345678", received_at="2026-05-05T14:59:59Z")

    said = home.today(agent_id=ana.pk)

    assert said.callable_now == 2
    assert said.freshest_at == START - timedelta(seconds=40)


def test_settled_today_begins_at_midnight_of_the_agent() -> None:
    eva = person("Eva", zone="Asia/Tokyo")  # midnight there is 15:00 in UTC
    set_clock(START - timedelta(minutes=2))
    admitted("Bo Reis", austin(101))
    settle(eva, pulled(eva))
    assert home.today(agent_id=eva.pk).settled_today == 1

    set_clock(START)
    assert home.today(agent_id=eva.pk).settled_today == 0
    admitted("Cora Diaz", london(7))
    settle(eva, pulled(eva))
    assert home.today(agent_id=eva.pk).settled_today == 1


def test_a_leaders_closing_is_nobodys_settle(lee: Person) -> None:
    lifecycle.close(lead_id=admitted(), disposition="duplicate", note="known", by=lee)

    seen = floor_of(viewer=lee)
    assert seen.settled_today == 0
    assert [who.settled_today for who in seen.people] == [0]


def test_with_nothing_at_all_it_says_so(ana: Person) -> None:
    words = ("No lead is ready: each one is closed, parked or with an agent.",)
    assert nothing(ana) == words
    assert home.today(agent_id=ana.pk).reasons == words


def test_the_hour_the_sleepers_and_the_moment_are_named(ana: Person) -> None:
    admitted("Ana Lima", austin(101))
    settle(ana, pulled(ana))
    admitted("Tokyo Roe", "+81312345678")
    admitted("Kyoto Roe", "+81312345679")

    got = pull.next_lead(agent_id=ana.pk)

    # Tokyo opens at 9:00, which is midnight in UTC
    assert got.reasons == (
        "2 leads outside calling hours until 00:00 on 6 May",
        "1 lead scheduled for its next attempt at 15:45",
    )
    assert got.next_at is not None
    assert START + timedelta(minutes=45) <= got.next_at < START + timedelta(minutes=46)


def test_the_moment_named_is_the_first_at_which_there_is_something(ana: Person, bo: Person) -> None:
    admitted("Ana Lima", austin(101))
    at = callback_settled(ana, pulled(ana), hours=2)

    mine, theirs = pull.next_lead(agent_id=ana.pk), pull.next_lead(agent_id=bo.pk)

    assert mine.reasons == ("Your next callback is due at 17:00",)
    assert mine.next_at == at - timedelta(minutes=2)
    assert theirs.reasons == ("1 lead scheduled for its next attempt at 17:15",)
    assert theirs.next_at == at + timedelta(minutes=15)
    set_clock(at - timedelta(minutes=2))
    assert home.today(agent_id=ana.pk).callbacks_due == 1
    assert home.today(agent_id=ana.pk).reasons == ()
    pulled(ana)


def test_a_sleeper_that_wakes_at_night_is_named_for_the_morning(ana: Person) -> None:
    admitted(phone=london(7))
    set_clock(START.replace(hour=18, minute=50))  # 19:50 there, and the window ends at 20
    settle(ana, pulled(ana))

    got = pull.next_lead(agent_id=ana.pk)

    assert got.reasons == ("1 lead scheduled for its next attempt at 08:00 on 6 May",)
    assert got.next_at is not None
    set_clock(got.next_at)
    pulled(ana)


def test_what_somebody_else_holds_is_nothing_for_me(ana: Person, bo: Person) -> None:
    admitted()
    pulled(ana)

    assert nothing(bo) == ("No lead is ready: each one is closed, parked or with an agent.",)


def test_round_robin_is_computed_on_the_same_leads(ana: Person, bo: Person) -> None:
    assert home.today(agent_id=ana.pk).round_robin is None
    with write_transaction():
        set_setting(name="demo", value=True)
    for name in ("Cy", "Di", "Ed"):
        person(name)
    for n in range(12):
        admitted(f"Lead {n}", london(n))

    found = home.today(agent_id=ana.pk).round_robin

    # 12 leads to Ana, Bo, Cy, Di, Ed in turn: Ana gets 1, 6, 11 and Bo 2, 7, 12
    assert found is not None
    assert (found.people, found.absent, found.leads, found.dead) == (5, ("Ana", "Bo"), 12, 6)
    later(days=2)
    after = home.today(agent_id=ana.pk).round_robin
    assert after is not None
    assert (after.leads, after.dead) == (0, 0)


def test_the_health_is_told(ana: Person) -> None:
    admitted()
    assert health.readiness() == {"ok": True, "database": "ok", "unreachable": 0}
    assert not card_queries.unreachable().exists()
