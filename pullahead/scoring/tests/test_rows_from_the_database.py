"""Training rows are leads that were tried, as they came in, with their outcome."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.leads.models import Address, Inquiry, Lead
from pullahead.scoring import features, queries
from pullahead.scoring.tests.factories import NOW, lead, outcome, source
from pullahead.scoring.training_rows import ripeness

pytestmark = pytest.mark.usefixtures("floor")


def test_how_each_lead_counts() -> None:
    web = source()
    cases = {
        "won": (lead(web, closed_as="won"), 1.0, 1.0),
        "lost": (lead(web, closed_as="not_interested"), 0.0, 1.0),
        "open, tried": (lead(web, days_ago=30), 0.0, ripeness(30.0)),
        "told won, closed as nothing": (lead(web, closed_as="not_interested"), 1.0, 1.0),
        "told lost, closed as won": (lead(web, closed_as="won"), 0.0, 1.0),
        "told, then taken back": (lead(web, closed_as="won"), 1.0, 1.0),
        "told while open, untried": (lead(web, tried=False), 1.0, 1.0),
    }
    left_out = [
        lead(web, tried=False),
        lead(web, closed_as="not_interested", tried=False),
        lead(web, closed_as="duplicate"),
    ]
    outcome(cases["told won, closed as nothing"][0], "lost")
    outcome(cases["told won, closed as nothing"][0], "won")
    outcome(cases["told lost, closed as won"][0], "lost")
    outcome(cases["told, then taken back"][0], "lost")
    outcome(cases["told, then taken back"][0], "none")
    outcome(cases["told while open, untried"][0], "won")
    known = queries.known(NOW)
    table = known.history.as_of(0, len(known.leads), queries.day_of(NOW))
    found = {
        pk: (y, w) for pk, y, w in zip(known.leads, table.outcomes, table.weights, strict=True)
    }
    for name, (row, y, w) in cases.items():
        assert found[row.pk] == pytest.approx((y, w)), name
    assert not {row.pk for row in left_out} & found.keys()
    assert known.outcomes == 6


def test_fields_are_those_of_the_first_inquiry_and_do_not_change_with_work() -> None:
    web, fair = source(), source("fair")
    one = lead(web, mail="ana@gmail.com", page="offer", message="call me", empty="", size=40)
    first = Inquiry.objects.get(lead=one)
    endless = {"x" * 201: "y"}
    Inquiry.objects.filter(pk=first.pk).update(attributes=first.attributes | endless)
    before = features.rows_of([one.pk])[one.pk]
    assert before == {
        "source": str(web.pk),
        "hour": "15–18 UTC",
        "weekday": "Sun",
        "phone": "+1512",
        "mail": "free",
        "attribute page": "offer",
        "attribute size": "40",
    }
    Inquiry.objects.create(
        lead=one, source=fair, row_hash="later", asked_at=NOW, admitted_at=NOW,
        attributes={"page": "another"},
    )  # fmt: skip
    Address.objects.filter(lead=one).update(valid=False, reason="disconnected")
    Address.objects.create(lead=one, kind="phone", value="+442079460000", position=3)
    Lead.objects.filter(pk=one.pk).update(value=5, zone="Asia/Tokyo", asked_at=NOW)
    assert features.rows_of([one.pk])[one.pk] == before
    bare = lead(web, phone="", mail="ana@lima.example")
    row = features.rows_of([bare.pk])[bare.pk]
    assert (row["phone"], row["mail"]) == (None, "own")


def test_an_attribute_that_stands_alone_in_each_lead_is_no_field() -> None:
    web = source()
    for n in range(6):
        lead(web, closed_as="won", page="ab"[n % 2], company=f"Company {n}")
    names = list(queries.known(NOW).history.columns)
    assert "attribute page" in names
    assert "attribute company" not in names


def test_outcomes_are_counted_since_the_last_time() -> None:
    web = source()
    lead(web, days_ago=9, closed_as="won")
    lead(web, days_ago=5, closed_as="not_interested")
    told = lead(web, days_ago=9, closed_as="won")
    outcome(told, "lost", days_ago=2)
    assert queries.outcomes_since(None) == 3
    assert queries.outcomes_since(NOW - timedelta(days=6)) == 2
    assert queries.outcomes_since(NOW) == 0
