"""Contacts of a deal, and findings in money that the customer confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pullahead.base.errors import Conflict, Forbidden, Invalid, NotFound
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import DealContact, DealFinding
from pullahead.team.models import Person
from pullahead.usecases.deals import closing, findings
from pullahead.usecases.deals.detail import deal_detail
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import DealFloor, added, assert_deals_sound, published


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()


def test_findings_add_up_to_what_the_customer_confirmed(team: DealFloor) -> None:
    one = added(team.ana)
    findings.add_contact(deal_id=one, by=team.ana, name="Ines Castellanos", sees=True)
    findings.add_contact(deal_id=one, by=team.bo, role="Legal", decides=True)
    for kind, amount in (("problem", 120_000), ("chance", 5_000), ("recommendation", 90_000)):
        findings.add_finding(
            deal_id=one, by=team.ana, kind=kind, words="Each breakfast", amount=Decimal(amount)
        )
    seen = deal_detail(deal_id=one, viewer=team.bo).people
    assert (seen.confirmers, seen.sees, seen.deciders) == (0, 1, 1)
    assert seen.a_year == 0
    ines = next(row.id for row in seen.contacts if row.name == "Ines Castellanos")
    for finding in seen.findings:
        findings.confirm_finding(
            deal_id=one, by=team.ana, finding=finding.id, contact=ines, how="written"
        )
    seen = deal_detail(deal_id=one, viewer=team.bo).people
    assert seen.a_year == 125_000  # a recommendation is no problem
    assert seen.confirmers == 1
    assert seen.contacts[1].confirmed == 3
    findings.withdraw_finding(deal_id=one, by=team.ana, finding=seen.findings[0].id)
    assert deal_detail(deal_id=one, viewer=team.bo).people.a_year == 5_000


def test_an_erased_contact_leaves_the_finding_without_a_name(team: DealFloor) -> None:
    one = added(team.ana)
    findings.add_contact(deal_id=one, by=team.ana, name="Ines", role="Owner", email="i@x.example")
    row = DealContact.objects.get()
    with pytest.raises(Forbidden):
        findings.forget_contact(deal_id=one, by=team.ana, contact=row.pk)
    findings.add_finding(deal_id=one, by=team.ana, kind="problem", words="Loss")
    finding = DealFinding.objects.get().pk
    given: dict[str, Any] = {"deal_id": one, "finding": finding, "how": "said"}
    findings.confirm_finding(by=team.ana, contact=row.pk, **given)
    findings.forget_contact(deal_id=one, by=team.lee, contact=row.pk)
    left = Contact.objects.get()
    assert (left.name, left.as_role, left.email, left.company) == ("", "", "", "")
    assert (
        deal_detail(deal_id=one, viewer=team.ana).people.findings[0].confirmed_by
        == "erased contact"
    )
    with pytest.raises(Invalid):
        findings.confirm_finding(by=team.ana, contact=row.pk, **given)


def test_wrong_input_strangers_and_closed_deals_change_nothing(team: DealFloor) -> None:
    one = added(team.ana)
    stranger = factories.person("Zoe", team="Elsewhere")
    with pytest.raises(NotFound):
        findings.add_contact(deal_id=one, by=stranger, name="X")
    with pytest.raises(Invalid):
        findings.add_contact(deal_id=one, by=team.ana, name=" ")
    for kind, words in (("gossip", "x"), ("problem", " ")):
        with pytest.raises(Invalid):
            findings.add_finding(deal_id=one, by=team.ana, kind=kind, words=words)
    with pytest.raises(NotFound):
        findings.mark_contact(deal_id=one, by=team.ana, contact=999)
    closing.discard(deal_id=one, by=team.ana, reason="did_nothing")
    with pytest.raises(Conflict):
        findings.add_contact(deal_id=one, by=team.ana, name="Late")
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"how": "said"},
        {"kind": "gossip"},
        {"words": ""},
        {"amount": -1},
        {"period": "day"},
    ],
)
def test_the_database_refuses_a_finding_that_is_half_confirmed_or_wrong(
    team: DealFloor, change: dict[str, Any]
) -> None:
    findings.add_finding(deal_id=added(team.ana), by=team.ana, kind="problem", words="Loss")
    with pytest.raises(IntegrityError), transaction.atomic():
        DealFinding.objects.update(**change)
