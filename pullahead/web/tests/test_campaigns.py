"""Campaigns and conversions: figures by hand, files without names."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.leads.models import Inquiry, SaleOutcome, Source
from pullahead.team.models import Person
from pullahead.usecases.settings import spend
from pullahead.usecases.settings.spend import SpendInput
from pullahead.usecases.tests import factories as floor
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


@pytest.fixture
def mia(ana: UUID) -> Person:
    return factories.add("Mia", role="marketer")


@pytest.fixture
def marketer(mia: Person) -> Visitor:
    return Visitor(mia)


def table(visitor: Visitor, at: str) -> list[dict[str, str]]:
    text = visitor.get(at).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_spend_and_leads_of_one_campaign_meet(marketer: Visitor, mia: Person) -> None:
    factories.lead("Bo Berg", factories.AUSTIN + "43", utm_campaign="fall ROOF")
    page = "https://example.com/?utm_campaign=Fall%20roof"
    factories.lead("Cy Cole", factories.AUSTIN + "44", landing_page=page)
    typed = [
        SpendInput("Web form", spend.today(), Decimal(90), "Fall roof"),
        SpendInput("Web form", spend.today(), Decimal(7), "Nobody came"),
        SpendInput("Web form", spend.today(), Decimal(5)),
    ]
    spend.record_spend(typed=typed, by=mia)

    rows = table(marketer, "/sources/campaigns?days=7&format=csv")

    assert [
        (r["campaign"].casefold(), r["leads"], r["cost"], r["cost_per_lead"]) for r in rows
    ] == [
        ("fall roof", "2", "90.00", "45.00"),
        ("", "1", "5.00", "5.00"),
        ("nobody came", "0", "7.00", ""),
    ]
    page = marketer.see("/sources/campaigns?days=7")
    assert "Without a campaign" in page
    assert "Bo Berg" not in page


def test_prices_and_a_credit_are_of_the_leads_campaign(marketer: Visitor, ana: UUID) -> None:
    Source.objects.update(cost=Decimal(24))
    Inquiry.objects.update(cost=Decimal("24.00"))
    factories.lead("Bo Berg", factories.AUSTIN + "43", campaign="Fall")
    rows = {r["campaign"]: r["cost"] for r in table(marketer, "/sources/campaigns?format=csv")}
    assert rows == {"Fall": "24.00", "": "24.00"}


def test_a_sale_is_a_conversion_of_its_click(marketer: Visitor, agent: Visitor) -> None:
    clicked = factories.lead("Bo Berg", factories.AUSTIN + "43", gclid="Abc-1")
    browsed = factories.lead("Cy Cole", factories.AUSTIN + "44", url="https://x.example/?fbclid=F1")
    for _ in range(3):
        agent.send("/next/pull")
        agent.settle(
            agent.hand().token, disposition="won", note=f"Bought the roof {_}", amount="50"
        )
    assert SaleOutcome.objects.count() == 3

    page = marketer.see("/sources/conversions?days=7")
    assert "Files of 3 conversions" in page
    at = "/sources/conversions?kind=won&days=7&format=csv&platform="
    lines = marketer.get(at + "google").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Parameters:TimeZone=+0000"
    assert lines[1].startswith("Google Click ID,Conversion Name")
    assert [line.split(",") for line in lines[2:]] == [
        ["Abc-1", "Sale", lines[2].split(",")[2], "50.00", "USD"]
    ]
    (meta,) = table(marketer, at + "meta")
    assert meta["fbc"].startswith("fb.1.")
    assert meta["fbc"].endswith(".F1")
    assert (meta["event_name"], meta["event_id"]) == ("Purchase", f"{browsed}-won")
    assert str(clicked) not in str(meta)
    assert marketer.get("/sources/conversions?format=csv&platform=x").status_code == 404


def test_qualified_leads_are_conversions_of_their_own(marketer: Visitor, robin: Person) -> None:
    claim = floor.pulled(robin)
    floor.settle(robin, claim, "qualified", callback_at=clock.now() + timedelta(days=1))
    assert "Files of 1 conversion" in marketer.see("/sources/conversions?kind=qualified")
    assert "no such conversion" in marketer.see("/sources/conversions?kind=x&days=x")
