"""Spend by day, source and campaign: typed, and from a file."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest

from pullahead.base.errors import Invalid
from pullahead.base.models import Journal
from pullahead.leads.models import Spend
from pullahead.team.models import Person
from pullahead.usecases.settings import spend
from pullahead.usecases.settings.spend import SpendInput
from pullahead.usecases.tests import factories


@pytest.fixture
def mia(db: None) -> Person:
    factories.lay_floor()  # 5 May 2026
    factories.source("web form")
    factories.source("fair")
    return factories.person("Mia", role="marketer")


def load(mia: Person, text: str | bytes) -> int:
    raw = text.encode() if isinstance(text, str) else text
    return spend.import_spend(raw=BytesIO(raw), by=mia)


def amounts() -> list[tuple[str, str, str, Decimal]]:
    rows = Spend.objects.order_by("day", "source__name", "campaign")
    return [(f"{one.day}", one.source.name, one.campaign, one.amount) for one in rows]


def test_a_later_amount_replaces_the_earlier_one(mia: Person) -> None:
    row = SpendInput("web form", spend.today(), Decimal("90.00"), "Spring")
    spend.record_spend(typed=[row], by=mia)
    spend.record_spend(typed=[row], by=mia)
    again = SpendInput("web form", spend.today(), Decimal("95.50"), "Spring")
    spend.record_spend(typed=[again], by=mia)

    assert amounts() == [("2026-05-05", "web form", "Spring", Decimal("95.50"))]
    lines = Journal.objects.filter(kind="spend.changed").order_by("id")
    assert [(one.data["was"], one.data["amount"]) for one in lines] == [
        (None, "90.00"),
        ("90.00", "95.50"),
    ]
    assert "Spring" not in str([one.data for one in lines])


def test_a_file_adds_up_the_lines_of_one_campaign(mia: Person) -> None:
    text = (
        "Date,Source,Campaign name,Cost\n"
        "2026-05-04,web form,Spring,10.50\n"
        "2026-05-04,web form,Spring,4.50\n"
        '2026-05-04,fair,,"1,200.00"\n'
        "2026-05-03,fair,,0\n"
    )
    assert load(mia, text) == 3
    assert amounts() == [
        ("2026-05-03", "fair", "", Decimal(0)),
        ("2026-05-04", "fair", "", Decimal(1200)),
        ("2026-05-04", "web form", "Spring", Decimal(15)),
    ]
    assert load(mia, text) == 3
    assert len(amounts()) == 3


def test_a_file_of_another_country_is_read(mia: Person) -> None:
    assert load(mia, "day;source;amount\n2026-05-04;fair;1.234,50 €\n") == 1
    assert amounts()[0][3] == Decimal("1234.50")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2026-05-04,nobody,1", "nobody"),
        ("2026-05-06,fair,1", "future"),
        ("1999-01-01,fair,1", "2000"),
        ("04.05.2026,fair,1", "2026-05-04"),
        ("2026-05-04,fair,-1", "amount"),
        ("2026-05-04,fair,1.001", "amount"),
        ('2026-05-04,fair,"1,234"', "amount"),
        ("2026-05-04,fair,", "amount"),
        ("2026-05-04,fair", "amount"),
        ("2026-05-04,,1", "source"),
        ('"2026-05-04,fair,1', "quotation"),
        ("2026-05-04,fair,9999999999999", "amount"),
    ],
)
def test_a_wrong_line_saves_nothing_and_is_named(mia: Person, line: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        load(mia, f"day,source,amount\n2026-05-04,fair,1\n{line}\n")
    assert why in refused.value.message
    assert not amounts()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"day,source\n",
        b"\0\1\2",
        b"PK\x03\x04z",
        b"day,source,amount\n",
        b"\xff\xfe\xfd" * 9,
    ],
)
def test_a_file_that_is_none_is_refused(mia: Person, raw: bytes) -> None:
    with pytest.raises(Invalid):
        load(mia, raw)
    assert not amounts()
