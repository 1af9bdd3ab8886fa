"""One statement gives the rows of a lead's detail, equal to those of Django's own queries."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from pullahead.base import clock
from pullahead.base.db import row_loader
from pullahead.base.journal import JournalEvent, record
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.compliance import queries
from pullahead.leads.models import Address, Inquiry, Lead, SaleOutcome, Source
from pullahead.pull import models as pull
from pullahead.pull import queries as pull_queries
from pullahead.team.models import Person
from pullahead.usecases.leads import detail, edit, sale_outcome
from pullahead.usecases.leads import detail_records as records
from pullahead.usecases.leads.detail_rows import KINDS, of_lead
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    later,
    pulled,
    receive,
    settle,
    source,
)
from pullahead.usecases.work import claims, correct, home

pytestmark = pytest.mark.usefixtures("floor")
ODD = '“Ω’ "quoted" \\ \t\n \U0001f4de \u202e %s %(lead)s'
READ = {row._record: row for row in vars(records).values() if isinstance(row, row_loader.Columns)}


@dataclasses.dataclass(frozen=True)
class ScoreOfTest:
    lead_id: UUID
    chance: float


@dataclasses.dataclass(frozen=True)
class ColorOfTest:
    id: UUID
    colour: str


def with_everything(ana: Person, bo: Person, lee: Person) -> UUID:
    """Make a lead with rows of every kind: asked twice, pulled, callback, corrected, moved,
    taken.
    """
    Source.objects.filter(pk=source().pk).update(cost=Decimal("99999999999.99"), zone="Etc/GMT+5")
    there = admitted(ODD[:40], austin(101), "ana@example.com", value="9999999999.99", note=ODD)
    receive(ODD[:40], austin(101), "", source("fair"), message=ODD, landing="a/b?c=é")
    settle(ana, pulled(ana), "no_answer", note=ODD)
    correct.correct(lead_id=there, disposition="busy", reason="It was busy.", by=lee)
    later(days=2)
    claims.release(agent_id=bo.pk, token=pulled(bo).token, reason="other", note=ODD)
    edit.revalue(lead_id=there, value=Decimal("0.01"), by=lee)
    callback_settled(ana, pulled(ana), hours=1)
    with write_transaction() as now:
        at, data = now.replace(microsecond=500_000), {"owner": bo.pk, "rule": 0.1 + 0.2}
        record(JournalEvent.CALLBACK_KEPT, now=at, lead_id=there, data=data)
    Address.objects.filter(lead=there, kind="email").update(valid=False, reason="bounced")
    pull.LeadScore.objects.create(lead_id=there, chance=0.1 + 0.2, version=1)
    return there


def came_to(lead_id: UUID, lee: Person) -> None:
    for value in (Decimal("1234.50"), None):
        fact = sale_outcome.OutcomeReport("won", value, clock.now() - timedelta(days=1))
        sale_outcome.reported_by_person(lead_id=lead_id, fact=fact, by=lee)


def same(got: Iterable[Any], asked: models.QuerySet[Any]) -> None:
    """Compare rows in order; each column that was read has an equal value and type."""
    rows, wanted = list(got), list(asked)
    assert len(rows) == len(wanted)
    for row, want in zip(rows, wanted, strict=True):
        assert type(row) in READ
        for field in dataclasses.fields(row):
            if field.kw_only:
                continue
            name = field.name
            mine, theirs = getattr(row, name), getattr(want, name)
            assert (name, mine, type(mine), str(mine)) == (name, theirs, type(theirs), str(theirs))


def compare(lead_id: UUID, viewer: Person) -> None:
    """Compare every row of the detail with the result of a separate query."""
    rows = of_lead(lead_id, viewer.pk)
    assert rows is not None
    same([rows.lead], Lead.objects.filter(pk=lead_id))
    same([rows.lead.source], Source.objects.filter(pk=rows.lead.source.id))
    same([rows.card] if rows.card else [], pull.CardRow.objects.filter(pk=lead_id))
    same([rows.route] if rows.route else [], pull.Route.objects.filter(pk=rows.lead.source_id))
    assert rows.route is not None
    same([rows.route.cadence], pull.CadenceRow.objects.filter(pk=rows.route.cadence.id))
    if rows.card is not None and rows.card.lane is not None:
        same([rows.card.lane], pull.LaneRow.objects.filter(pk=rows.card.lane.id))
    own = {"lead_id": lead_id}
    addresses = Address.objects.filter(**own).order_by("-valid", "kind", "position", "id")
    same(rows.addresses, addresses)
    same(rows.inquiries, Inquiry.objects.filter(**own).order_by("-asked_at"))
    same((i.source for i in rows.inquiries[:1]), Source.objects.filter(name="fair"))
    same(rows.outcomes, SaleOutcome.objects.filter(**own).order_by("-id"))
    same(rows.claims, pull.ClaimRow.objects.filter(**own).order_by("started_at"))
    same(rows.journal, Journal.objects.filter(**own, kind__in=KINDS).order_by("id"))
    assert rows.names == dict(Person.objects.exclude(role="admin").values_list("id", "name"))
    assert rows.labels == pull_queries.labels()
    assert rows.chance == 0.1 + 0.2
    assert rows.hours is queries.hours()  # compiled once for the same windows and packs
    same([rows.viewer], Person.objects.filter(pk=viewer.pk))


def test_each_row_is_what_a_query_of_its_own_gives(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    there = with_everything(ana, bo, lee)
    compare(there, ana)
    scheduled = detail.lead_detail(lead_id=there, viewer=ana)
    assert (scheduled.state, scheduled.owner, scheduled.holder) == ("callback", "Ana", "")
    assert {"Callback of Bo done: the customer made contact first"} < titles(there, lee)

    later(hours=1, minutes=1)
    pulled(ana)
    compare(there, lee)
    came_to(there, lee)  # closes it
    compare(there, cy)
    rows = of_lead(there, cy.pk)
    assert rows is not None
    assert (rows.card, len(rows.outcomes), len(rows.claims)) == (None, 2, 4)
    assert "Corrected: Won, on 6 May 2026 (through the API)" in titles(there, cy)


def titles(lead_id: UUID, viewer: Person) -> set[str]:
    return {one.title for one in detail.lead_detail(lead_id=lead_id, viewer=viewer).timeline}


def test_a_lead_with_next_to_nothing_has_a_story_too(lee: Person) -> None:
    there = admitted("", "", "only@example.com")
    pull.Route.objects.all().delete()
    rows = of_lead(there, 2**40)
    assert rows is not None
    assert (rows.viewer, rows.route, rows.chance, rows.claims) == (None, None, None, [])
    told = detail.lead_detail(lead_id=there, viewer=lee)
    assert (told.rounds, told.chance, told.team, told.zones) == (0, None, "Sales", ())


def test_a_story_and_a_hand_are_one_statement_and_nobodys_is_none(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    with CaptureQueriesContext(connection) as asked:
        told = detail.lead_detail(lead_id=hand.lead.id, viewer=ana)
        again = home.current_claim(ana.pk)
    assert again is not None
    assert replace(told, next_open=None) == replace(hand.lead, next_open=None)  # open: at once
    assert replace(again, lead=hand.lead) == hand
    story = [query for query in asked.captured_queries if "leads_lead" in str(query["sql"])]
    assert len(story) == 2 or connection.vendor == "postgresql"
    assert len(asked) <= (2 if connection.vendor == "postgresql" else 4)  # SQLite: and the clock
    assert of_lead(uuid4(), ana.pk) is None
    for nobody in (0, -1, 2**63, 2**200):
        assert home.current_claim(nobody) is None


def test_a_column_of_floats_or_of_no_table_is_refused() -> None:
    with pytest.raises(TypeError, match="loses digits"):
        row_loader.Columns(pull.LeadScore, ScoreOfTest)
    with pytest.raises(LookupError, match="colour"):
        row_loader.Columns(Lead, ColorOfTest)


def test_a_record_is_frozen_and_has_no_column_that_was_not_read(ana: Person) -> None:
    rows = of_lead(admitted(), ana.pk)
    assert rows is not None
    with CaptureQueriesContext(connection) as asked:
        for name in ("zone", "card_id"):
            with pytest.raises(AttributeError):
                getattr(rows.lead, name)
        with pytest.raises(AttributeError):
            rows.lead.name = "other"  # type: ignore[misc]
    assert not asked.captured_queries
