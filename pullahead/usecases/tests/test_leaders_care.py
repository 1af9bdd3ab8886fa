"""A team lead's acts on one lead: unpark, park, close, a phone or a zone added."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid
from pullahead.compliance import models as compliance_models
from pullahead.leads.models import Address
from pullahead.pull import models
from pullahead.pull import queries as pull_queries
from pullahead.team.models import Person
from pullahead.usecases.leads import bulk, detail, edit, lifecycle
from pullahead.usecases.settings import users
from pullahead.usecases.tests.factories import (
    admitted,
    assert_sound,
    austin,
    callback_settled,
    card,
    kinds,
    later,
    lead,
    london,
    nothing,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work import correct

pytestmark = pytest.mark.usefixtures("floor")
TOLL_FREE = "+18005550199"


def without_an_address(lee: Person) -> UUID:
    """Make a parked lead whose only address is bad."""
    there = admitted(email="ana@example.com")
    lifecycle.park(lead_id=there, by=lee)
    Address.objects.filter(lead_id=there).update(valid=False)
    return there


def test_without_a_phone_it_cannot_be_unparked(lee: Person) -> None:
    there = without_an_address(lee)

    with pytest.raises(Invalid) as refused:
        lifecycle.unpark(lead_id=there, by=lee)

    assert (refused.value.code, refused.value.errors[0].field) == ("no_phone", "phone")
    assert card(there).state == "parked"


def test_with_a_phone_added_it_can(ana: Person, lee: Person) -> None:
    there = without_an_address(lee)

    assert edit.add_phone(lead_id=there, phone="+44 20 7946 0007", by=lee) == london(7)
    assert card(there).state == "parked"
    lifecycle.unpark(lead_id=there, by=lee)

    found = card(there)
    assert (found.state, found.park_reason, found.review_at) == ("ready", "", None)
    assert pulled(ana).lead.id == there
    assert [h.title for h in pulled(ana).lead.timeline if h.who == "Lee"] == [
        "Unparked by Lee",
        "Phone or email added by Lee",
        "Parked by Lee: team lead’s decision",
    ]


def test_without_a_zone_it_cannot_be_unparked_and_with_one_it_can(ana: Person, lee: Person) -> None:
    there = admitted(phone=TOLL_FREE)
    with pytest.raises(Invalid) as refused:
        lifecycle.unpark(lead_id=there, by=lee)
    assert (refused.value.code, refused.value.errors[0].field) == ("no_zone", "zone")

    edit.set_zone(lead_id=there, zone="America/Denver", by=lee)
    lifecycle.unpark(lead_id=there, by=lee)

    found = card(there)
    assert found.lane is not None
    assert found.lane.windows == "US@America/Denver"
    assert pulled(ana).lead.id == there


@pytest.mark.parametrize(
    "zone",
    ["", "Mars/Olympus", "../../etc/passwd", "x" * 5000, "Europe/Ber\x00lin ", "\ud800", "America"],
)
def test_what_is_no_zone_is_refused(lee: Person, zone: str) -> None:
    there = admitted(phone=TOLL_FREE)
    if zone.replace("\x00", "").strip() == "Europe/Berlin":
        edit.set_zone(lead_id=there, zone=zone, by=lee)
        assert lead(there).zone == "Europe/Berlin"
        return
    with pytest.raises(Invalid) as refused:
        edit.set_zone(lead_id=there, zone=zone, by=lee)
    refused.value.message.encode()  # it can be shown
    assert lead(there).zone == ""


def test_a_zone_is_stated_only_while_it_is_parked(lee: Person) -> None:
    there = admitted(phone=austin(101))

    with pytest.raises(Conflict) as refused:
        edit.set_zone(lead_id=there, zone="Europe/Berlin", by=lee)

    assert refused.value.code == "not_parked"
    assert lead(there).zone == ""


def test_a_lead_that_is_not_parked_cannot_be_unparked(lee: Person) -> None:
    there = admitted()
    before = card(there).key

    with pytest.raises(Conflict) as refused:
        lifecycle.unpark(lead_id=there, by=lee)

    assert refused.value.code == "not_parked"
    assert card(there).key == before


def test_calling_hours_that_never_open_keep_it_parked(lee: Person) -> None:
    there = admitted(email="ana@example.com")
    edit.add_phone(lead_id=there, phone=austin(101), by=lee)
    compliance_models.CallingWindow.objects.all().delete()

    with pytest.raises(Conflict) as refused:
        lifecycle.unpark(lead_id=there, by=lee)
    assert refused.value.code == "never_open"


@pytest.mark.parametrize(
    "phone", ["", "12", "not a phone", "\x00", "9" * 500, "\ud800", "5125550101"]
)
def test_what_is_no_phone_is_refused(lee: Person, phone: str) -> None:
    there = admitted(email="ana@example.com")

    with pytest.raises(Invalid) as refused:
        edit.add_phone(lead_id=there, phone=phone, by=lee)

    assert refused.value.errors[0].field == "phone"
    refused.value.message.encode()  # it can be shown
    assert Address.objects.filter(kind="phone").count() == 0


def test_a_phone_that_is_known_is_said_to_be(lee: Person) -> None:
    there = admitted(phone=austin(101))
    with pytest.raises(Conflict) as refused:
        edit.add_phone(lead_id=there, phone=austin(101), by=lee)
    assert refused.value.code == "known_already"


def test_a_leader_parks_a_lead_until_its_review(ana: Person, lee: Person) -> None:
    there = admitted()
    hand = pulled(ana)

    lifecycle.park(lead_id=there, by=lee)

    found = card(there)
    assert (found.state, found.park_reason, found.holder) == ("parked", "by_leader", None)
    assert found.review_at is not None
    assert found.review_at.isoformat() == "2026-05-06T18:00:00+00:00"
    assert nothing(ana)
    with pytest.raises(Conflict):
        settle(ana, hand, note="I had them on the line")
    assert models.ClaimRow.objects.get(pk=hand.token).late_note == "I had them on the line"
    with pytest.raises(Conflict):
        lifecycle.park(lead_id=there, by=lee)


def test_a_parked_callback_is_a_callback_again_when_it_is_unparked(
    ana: Person, bo: Person, lee: Person
) -> None:
    there = admitted("Ana Lima", austin(101))
    at = callback_settled(ana, pulled(ana), hours=2)
    lifecycle.park(lead_id=there, by=lee)
    later(minutes=1)
    lifecycle.unpark(lead_id=there, by=lee)

    found = card(there)
    assert found.due_at == at
    set_clock(at)
    assert pulled(bo).lead.id == there


def test_closing_with_a_note_ends_it_and_is_told_once(ana: Person, lee: Person) -> None:
    there = admitted()

    lifecycle.close(lead_id=there, disposition="duplicate", note=" Known from 2024 \x00", by=lee)

    assert lead(there).closed_as == "duplicate"
    assert not models.CardRow.objects.exists()
    assert nothing(ana)
    told = detail.lead_detail(lead_id=there, viewer=lee).timeline
    assert [(h.title, h.note, h.who) for h in told][:2] == [
        ("Closed by Lee: Duplicate", "Known from 2024", "Lee"),
        ("Received", "", ""),
    ]
    assert kinds(there)[-1] == "lead.closed"
    assert models.Attempt.objects.count() == 0


def test_a_closing_is_no_claim(ana: Person, lee: Person) -> None:
    there = admitted()
    settle(ana, pulled(ana), "no_answer")
    lifecycle.close(lead_id=there, disposition="duplicate", note="known", by=lee)

    assert models.ClaimRow.objects.get().agent == ana
    closing = models.ClosingRow.objects.get()
    assert (closing.lead_id, closing.by, closing.note) == (there, lee, "known")
    assert correct.last_settle(there) is None, "reopen the lead to correct a closing"
    assert set(pull_queries.settled_since(clock.now() - timedelta(hours=1))) == {ana.pk}


def test_an_undone_closing_restores_the_lead_as_it_was(ana: Person, lee: Person) -> None:
    there = admitted()
    callback_settled(ana, pulled(ana), hours=3)
    before = card(there)
    given = bulk.BulkParameters(disposition="duplicate", note="known")
    done = bulk.act_on(act="close", leads=[bulk.BulkItem(there)], by=lee, parameters=given)
    back = bulk.act_on(act="reopen", leads=done.done, by=lee)

    found = card(there)
    assert (found.owner_id, found.due_at, found.round) == (ana.pk, before.due_at, before.round)
    again = bulk.act_on(act="close", leads=back.done, by=lee)
    assert lead(there).closed_as == "duplicate"
    later(minutes=61)
    bulk.act_on(act="reopen", leads=again.done, by=lee)
    assert (card(there).state, card(there).round) == ("ready", 1), "later: as a new lead"
    assert_sound()


def test_an_undone_closing_gives_no_callback_to_an_agent_who_left(ana: Person, lee: Person) -> None:
    there = admitted()
    callback_settled(ana, pulled(ana), hours=3)
    lifecycle.close(lead_id=there, disposition="duplicate", note="known", by=lee)
    users.disable(person_id=ana.pk)
    lifecycle.undo_close(lead_id=there, by=lee)
    assert card(there).owner_id is None
    assert_sound()


def test_an_undone_closing_of_a_customer_who_opted_out_remains_closed(lee: Person) -> None:
    there = admitted()
    lifecycle.close(lead_id=there, disposition="do_not_call", note="asked for it", by=lee)
    with pytest.raises(Conflict) as refused:
        lifecycle.undo_close(lead_id=there, by=lee)
    assert refused.value.code == "opted_out"
    assert lead(there).closed_as == "do_not_call"


def test_the_holder_of_a_lead_that_a_leader_closes_gets_claim_lost(
    ana: Person, lee: Person
) -> None:
    there = admitted()
    hand = pulled(ana)

    lifecycle.close(lead_id=there, disposition="duplicate", note="known", by=lee)

    with pytest.raises(Conflict) as lost:
        settle(ana, hand, "won", note="They bought two")
    assert lost.value.code == "claim_lost"
    assert lead(there).closed_as == "duplicate"
    titles = [h.title for h in detail.lead_detail(lead_id=there, viewer=lee).timeline]
    assert "Ana no longer has the lead: it was closed or parked" in titles
    assert "Ana saved a note after time ran out" in titles
    assert nothing(ana)  # and may pull again


@pytest.mark.parametrize("code", ["no_answer", "callback", "no-such", "", "\x00", "x" * 500])
def test_only_a_final_disposition_closes(lee: Person, code: str) -> None:
    there = admitted()
    with pytest.raises(Invalid) as refused:
        lifecycle.close(lead_id=there, disposition=code, note="why", by=lee)
    assert refused.value.errors[0].field == "disposition"
    assert card(there).state == "ready"


@pytest.mark.parametrize("note", ["", " \n", "\x00", "\ud800", "x" * 4001])
def test_a_note_that_can_be_kept_is_needed_to_close(lee: Person, note: str) -> None:
    there = admitted()
    with pytest.raises(Invalid) as refused:
        lifecycle.close(lead_id=there, disposition="won", note=note, by=lee)
    assert refused.value.errors[0].field == "note"
    assert card(there).state == "ready"


def test_a_wrong_number_told_to_a_leader_marks_the_number(lee: Person) -> None:
    there = admitted()
    lifecycle.close(lead_id=there, disposition="wrong_number", note="a neighbour says", by=lee)
    assert not Address.objects.get(lead_id=there).valid


def test_a_closed_lead_takes_no_more_acts(ana: Person, lee: Person) -> None:
    there = admitted()
    settle(ana, pulled(ana), "won")

    for act in (
        lambda: lifecycle.close(lead_id=there, disposition="won", note="again", by=lee),
        lambda: lifecycle.unpark(lead_id=there, by=lee),
        lambda: lifecycle.park(lead_id=there, by=lee),
        lambda: edit.add_phone(lead_id=there, phone=austin(107), by=lee),
        lambda: edit.set_zone(lead_id=there, zone="Europe/Berlin", by=lee),
    ):
        with pytest.raises(Conflict):
            act()
    assert lead(there).closed_as == "won"
    assert Address.objects.filter(lead_id=there).count() == 1
