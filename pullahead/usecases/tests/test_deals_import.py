"""Deals from a CSV file: exports of three systems, limits, dates, history, dead deals."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from pullahead.base.errors import Invalid
from pullahead.pipeline.models import Deal, FlowLimit, Transition
from pullahead.team.models import Person
from pullahead.usecases.deals.import_columns import guessed
from pullahead.usecases.deals.import_rows import DealCounts
from pullahead.usecases.deals.imports import import_deals
from pullahead.usecases.tests.deals import DealFloor, assert_deals_sound, published

PIPEDRIVE = """Deal - ID,Deal - Title,Deal - Value,Deal - Organization,Deal - Stage,Deal - Status,\
Deal - Deal created,Deal - Won time,Deal - Lost time,Deal - Lost reason
1,Hotel Lindner,1200.50,Lindner,Discovery,Open,2026-04-01 10:00:00,,,
2,Bakery,900,Sole,Present,Won,2026-03-01 10:00:00,2026-03-20 10:00:00,,
3,Clinic,,North,Identify,Lost,2026-02-01,,2026-02-11,Too expensive
"""
HUBSPOT = """Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Associated Company
77,Volt Bikes,Discovery,5000,2026-04-10 09:00,2026-06-30 09:00,Volt
78,Kite Media,Closed Won,700,2026-01-10 09:00,2026-02-10 09:00,Kite
79,Blue Door,closedlost,,2026-01-10 09:00,2026-01-30 09:00,Blue
"""
SALESFORCE = """Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Created Date,Close Date
006A,Delta Print,Delta,Identify,300,4/15/2026,5/31/2026
006B,Moss,Moss,Closed Lost,,1/5/2026,1/2/2026
"""


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()


def imported(folder: Path, text: str, **options: object) -> DealCounts:
    path = folder / "deals.csv"
    path.write_text(text, encoding="utf-8")
    given = {"team": "Sales", "errors_to": folder / "errors.csv"} | options
    return import_deals(path=path, **given)  # type: ignore[arg-type]


def errors(folder: Path) -> str:
    return (folder / "errors.csv").read_text(encoding="utf-8")


def test_an_export_of_pipedrive_comes_in_with_its_history(team: DealFloor, tmp_path: Path) -> None:
    counts = imported(tmp_path, PIPEDRIVE)
    assert (counts.rows, counts.placed, counts.won, counts.lost) == (3, 1, 1, 1)
    lindner, bakery, clinic = Deal.objects.order_by("external_id")
    assert lindner.stage == team.stages[1]
    assert (lindner.holder_id, lindner.value) == (None, Decimal("1200.50"))
    assert (bakery.closed_as, bakery.closed_at.isoformat()[:10]) == ("won", "2026-03-20")  # type: ignore[union-attr]
    assert (clinic.closed_as, clinic.reason) == ("lost", "imported")
    last = Transition.objects.get(deal=clinic, seq=2)
    assert (last.kind, last.origin, last.reason) == ("lose", "import", "Too expensive")


def test_an_open_deals_close_date_of_hubspot_is_a_wish(team: DealFloor, tmp_path: Path) -> None:
    counts = imported(tmp_path, HUBSPOT)
    assert (counts.placed, counts.won, counts.lost) == (1, 1, 1)
    volt = Deal.objects.get(external_id="77")
    assert volt.next_at is not None
    assert volt.next_at.isoformat()[:10] == "2026-06-30"


def test_dates_of_salesforce_are_asked_and_early_closes_listed(
    team: DealFloor, tmp_path: Path
) -> None:
    counts = imported(tmp_path, SALESFORCE, order="mdy")
    assert (counts.placed, counts.lost, counts.refused) == (1, 1, 0)
    assert counts.before_creation == ["Moss"]
    moss = Deal.objects.get(external_id="006B")
    assert moss.closed_at == moss.created_at


def test_a_date_whose_day_and_month_could_be_either_is_refused(
    team: DealFloor, tmp_path: Path
) -> None:
    text = "Title,Stage,Created\nA,Identify,3/4/2026\nB,Identify,2026-03-04\n"
    counts = imported(tmp_path, text)
    assert (counts.rows, counts.placed, counts.refused) == (2, 1, 1)
    assert errors(tmp_path).splitlines()[1].startswith("2,created,")


def test_the_surplus_over_a_limit_waits_ready_for_its_stage(
    team: DealFloor, tmp_path: Path
) -> None:
    text = "Title,Stage,Created\n" + "".join(
        f"Deal {n},Identify,2026-04-{n:02}\n" for n in range(1, 7)
    )
    counts = imported(tmp_path, text)
    assert (counts.placed, counts.waiting) == (3, 3)
    assert FlowLimit.objects.get(stage=team.stages[0]).held == 3
    waiting = Deal.objects.filter(stage=None)
    assert set(waiting.values_list("title", flat=True)) == {"Deal 4", "Deal 5", "Deal 6"}
    assert set(waiting.values_list("entry__name", flat=True)) == {"Identify"}


def test_a_second_run_passes_over_deals_that_are_here(team: DealFloor, tmp_path: Path) -> None:
    imported(tmp_path, PIPEDRIVE)
    again = imported(tmp_path, PIPEDRIVE)
    assert (again.already_here, again.placed, again.won, again.lost) == (3, 0, 0, 0)
    assert Deal.objects.count() == 3


def test_open_deals_older_than_any_that_closed_are_listed(team: DealFloor, tmp_path: Path) -> None:
    text = (
        "Title,Stage,Status,Created,Closed at\n"
        "Young,Identify,open,2026-05-01,\n"
        "Old,Identify,open,2025-01-01,\n"
        "Done,Close,won,2026-01-01,2026-02-01\n"
    )
    assert imported(tmp_path, text).dead == ["Old"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",Identify,5,2026-04-01", "title"),
        ("A,Nowhere,5,2026-04-01", "stage"),
        ("A,Identify,lots,2026-04-01", "value"),
        ("A,Identify,99999999999,2026-04-01", "value"),
        ("A,Identify,5,yesterday", "created"),
        ("A,Identify,5,2031-04-01", "created"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_with_line_and_column(
    team: DealFloor, tmp_path: Path, row: str, column: str
) -> None:
    counts = imported(tmp_path, f"Title,Stage,Value,Created\n{row}\nGood,Identify,5,2026-04-01\n")
    assert (counts.refused, counts.placed) == (1, 1)
    assert errors(tmp_path).splitlines()[1].startswith(f"2,{column},")


def test_stages_and_columns_are_named_by_hand(team: DealFloor, tmp_path: Path) -> None:
    text = "What,Phase\nHotel Lindner,Proposal\n"
    counts = imported(
        tmp_path, text, maps=["What=title", "Phase=stage"], stages=["Proposal=Present"]
    )
    assert counts.placed == 1
    assert Deal.objects.get().stage == team.stages[2]


@pytest.mark.parametrize(
    "options",
    [
        {"team": "Nobody"},
        {"maps": ["What=nothing"]},
        {"maps": ["Where=title"]},
        {"stages": ["Proposal=Nowhere"]},
        {"maps": ["Title=ignore"]},
    ],
)
def test_a_wrong_option_imports_nothing(
    team: DealFloor, tmp_path: Path, options: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        imported(tmp_path, "Title,What,Stage\nA,B,Identify\n", **options)
    assert not Deal.objects.exists()


@pytest.mark.parametrize("text", ["", "\x00\x01", "Title\n"])
def test_an_empty_or_binary_file_imports_nothing(
    team: DealFloor, tmp_path: Path, text: str
) -> None:
    with contextlib.suppress(Invalid):
        assert imported(tmp_path, text).rows == 0
    assert not Deal.objects.exists()


def test_the_list_of_refused_rows_never_overwrites_the_file(
    team: DealFloor, tmp_path: Path
) -> None:
    with pytest.raises(Invalid, match="overwrite"):
        imported(tmp_path, PIPEDRIVE, errors_to=tmp_path / "deals.csv")
    assert (tmp_path / "deals.csv").read_text(encoding="utf-8") == PIPEDRIVE


# headings as exports have them, and the fields that they are
HEADINGS = {
    "Id,AccountId,Name,StageName,Amount,CloseDate,CreatedDate,IsClosed,IsWon": (
        "id,,title,stage,value,closed,created,,won"
    ),
    "Deal - Title,Organization - Name,Deal - Won time,Deal - Lost time,Deal - Lost reason": (
        "title,company,won,lost,reason"
    ),
    "Record Id,Deal Name,Account Name,Closing Date,Created Time,Reason For Loss": (
        "id,title,company,closed,created,reason"
    ),
    "Título,Valor,Etapa,Estado,Organización,Fecha de creación": (
        "title,value,stage,status,company,created"
    ),
    "Titel,Wert,Phase,Firma,Erstellt am": "title,value,stage,company,created",
    "mql_id,seller_id,won_date": ",,won",
}


@pytest.mark.parametrize(("header", "fields"), HEADINGS.items())
def test_headings_of_exports_are_known(header: str, fields: str) -> None:
    assert ",".join(guessed(header.split(","))) == fields


def test_a_report_with_marks_for_closed_and_won_keeps_its_close_date(
    team: DealFloor, tmp_path: Path
) -> None:
    text = (
        "Opportunity Name,Closed,Won,Stage,Close Date,Created Date\n"
        "A,1,1,Invoiced,2026-03-20,2026-03-01\n"
        "B,0,0,Identify,2026-06-20,2026-03-01\n"
    )
    counts = imported(tmp_path, text)
    assert (counts.won, counts.placed, counts.refused) == (1, 1, 0)
    closed = Deal.objects.get(closed_as="won").closed_at
    assert closed is not None
    assert closed.isoformat()[:10] == "2026-03-20"


def test_a_date_under_won_closes_a_deal_unless_the_status_is_open(
    team: DealFloor, tmp_path: Path
) -> None:
    text = "mql_id,won_date,Status,Stage\na,2018-02-26 19:58,,\nb,2018-02-26 19:58,open,Identify\n"
    counts = imported(tmp_path, text, maps=["mql_id=title"])
    assert (counts.won, counts.placed, counts.refused) == (1, 1, 0)
