"""A new inquiry of an open lead's person: one more inquiry, never a second open lead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.leads.models import Inquiry, Lead
from pullahead.team.models import Person
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    card,
    kinds,
    later,
    lead,
    london,
    nothing,
    pulled,
    receive,
    set_clock,
    settle,
    source,
)
from pullahead.usecases.work import claims

pytestmark = pytest.mark.usefixtures("floor")


def ask_again(name: str = "Ana Lima", phone: str = "", email: str = "") -> None:
    """Submit an inquiry of a known person, with other words."""
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
    assert (card(there).state, card(there).round) == ("scheduled", 2)

    ask_again()

    found = card(there)
    assert (found.state, found.round, found.first_at, found.next_at) == ("ready", 1, None, None)
    assert pulled(ana).why.startswith("New inquiry 0 s ago")


def test_its_holder_is_told_and_keeps_it(ana: Person) -> None:
    there = admitted(received_at="2026-05-05T14:00:00Z")
    hand = pulled(ana)
    later(minutes=1)

    ask_again(phone=austin(), email="ana@example.com")

    now = claims.current_claim(agent_id=ana.pk)
    assert now is not None
    assert (now.token, now.asked_again, hand.asked_again) == (hand.token, True, False)
    assert now.why == hand.why == "New lead. Inquired 1 h ago, no call yet."
    assert card(there).state == "held"
    assert [r.value for r in now.lead.contact_points] == [austin(), "ana@example.com"] or [
        r.value for r in now.lead.contact_points
    ] == ["ana@example.com", austin()]


def test_a_holder_is_told_even_of_an_inquiry_that_is_dated_earlier(ana: Person) -> None:
    admitted(received_at="2026-05-05T14:00:00Z")
    hand = pulled(ana)
    later(minutes=1)

    receive(received_at="2026-05-05T14:30:00Z")

    now = claims.current_claim(agent_id=ana.pk)
    assert now is not None
    assert now.asked_again
    assert now.why == hand.why


def test_a_callback_stays_as_it_was_agreed(ana: Person) -> None:
    there = admitted()
    at = callback_settled(ana, pulled(ana), hours=2)

    ask_again()

    found = card(there)
    assert (found.state, found.due_at, found.owner_id) == ("scheduled", at, ana.pk)


def test_a_parked_lead_stays_parked_with_its_new_phone(lee: Person) -> None:
    there = admitted(email="ana@example.com")
    lifecycle.park(lead_id=there, by=lee)

    ask_again(phone=london(7), email="ana@example.com")

    assert (card(there).state, card(there).park_reason) == ("parked", "by_leader")
    lifecycle.unpark(lead_id=there, by=lee)
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


# ---- of a closed lead


def test_within_30_days_of_its_closing_the_same_lead_goes_on(ana: Person, bo: Person) -> None:
    there = admitted(value="100")
    settle(ana, pulled(ana), "not_interested")
    later(days=29)
    set_clock(clock.now().replace(hour=15))

    got = receive("Lima, Ana", austin(), "ana@example.com", of=source("fair"), message="Again!")

    assert (got.outcome, got.lead_id) == ("asked_again", there)
    found, its = lead(there), card(there)
    assert (found.closed_at, found.closed_as, found.inquiries.count()) == (None, "", 2)
    assert (its.state, its.round, its.first_at) == ("ready", 1, None)
    assert kinds(there)[-2:] == ["lead.reopened", "lead.asked_again"]
    hand = pulled(bo)
    assert hand.lead.id == there
    titles = [h.title for h in hand.lead.timeline]
    assert "Reopened by a new inquiry" in titles
    assert titles.index("Ana saved: Not interested") > titles.index("Inquired again")
    assert receive(of=source("fair"), external_id="3").outcome == "asked_again", "it is open now"
    assert Lead.objects.count() == 1


def test_after_30_days_it_is_a_new_lead_linked_to_the_one_before(ana: Person) -> None:
    there = admitted()
    settle(ana, pulled(ana), "won")
    later(days=lifecycle.REOPENS_WITHIN / timedelta(days=1), minutes=1)

    got = receive(external_id="2")

    assert (got.outcome, lead(got.lead_id).earlier_id) == ("admitted", there)
    assert lead(there).closed_as == "won"


def test_whoever_asked_not_to_be_called_opens_nothing_by_asking(ana: Person, lee: Person) -> None:
    by_phone = admitted()
    settle(ana, pulled(ana), "do_not_call")
    by_mail = admitted("Eva Dahl", "", "eva@example.com")
    lifecycle.close(lead_id=by_mail, disposition="do_not_call", note="wrote to us", by=lee)

    again, mail = (
        receive(external_id="2"),
        receive("Eva Dahl", "", "eva@example.com", external_id="3"),
    )

    assert (again.outcome, mail.outcome) == ("admitted", "admitted")
    assert [lead(i).closed_as for i in (by_phone, by_mail)] == ["do_not_call", "do_not_call"]
    assert nothing(ana)
    assert lead(again.lead_id).closed_as == "do_not_call", "its number stays out until it is lifted"
    assert lead(mail.lead_id).closed_as == "do_not_call", "nor is it written to"


def test_a_number_that_was_wrong_is_tried_again_when_they_give_it_themselves(ana: Person) -> None:
    there = admitted()
    settle(ana, pulled(ana), "wrong_number")

    assert receive(external_id="2").lead_id == there

    assert card(there).state == "ready"
    assert pulled(ana).lead.id == there


def test_another_of_the_household_asks_for_themselves(ana: Person) -> None:
    there = admitted("Ana Lima")
    settle(ana, pulled(ana), "not_interested")

    got = receive("Rui Costa")

    assert got.outcome == "admitted"
    assert (lead(got.lead_id).earlier_id, lead(there).closed_as) == (None, "not_interested")
