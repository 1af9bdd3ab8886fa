"""Caps and pauses of a source: what is refused, what is answered, and what is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.leads.models import Inquiry, Lead, RefusedDeliveries, Source
from pullahead.team.models import Person
from pullahead.usecases.intake import receive_batch
from pullahead.usecases.intake.source_full import SourceFull
from pullahead.usecases.settings import source_terms, spend
from pullahead.usecases.settings.source_terms import TermsInput
from pullahead.usecases.settings.spend import SpendInput
from pullahead.usecases.tests import factories


@pytest.fixture
def mia(db: None) -> Person:
    factories.lay_floor()
    return factories.person("Mia", role="marketer")


@pytest.fixture
def form(mia: Person) -> Source:
    return factories.source()


def capped(source: Source, by: Person, **caps: Any) -> None:
    source_terms.set_terms(source_id=source.pk, typed=TermsInput(**caps), by=by)


def come(number: int) -> receive_batch.Received:
    return factories.receive(f"Lead {number}", factories.austin(100 + number))


def refused(number: int) -> SourceFull:
    with pytest.raises(SourceFull) as found:
        come(number)
    return found.value


def test_the_hour_ends_a_full_hour(mia: Person, form: Source) -> None:
    capped(form, mia, cap_hour=2)
    come(1), come(2)

    full = refused(3)

    assert (full.code, full.status) == ("source_full", 429)
    assert "for this hour: 2" in full.message
    assert 0 < full.seconds <= 3600
    assert Lead.objects.count() == 2
    factories.later(hours=1)
    assert come(3).outcome == "admitted"
    factories.assert_sound()


def test_each_refusal_is_counted(mia: Person, form: Source) -> None:
    capped(form, mia, cap_day=0)
    refused(1), refused(2)
    row = RefusedDeliveries.objects.get()
    assert (row.reason, row.count) == ("full_day", 2)


def test_who_is_here_already_gets_the_usual_answer(mia: Person, form: Source) -> None:
    come(1)
    capped(form, mia, cap_day=1)
    assert come(1).outcome == "already_here"


def test_a_full_source_takes_no_second_inquiry_that_would_cost(mia: Person, form: Source) -> None:
    come(1)
    capped(form, mia, cap_day=1)
    factories.later(minutes=5)
    with pytest.raises(SourceFull):
        factories.receive("Lead 1", factories.austin(101), message="Me again")
    assert Inquiry.objects.count() == 1


def test_the_open_backlog_frees_a_place_with_each_closed_lead(mia: Person, form: Source) -> None:
    capped(form, mia, cap_open=1)
    come(1)
    assert "open leads" in refused(2).message

    agent = factories.person("Robin")
    factories.settle(agent, factories.pulled(agent), "not_interested")

    assert come(2).outcome == "admitted"


def test_a_paused_source_refuses_and_resumes(mia: Person, form: Source) -> None:
    assert source_terms.set_paused(source_id=form.pk, paused=True, by=mia)
    assert not source_terms.set_paused(source_id=form.pk, paused=True, by=mia)
    assert refused(1).code == "source_paused"
    source_terms.set_paused(source_id=form.pk, paused=False, by=mia)
    assert come(1).outcome == "admitted"


def test_another_source_is_not_full(mia: Person, form: Source) -> None:
    capped(form, mia, cap_day=0)
    got = factories.receive("Bo", factories.austin(150), of=factories.source("fair"))
    assert got.outcome == "admitted"


@pytest.mark.parametrize(
    "typed",
    [
        TermsInput(cap_day=-1),
        TermsInput(cap_day=10**30),
        TermsInput(price=Decimal("NaN")),
        TermsInput(price=Decimal("-1")),
        TermsInput(price=Decimal("1.001")),
        TermsInput(price=Decimal("1e99")),
        TermsInput(margin=Decimal("100.01")),
    ],
)
def test_terms_out_of_range_are_refused(mia: Person, form: Source, typed: TermsInput) -> None:
    with pytest.raises(Invalid):
        source_terms.set_terms(source_id=form.pk, typed=typed, by=mia)


def test_a_source_has_a_price_or_spend_and_never_both(mia: Person, form: Source) -> None:
    row = SpendInput("web form", spend.today(), Decimal(90))
    spend.record_spend(typed=[row], by=mia)
    priced = TermsInput(price=Decimal(5))
    with pytest.raises(Conflict):
        source_terms.set_terms(source_id=form.pk, typed=priced, by=mia)

    spend.remove_spend(spend_id=spend.latest(viewer=mia)[0].id, by=mia)
    source_terms.set_terms(source_id=form.pk, typed=priced, by=mia)

    with pytest.raises(Invalid) as refusal:
        spend.record_spend(typed=[row], by=mia)
    assert refusal.value.code == "price_exists"
    come(1)
    assert Inquiry.objects.get().cost == 5


@pytest.mark.parametrize("role", ["agent", "leader"])
def test_other_roles_change_nothing(mia: Person, form: Source, role: str) -> None:
    who = factories.person("Sam", role=role)
    row = SpendInput("web form", spend.today(), Decimal(90))
    with pytest.raises(NotFound):
        source_terms.set_terms(source_id=form.pk, typed=TermsInput(), by=who)
    with pytest.raises(NotFound):
        source_terms.set_paused(source_id=form.pk, paused=True, by=who)
    with pytest.raises(NotFound):
        spend.record_spend(typed=[row], by=who)
