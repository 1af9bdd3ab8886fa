"""Consent on a lead: recorded, withdrawn, and its effect meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.leads import opt_outs
from pullahead.leads.models import Consent
from pullahead.team.models import Person
from pullahead.usecases.leads import consent, lifecycle
from pullahead.usecases.leads.consent import ConsentGiven
from pullahead.usecases.tests.factories import admitted, austin, card, person, pulled, receive
from pullahead.usecases.tests.test_the_law_at_work import dial, keep_list

pytestmark = pytest.mark.usefixtures("floor")
SAID = ConsentGiven("call", "Yes, call me about the roof.", "rec-17")


def test_a_number_on_a_list_is_called_once_they_consented_and_not_after_they_took_it_back(
    ana: Person, lee: Person
) -> None:
    keep_list(austin(101))
    there = admitted("Ana Lima", austin(101), value="900")
    other = admitted("Bo Reis", austin(101), value="1")
    receive("Zoe Roe", austin(109))
    pulled(ana)
    assert card(there).park_reason == "on_a_list"

    kept = consent.recorded_by_person(lead_id=there, given=SAID, by=lee)
    lifecycle.unpark(lead_id=there, by=lee)

    bo = person("Bo")
    hand = pulled(bo)
    assert (kept.new, hand.lead.id) == (True, there)
    assert consent.withdrawn_by_person(lead_id=other, reason="She wrote", by=lee) == 1
    assert dial(bo, hand) == "on_a_list", "whichever lead it was told of: the number is the same"
    row = Consent.objects.get()
    assert (row.lead_id, row.text, row.channel, row.url) == (there, SAID.text, "call", "rec-17")
    assert (row.actor_id, row.withdrawn_by, row.withdrawn_for) == (lee.pk, lee.pk, "She wrote")
    told = Journal.objects.filter(kind__startswith="consent.").order_by("id")
    assert [(line.kind, line.lead_id, line.actor_id, line.data) for line in told] == [
        ("consent.given", there, lee.pk, {"consents": [row.pk], "channel": "call"}),
        ("consent.withdrawn", other, lee.pk, {"consents": [row.pk]}),
    ]


def test_it_is_kept_once_for_each_address_that_may_have_it(lee: Person) -> None:
    there = receive("Ana Lima", austin(101), "ana@example.com").lead_id
    at = clock.now() - timedelta(days=3)
    first = consent.recorded_by_person(lead_id=there, given=SAID, by=lee)
    again = consent.recorded_by_person(lead_id=there, given=SAID, by=lee)
    dated = consent.recorded_by_person(
        lead_id=there,
        given=ConsentGiven("form", "I agree", at=at, address="+1 (512) 555-0101"),
        by=lee,
    )
    assert [len(one.rows) for one in (first, again, dated)] == [2, 2, 1]
    assert (first.new, again.new, dated.new) == (True, False, True)
    assert {one.pk for one in first.rows} == {one.pk for one in again.rows}
    assert dated.rows[0].given_at == at
    assert (
        consent.withdrawn_by_person(
            lead_id=there, reason="no mail", by=lee, address="Ana@example.com"
        )
        == 1
    )
    line = consent.line(lead_id=there)
    assert line is not None
    assert (line.channel, line.only) == ("in a call", ()), "every number is agreed to"
    with write_transaction() as now:
        opt_outs.opt_out(lead_id=there, now=now)
    assert consent.line(lead_id=there) == consent.ConsentSummary(now, withdrawn=True)
    with pytest.raises(Conflict) as refused:
        consent.recorded_by_person(lead_id=there, given=SAID, by=lee)
    assert refused.value.code == "opted_out"


def test_old_evidence_does_not_bring_to_life_what_was_taken_back(lee: Person) -> None:
    there = receive("Ana Lima", austin(101)).lead_id
    before = ConsentGiven("form", "I agree", at=clock.now() - timedelta(days=3))
    consent.recorded_by_person(lead_id=there, given=before, by=lee)
    consent.withdrawn_by_person(lead_id=there, reason="She wrote", by=lee)

    assert not consent.recorded_by_person(lead_id=there, given=before, by=lee).new, "sent again"
    other = ConsentGiven("form", "In other words", at=clock.now() - timedelta(days=1))
    consent.recorded_by_person(lead_id=there, given=other, by=lee)
    receive("Ana Lima", austin(101), consent="yes", consent_at="2020-01-01")
    assert Consent.objects.count() == 3
    assert not Consent.objects.filter(withdrawn_at=None).exists()

    consent.recorded_by_person(lead_id=there, given=SAID, by=lee)
    assert Consent.objects.get(withdrawn_at=None).text == SAID.text, "she agreed again"


def test_what_is_taken_back_in_words_stays_so_though_an_opt_out_was_a_slip(lee: Person) -> None:
    there = receive("Ana Lima", austin(101)).lead_id
    consent.recorded_by_person(lead_id=there, given=SAID, by=lee)
    with write_transaction() as now:
        gone = opt_outs.opt_out(lead_id=there, now=now)
    consent.withdrawn_by_person(lead_id=there, reason="She wrote", by=lee)
    with write_transaction():
        opt_outs.opt_in_again(lead_id=there, values=gone)
    assert Consent.objects.get().withdrawn_for == "She wrote"
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_a_moment_before_any_consent_is_refused(lee: Person) -> None:
    there = admitted()
    given = ConsentGiven("form", "I agree", at=datetime(1, 1, 1, tzinfo=UTC))
    with pytest.raises(Invalid) as refused:
        consent.recorded_by_person(lead_id=there, given=given, by=lee)
    assert refused.value.errors[0].code == "not_a_time"


def test_who_may_not_and_what_cannot_be_is_refused(ana: Person, lee: Person) -> None:
    there = admitted("Ana Lima", austin(101))
    elsewhere = person("Leo", role="leader", team="Elsewhere")
    cases: list[tuple[Person, ConsentGiven, type[Problem], str]] = [
        (ana, SAID, Forbidden, "leader_needed"),
        (elsewhere, SAID, NotFound, "not_found"),
        (lee, ConsentGiven("smoke", "Yes"), Invalid, "unknown_channel"),
        (lee, ConsentGiven("form", " \x00 "), Invalid, "evidence_required"),
        (lee, ConsentGiven("form", "x" * 2_001), Invalid, "too_long"),
        (lee, ConsentGiven("form", "Yes", "x" * 501), Invalid, "too_long"),
        (lee, ConsentGiven("form", "Yes", address=austin(102)), Invalid, "unknown_address"),
        (lee, ConsentGiven("form", "Yes", address="\ud800"), Invalid, "unknown_address"),
        (
            lee,
            ConsentGiven("form", "Yes", at=clock.now() + timedelta(days=1)),
            Invalid,
            "in_the_future",
        ),
    ]
    for by, given, kind, code in cases:
        with pytest.raises(kind) as refused:
            consent.recorded_by_person(lead_id=there, given=given, by=by)
        assert refused.value.code == code, given
    with pytest.raises(Invalid):
        consent.withdrawn_by_person(lead_id=there, reason=" ", by=lee)
    assert consent.withdrawn_by_person(lead_id=there, reason="none stood", by=lee) == 0
    assert consent.line(lead_id=there) is None
    assert not Consent.objects.exists()
    assert not Journal.objects.filter(kind__startswith="consent.").exists()
