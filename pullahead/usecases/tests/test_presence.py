"""States on the floor: entered by acts, chosen, and ended by idleness."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid
from pullahead.team.models import Person, Presence
from pullahead.usecases.floor.overview import AgentOnFloor, floor
from pullahead.usecases.settings import users
from pullahead.usecases.tests.factories import (
    START,
    admitted,
    austin,
    later,
    nothing,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work import presence, pull, take

pytestmark = pytest.mark.usefixtures("floor")


def spent(person: Person) -> list[tuple[str, str, int]]:
    """Return the recorded times: state, reason, minutes."""
    rows = Presence.objects.filter(person=person).order_by("from_at")
    return [
        (row.state, row.reason, round((row.to_at - row.from_at).total_seconds() / 60))
        for row in rows
    ]


def shown(viewer: Person, person: Person) -> AgentOnFloor:
    """Return a person as the floor shows them."""
    return next(one for one in floor(viewer=viewer).people if one.id == person.pk)


def test_a_day_is_recorded_by_its_acts(ana: Person, lee: Person) -> None:
    for n in (100, 101):
        admitted(f"Lead {n}", austin(n))
    presence.signed_in(person_id=ana.pk)
    later(minutes=3)
    settle(ana, pulled(ana))
    hand = pulled(ana)  # one lead follows another: one time with a lead
    with pytest.raises(Conflict):
        presence.choose(agent_id=ana.pk, state="break", reason="Lunch")
    later(minutes=4)
    settle(ana, hand)
    presence.wrap_up(agent_id=ana.pk)
    later(minutes=2)
    presence.choose(agent_id=ana.pk, state="break", reason="Lunch")
    assert (shown(lee, ana).state_words, Person.objects.get(pk=ana.pk).break_since is None) == (
        "Break: Lunch",
        False,
    )
    later(minutes=30)
    nothing(ana)
    assert Person.objects.get(pk=ana.pk).break_since is None
    later(minutes=1)
    users.send_home(person_id=ana.pk, by=lee)
    assert spent(ana) == [
        ("available", "", 3),
        ("claim", "", 4),
        ("wrap_up", "", 2),
        ("break", "Lunch", 30),
        ("available", "", 1),
    ]
    assert Person.objects.get(pk=ana.pk).presence == "away"


def test_who_leaves_the_page_is_away_since_then(ana: Person) -> None:
    presence.signed_in(person_id=ana.pk)
    later(minutes=5)
    presence.page_is_open(Person.objects.get(pk=ana.pk))
    later(minutes=9)
    assert presence.end_idle() == 0
    later(minutes=2)
    assert presence.end_idle() == 1
    assert presence.end_idle() == 0
    assert spent(ana) == [("available", "", 5)]
    presence.signed_in(person_id=ana.pk)
    assert spent(ana)[1:] == [("away", "", 11)]


def test_the_end_of_a_claim_is_recorded_when_it_happened(
    ana: Person, bo: Person, lee: Person
) -> None:
    admitted()
    first = pulled(ana)
    later(minutes=1)
    settle(ana, first)
    later(minutes=2)
    assert (shown(lee, ana).state, shown(lee, ana).state_since) == ("available", None)
    presence.end_idle()
    now = Person.objects.get(pk=ana.pk)
    assert now.presence_since is not None
    assert (now.presence, round((clock.now() - now.presence_since).total_seconds() / 60)) == (
        "available",
        2,
    )
    admitted("Ben Ode", austin(101))
    pulled(bo)
    assert shown(lee, bo).state_words == "With a lead"
    later(minutes=8)
    pull.requeue_due()
    presence.end_idle()
    assert (Person.objects.get(pk=bo.pk).presence, spent(bo)) == ("away", [("claim", "", 5)])


def test_a_take_is_time_with_a_lead_and_only_known_states_are_chosen(ana: Person) -> None:
    lead = admitted()
    take.take(lead_id=lead, agent_id=ana.pk, ground="called_in")
    assert Person.objects.get(pk=ana.pk).presence == "claim"
    for state, reason in (("claim", ""), ("asleep", ""), ("break", "Nap")):
        with pytest.raises(Invalid):
            presence.choose(agent_id=ana.pk, state=state, reason=reason)


def test_a_clock_that_is_set_back_records_no_negative_time(ana: Person) -> None:
    presence.signed_in(person_id=ana.pk)
    set_clock(START - timedelta(hours=1))
    presence.choose(agent_id=ana.pk, state="away")
    assert spent(ana) == []
