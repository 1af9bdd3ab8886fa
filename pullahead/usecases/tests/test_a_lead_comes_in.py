"""Intake: a row is admitted with its card, or its lead exists already."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from pullahead.base import clock
from pullahead.compliance.calling_hours import MAIL
from pullahead.leads.models import Inquiry, Lead
from pullahead.pull.card_queries import unreachable
from pullahead.pull.models import Route
from pullahead.team.models import Person
from pullahead.usecases.intake import receive as intake
from pullahead.usecases.leads import edit
from pullahead.usecases.tests.factories import (
    START,
    admitted,
    austin,
    card,
    kinds,
    later,
    lead,
    lead_in,
    london,
    pulled,
    receive,
    set_clock,
    settle,
    source,
)
from pullahead.usecases.work import attempts

pytestmark = pytest.mark.usefixtures("floor")


def test_a_new_lead_is_ready_in_the_lane_of_its_phone() -> None:
    found = card(admitted("Ana Lima", austin(101), "Ana@Example.com"))

    assert (found.state, found.round, found.next_at) == ("ready", 1, None)
    assert found.lane is not None
    assert found.lane.windows == "US@America/Chicago"
    assert found.team.name == "Sales"
    known = found.lead.addresses.values_list("kind", "value", "valid")
    assert sorted(known) == [("email", "ana@example.com", True), ("phone", austin(101), True)]
    assert kinds(found.lead_id) == ["lead.received", "card.admitted"]


def test_the_source_gets_a_route_with_the_defaults() -> None:
    admitted()

    route = Route.objects.select_related("team", "cadence").get()
    assert (route.source, route.team.name) == (source(), "Sales")
    assert (route.cadence.name, route.chance, str(route.value)) == ("fresh inquiry", 0.05, "100.00")


def test_the_same_row_of_the_same_source_is_already_here() -> None:
    first = receive("Ana Lima", austin(101), received_at="2026-05-05T10:00:00Z")
    again = receive("Ana Lima", austin(101), received_at="2026-05-05T12:00:00+02:00")

    assert (again.outcome, again.lead_id) == ("already_here", first.lead_id)
    assert Inquiry.objects.count() == 1


def test_the_same_external_id_of_the_same_person_is_already_here() -> None:
    first = receive("Ana Lima", austin(101), external_id="A-1", message="hello")
    again = receive("Ana Lima", austin(101), external_id="A-1", message="hello again")

    assert (again.outcome, again.lead_id) == ("already_here", first.lead_id)
    assert Inquiry.objects.count() == 1


def test_another_source_may_use_the_same_external_id() -> None:
    receive("Ana Lima", austin(101), external_id="A-1")
    other = receive("Bruno Reis", austin(102), external_id="A-1", of=source("fair"))

    assert other.outcome == "admitted"


def test_a_row_that_is_here_stays_so_when_its_lead_is_closed(ana: Person) -> None:
    first = receive(received_at="2026-05-05T10:00:00Z")
    settle(ana, pulled(ana), "not_interested")

    again = receive(received_at="2026-05-05T10:00:00Z")

    assert (again.outcome, again.lead_id) == ("already_here", first.lead_id)


def test_the_person_of_a_lead_closed_long_ago_is_admitted_and_linked(ana: Person) -> None:
    first = admitted()
    settle(ana, pulled(ana), "not_interested")
    later(days=31)

    second = admitted(external_id="later")

    assert lead(second).earlier_id == first
    assert card(second).state == "ready"


def test_a_household_with_one_number_is_two_leads() -> None:
    first = admitted("Ana Lima", austin(101))
    second = admitted("Bruno Reis", austin(101))

    assert first != second
    assert lead(second).earlier_id is None


def test_without_a_phone_but_with_an_e_mail_it_is_work_to_write_to_them(ana: Person) -> None:
    there = admitted(email="ana@example.com")

    found = card(there)
    assert (found.state, found.lane.windows if found.lane else "") == ("ready", MAIL)
    set_clock(clock.now().replace(hour=4))
    hand = pulled(ana)  # at any hour: nobody is woken by an e-mail
    mail = hand.lead.contact_points[0].id
    attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=mail, channel="email")
    assert settle(ana, hand, "no_answer", note="").next == "round"


def test_with_a_phone_it_keeps_that_phones_hours(ana: Person, lee: Person) -> None:
    there = admitted(email="ana@example.com")
    edit.add_phone(lead_id=there, phone=london(7), by=lee)
    found = card(there)
    assert (found.state, found.lane.windows if found.lane else "") == ("ready", "GB@Europe/London")


def test_a_phone_that_tells_no_zone_is_parked_until_its_source_tells() -> None:
    toll_free = "+18005550199"
    unknown = card(admitted("Ana Lima", toll_free))
    told = card(
        intake.receive(
            source_id=source("fair", zone="America/Denver").pk, lead=lead_in("Bo Reis", toll_free)
        ).lead_id
    )

    assert (unknown.state, unknown.park_reason) == ("parked", "no_zone")
    assert told.state == "ready"
    assert told.lane is not None
    assert told.lane.windows == "US@America/Denver"


def test_a_time_to_come_is_taken_as_now() -> None:
    found = lead(admitted(received_at="2026-05-05T19:00:00Z"))

    assert timedelta() <= found.asked_at - START < timedelta(minutes=1)
    assert found.asked_at <= clock.now()


def test_the_value_and_what_else_was_said_are_kept() -> None:
    found = lead(admitted(value="1,234.50", message="Call me\nafter six", plan="gold"))

    assert found.value == Decimal("1234.50")
    assert found.attributes == {"message": "Call me\nafter six", "plan": "gold"}
    assert found.inquiries.get().words == "Call me\nafter six"


def test_a_higher_value_stands_before_a_lower_one_of_the_same_age(ana: Person) -> None:
    admitted("Ana Lima", austin(101), value="50", received_at="2026-05-05T14:00:00Z")
    rich = admitted("Bo Reis", austin(102), value="500", received_at="2026-05-05T14:00:00Z")

    assert pulled(ana).lead.id == rich


def test_many_rows_in_one_act_are_each_told_apart() -> None:
    rows = [
        lead_in("Ana Lima", austin(101)),
        lead_in("Ana Lima", austin(101), "ana@example.com"),
        lead_in("Ana Lima", email="ana@example.com"),
        lead_in("Bruno Reis", austin(101)),
        lead_in("Ana Lima", austin(101)),
        lead_in("", london(7)),
        lead_in("Cora Diaz", london(7)),
        lead_in("Dora Ng", london(7)),
    ]

    got = intake.receive_all(source_id=source().pk, rows=rows)

    assert [g.outcome for g in got] == [
        "admitted",
        "asked_again",
        "asked_again",  # by the e-mail that the row before brought
        "admitted",
        "already_here",
        "admitted",
        "asked_again",  # a lead without a name is whoever has its number
        "admitted",  # but now it has a name
    ]
    assert len({g.lead_id for g in got}) == Lead.objects.count() == 4
    assert Inquiry.objects.count() == 7
    assert not unreachable().exists()
