"""Returns to a vendor: candidates with evidence, the file, credits that lower the cost."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Inquiry, Lead, ReturnedLead, Source
from pullahead.leads.return_rules import ReturnReason
from pullahead.reports.source_table import source_table
from pullahead.team.models import Person
from pullahead.usecases.leads.lifecycle import close_lead
from pullahead.usecases.settings import dispositions
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


@pytest.fixture
def mia(ana: UUID) -> Person:
    return factories.add("Mia", role="marketer")


@pytest.fixture
def marketer(mia: Person) -> Visitor:
    return Visitor(mia)


@pytest.fixture
def at(ana: UUID) -> str:
    return f"/sources/{Source.objects.get().pk}/returns"


@pytest.fixture
def bad(ana: UUID, agent: Visitor) -> UUID:
    """Make the lead a bought one, whose only number is disconnected."""
    Inquiry.objects.update(cost=Decimal("24.00"), external_id="=v-17")
    Lead.objects.get().addresses.filter(kind="email").delete()
    agent.send("/next/pull")
    agent.settle(agent.hand().token, disposition="disconnected", note="Number is dead", then="stop")
    return ana


def test_a_bad_number_is_returned_with_its_attempts(marketer: Visitor, at: str, bad: UUID) -> None:
    page = marketer.see(at)
    assert "Bad number" in page
    assert "called: Disconnected" in page
    assert "Number is dead" not in page

    page = marketer.send(f"{at}/add", lead=str(bad))

    assert "1 lead is returned" in page
    assert "No lead can be returned now" in page
    answer = marketer.get(f"{at}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["lead_id"], row["external_id"], row["price"]) for row in rows] == [
        (str(bad), "'=v-17", "24.00")
    ]
    assert "call disconnected" in rows[0]["attempts"]
    assert "Ana" not in answer.content.decode()
    assert "512" not in rows[0]["attempts"]


def test_a_credit_lowers_the_cost_and_can_be_removed(
    marketer: Visitor, mia: Person, at: str, bad: UUID
) -> None:
    marketer.send(f"{at}/add", lead=str(bad))
    act = f"{at}/{ReturnedLead.objects.get().pk}"
    assert source_table(viewer=mia).rows[0].money.cost == 24

    page = marketer.send(act, do="credit")
    assert "Credited: 24.00 of 24.00" in page
    assert source_table(viewer=mia).rows[0].money.cost == 0
    assert len(marketer.get(f"{at}.csv").content.decode().splitlines()) == 1
    marketer.send(act, do="take_back")
    assert marketer.status == 409

    marketer.send(act, do="no_credit")
    marketer.send(act, do="take_back")
    assert not ReturnedLead.objects.exists()
    assert "Bad number" in marketer.see(at)
    assert source_table(viewer=mia).rows[0].money.cost == 24


def test_a_lead_is_returned_once(marketer: Visitor, at: str, bad: UUID) -> None:
    marketer.send(f"{at}/add", lead=str(bad))
    marketer.send(f"{at}/add", lead=str(bad))
    assert marketer.status == 409
    assert ReturnedLead.objects.count() == 1


def test_a_return_outside_the_window_or_of_another_source_is_refused(
    marketer: Visitor, at: str, bad: UUID
) -> None:
    other = factories.source("Fair").pk
    marketer.send(f"/sources/{other}/returns/add", lead=str(bad))
    assert marketer.status == 409
    factories.later(timedelta(days=8))
    marketer.send(f"{at}/add", lead=str(bad))
    assert marketer.status == 409


def test_a_source_has_its_own_window(marketer: Visitor, at: str, bad: UUID) -> None:
    factories.later(timedelta(days=8))
    terms = at.replace("/returns", "/terms/save")
    marketer.send(terms, return_days="91")
    assert marketer.status == 422
    marketer.send(terms, return_days="10")
    assert "last 10 days" in marketer.see(at)
    assert "1 lead is returned" in marketer.send(f"{at}/add", lead=str(bad))


def test_no_answer_is_no_reason(marketer: Visitor, agent: Visitor, at: str, ana: UUID) -> None:
    Inquiry.objects.update(cost=Decimal("24.00"))
    agent.send("/next/pull")
    agent.settle(agent.hand().token, disposition="no_answer", note="Rang out", then="stop")
    assert "No lead can be returned now" in marketer.see(at)


@pytest.mark.parametrize("lead", ["", "x", "0" * 32])
def test_a_choice_that_is_none_changes_nothing(marketer: Visitor, at: str, lead: str) -> None:
    marketer.send(f"{at}/add", lead=lead)
    assert marketer.status in {409, 422}
    assert not ReturnedLead.objects.exists()


def test_the_return_outlives_the_lead(marketer: Visitor, at: str, bad: UUID) -> None:
    marketer.send(f"{at}/add", lead=str(bad))
    ReturnedLead.objects.update(lead=None)
    marketer.see(at)
    assert marketer.status == 200
    assert marketer.get(f"{at}.csv").status_code == 200


@pytest.mark.parametrize(
    ("code", "word"),
    [("duplicate", "Duplicate"), ("wrong_area", "Wrong area"), ("spam", "Test"), ("test", "Test")],
)
def test_the_outcome_of_a_lead_is_a_reason(
    marketer: Visitor, at: str, ana: UUID, code: str, word: str
) -> None:
    Inquiry.objects.update(cost=Decimal("24.00"))
    admin = factories.add("Ada", role="admin")
    with write_transaction() as now:
        close_lead(lead_id=ana, code=code, actor_id=admin.pk, now=now, note="Seen")
    assert f">{word}<" in marketer.see(at)


def test_the_outcome_wrong_area_has_the_code_that_returns_know(ana: UUID) -> None:
    admin = factories.add("Ada", role="admin")
    code = dispositions.add(
        label="Wrong area",
        kind="final",
        tried=True,
        reached=True,
        bad_number=False,
        opt_out=False,
        by=admin,
    )
    assert code == ReturnReason.WRONG_AREA
