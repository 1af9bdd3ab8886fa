"""The person of an open lead asks again: one more inquiry, never a second open lead."""

from __future__ import annotations

import pytest

from pullahead.base import clock
from pullahead.desk import care, work
from pullahead.desk.tests.factories import (
    admitted,
    austin,
    card,
    kinds,
    later,
    lead,
    london,
    promised,
    pulled,
    receive,
    settle,
)
from pullahead.leads.models import Inquiry, Lead
from pullahead.team.models import Person

pytestmark = pytest.mark.usefixtures("floor")


def ask_again(name: str = "Ana Lima", phone: str = "", email: str = "") -> None:
    """The same person, with other words."""
    count = str(Inquiry.objects.count())
    assert receive(name, phone, email, external_id=f"again {count}").outcome == "asked_again"
    assert Lead.objects.filter(closed_at=None).count() == 1


def test_a_ready_lead_stays_ready_and_counts_as_fresh_again() -> None:
    there = admitted(received_at="2026-05-01T10:00:00Z")
    before = card(there).key

    ask_again()

    assert card(there).state == "ready"
    assert card(there).key > before
    assert lead(there).asked_at > clock.now().replace(hour=14)
    assert "lead.asked_again" in kinds(there)


def test_an_old_inquiry_that_comes_late_makes_nothing_fresher() -> None:
    there = admitted(received_at="2026-05-05T10:00:00Z")
    before = lead(there).asked_at

    receive(received_at="2017-06-14T12:34:34-03:00")

    assert lead(there).asked_at == before
    assert lead(there).inquiries.count() == 2


def test_a_sleeper_is_ready_in_round_one(ana: Person) -> None:
    there = admitted()
    settle(ana, pulled(ana), "no_answer")
    assert (card(there).state, card(there).round) == ("asleep", 2)

    ask_again()

    found = card(there)
    assert (found.state, found.round, found.first_at, found.wake_at) == ("ready", 1, None, None)
    assert pulled(ana).why.startswith("Asked again 0 s ago")


def test_its_holder_is_told_and_keeps_it(ana: Person) -> None:
    there = admitted(received_at="2026-05-05T14:00:00Z")
    hand = pulled(ana)
    later(minutes=1)

    ask_again(phone=austin(), email="ana@example.com")

    now = work.in_hand(agent_id=ana.pk)
    assert now is not None
    assert (now.token, now.asked_again, hand.asked_again) == (hand.token, True, False)
    assert now.why == hand.why == "New: asked 1 h ago, and nobody has called yet."
    assert card(there).state == "held"
    assert [r.value for r in now.lead.reaches] == [austin(), "ana@example.com"] or [
        r.value for r in now.lead.reaches
    ] == ["ana@example.com", austin()]


def test_a_holder_is_told_even_of_an_inquiry_that_is_dated_earlier(ana: Person) -> None:
    admitted(received_at="2026-05-05T14:00:00Z")
    hand = pulled(ana)
    later(minutes=1)

    receive(received_at="2026-05-05T14:30:00Z")

    now = work.in_hand(agent_id=ana.pk)
    assert now is not None
    assert now.asked_again
    assert now.why == hand.why


def test_a_promise_stays_as_it_was_agreed(ana: Person) -> None:
    there = admitted()
    at = promised(ana, pulled(ana), hours=2)

    ask_again()

    found = card(there)
    assert (found.state, found.due_at, found.owner_id) == ("asleep", at, ana.pk)


def test_a_parked_lead_stays_parked_with_its_new_phone(lee: Person) -> None:
    there = admitted(email="ana@example.com")

    ask_again(phone=london(7), email="ana@example.com")

    assert (card(there).state, card(there).park_reason) == ("parked", "no_phone")
    care.unpark(lead_id=there, by=lee)
    found = card(there)
    assert found.state == "ready"
    assert found.lane is not None
    assert found.lane.windows == "GB@Europe/London"


def test_what_was_not_known_is_added_and_what_was_known_is_kept() -> None:
    there = admitted("", austin(101), value="50")

    receive("Ana Lima", austin(101), "ana@example.com", plan="gold")
    receive("Ana Silva", austin(101), value="70")

    found = lead(there)
    assert (found.name, str(found.value)) == ("Ana Lima", "70.00")
    assert found.addresses.count() == 2
    assert [i.attributes for i in found.inquiries.order_by("id")] == [{}, {"plan": "gold"}, {}]


def test_any_of_their_addresses_tells_who_it_is() -> None:
    there = admitted("Ana Lima", austin(101), "ana@example.com")

    assert receive("Lima, Ana", london(7), "ANA@example.com").lead_id == there
    assert receive("A. Lima", london(7)).lead_id == there
    assert Lead.objects.count() == 1
