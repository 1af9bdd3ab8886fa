"""The source table of a small floor, worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from pullahead.base import clock
from pullahead.leads.models import Lead, Source
from pullahead.reports.source_table import SourceRow, source_table
from pullahead.team.models import Person
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.settings import source_terms, spend
from pullahead.usecases.settings.source_terms import TermsInput
from pullahead.usecases.settings.spend import SpendInput
from pullahead.usecases.tests import factories
from pullahead.usecases.work import undo


@pytest.fixture
def mia(db: None) -> Person:
    factories.lay_floor()
    return factories.person("Mia", role="marketer")


def come(of: Source, number: int, **fields: str) -> None:
    factories.receive(f"Lead {number}", factories.austin(100 + number), of=of, **fields)


def row(mia: Person, name: str) -> SourceRow:
    return next(one for one in source_table(viewer=mia, days=7).rows if one.name == name)


def test_the_golden_table(mia: Person) -> None:
    form, fair = factories.source("form"), factories.source("fair")
    spend.record_spend(typed=[SpendInput("form", spend.today(), Decimal(120))], by=mia)
    source_terms.set_terms(
        source_id=fair.pk, typed=TermsInput(price=Decimal(10), margin=Decimal(40)), by=mia
    )
    for number in range(4):
        come(form, number)
    come(fair, 10)
    come(fair, 11)
    source_terms.set_product_margin(product="Roof", percent=Decimal(25), by=mia)
    Lead.objects.filter(source=fair).update(attributes={"product": "roof"})
    agent = factories.person("Robin")
    ends = {"form": ["won", "qualified", "no_answer", "disconnected"], "fair": ["won", "won"]}
    for _ in range(6):
        factories.later(minutes=10)
        claim = factories.pulled(agent)
        code = ends[Source.objects.get(leads=claim.lead.id).name].pop(0)
        amount = Decimal(100) if code == "won" else None
        when = clock.now() + timedelta(days=1) if code == "qualified" else None
        factories.settle(agent, claim, code, amount=amount, callback_at=when)

    got = row(mia, "form")
    assert (got.counts.leads, got.counts.attempted, got.counts.reached) == (4, 4, 2)
    assert (got.counts.qualified, got.counts.won) == (2, 1)
    assert got.counts.contact_rate == 0.5
    contact = got.counts.first_contact  # tried without a contact: open, or closed and never
    assert (contact.n, contact.open, contact.never) == (4, 1, 1)
    assert (got.money.cost, got.money.per_lead) == (Decimal(120), Decimal(30))
    assert (got.money.per_contact, got.money.per_won) == (Decimal(60), Decimal(120))
    assert got.money.roas == Decimal(100) / 120
    assert got.money.roi == Decimal(-20) / 120

    got = row(mia, "fair")
    assert (got.counts.leads, got.counts.won, got.money.cost) == (2, 2, Decimal(20))
    assert (got.money.value, got.money.profit) == (Decimal(200), Decimal(50))
    assert got.money.roi == Decimal("1.5")


def test_a_source_without_spend_or_price_has_no_known_cost(mia: Person) -> None:
    come(factories.source("form"), 1)
    got = row(mia, "form")
    assert (got.money.cost, got.money.per_lead, got.money.roi) == (None, None, None)


def test_an_undone_settle_is_no_attempt_and_no_contact(mia: Person) -> None:
    come(factories.source("form"), 1)
    agent = factories.person("Robin")
    claim = factories.pulled(agent)
    factories.settle(agent, claim, "won", amount=Decimal(100))
    undo.undo(agent_id=agent.pk, token=claim.token)

    got = row(mia, "form")
    assert (got.counts.attempted, got.counts.reached, got.counts.won) == (0, 0, 0)
    assert got.money.value == 0


def test_a_lead_closed_without_an_attempt_waits_for_ever(mia: Person) -> None:
    for number in range(3):
        come(factories.source("form"), number)
    boss = factories.person("Ada", role="admin")
    for lead in Lead.objects.all():
        lifecycle.close(lead_id=lead.pk, disposition="not_interested", note="Sold out", by=boss)

    waits = row(mia, "form").counts.first_attempt
    assert (waits.n, waits.never, waits.median) == (3, 3, None)
