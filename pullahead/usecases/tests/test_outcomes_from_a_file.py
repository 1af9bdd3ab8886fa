"""Outcomes from a file: every row finds its lead by one rule, and the counts add up."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from pullahead.base.errors import Invalid
from pullahead.leads import queries
from pullahead.team.models import Person
from pullahead.usecases.intake.outcome_import import OutcomeCounts, import_outcomes
from pullahead.usecases.leads import sale_outcome
from pullahead.usecases.tests.factories import START, admitted, later, lead, person

pytestmark = pytest.mark.usefixtures("floor")


def kept(folder: Path, text: str, *maps: str) -> tuple[OutcomeCounts, list[list[str]]]:
    """Return the result of a file, and its list of refused rows."""
    file, errors = folder / "sales.csv", folder / "errors.csv"
    file.write_text(text, encoding="utf-8")
    counts = import_outcomes(path=file, country="US", maps=maps, errors_to=errors)
    assert counts.rows == counts.won + counts.lost + counts.already_here + counts.refused
    with errors.open(newline="", encoding="utf-8") as lines:
        return counts, list(csv.reader(lines))[1:]


def came_to(lead_id: UUID) -> tuple[str, Decimal | None] | None:
    stands = queries.outcome(lead_id)
    return (stands.verdict, stands.value) if stands else None


def test_by_id_phone_or_mail_and_a_second_run_changes_nothing(tmp_path: Path, cy: Person) -> None:
    by_id = admitted("Ana Lima", "+1 512 555 0101")
    by_phone = admitted("Rui Costa", "+1 512 555 0102")
    by_mail = admitted("Eva Dahl", "+1 512 555 0103", "eva@example.com")
    later(hours=2)
    text = (
        "Lead ID;Phone;Email;Result;Amount;Close date\n"
        f"{by_id};;;won;1.234,50;2026-05-05 16:00\n"
        ";(512) 555-0102;;Closed Lost;;2026-05-05 16:00\n"
        ";;EVA@example.com;WON;99;\n"
    )

    first, wrong = kept(tmp_path, text, "Result=outcome")

    assert not wrong
    assert (first.won, first.lost, first.corrected, first.closed) == (2, 1, 0, 3)
    assert came_to(by_id) == ("won", Decimal("1234.50"))
    assert came_to(by_phone) == ("lost", None)
    assert came_to(by_mail) == ("won", Decimal("99.00"))
    assert [lead(i).closed_as for i in (by_id, by_phone, by_mail)] == ["won", "lost", "won"]

    sale_outcome.record(lead_id=by_id, verdict="lost", value="", on=None, by=cy)
    again, _ = kept(tmp_path, text)
    assert (again.already_here, again.won, again.lost) == (3, 0, 0)
    assert came_to(by_id) == ("lost", None), "a correction that came between stands"

    other, _ = kept(tmp_path, text.replace("99;", "120;"))
    assert (other.already_here, other.won, other.corrected) == (2, 1, 1)


def test_which_of_several_leads(tmp_path: Path, cy: Person) -> None:
    phone = "+1 512 555 0104"
    ana, rui = admitted("Ana Lima", phone), admitted("Rui Costa", phone)
    sale_outcome.record(lead_id=ana, verdict="lost", value="", on=None, by=cy)
    later(days=40)
    newer = admitted("Ana Lima", phone, "ana@example.com", external_id="2")
    day, since = (f"{START + timedelta(days=d):%Y-%m-%d}" for d in (0, 41))
    later(days=2)
    text = (
        "phone,email,name,outcome,date\n"
        f"{phone},,,won,{day}\n"  # whose?
        f"{phone},,Ana Lima,won,{day}\n"  # the lead of that day
        f"{phone},,Ana Lima,won,{since}\n"  # the later one
        f"{phone},,Rui Costa,lost,{day}\n"
        f"{phone},,Zoe Quist,lost,{day}\n"  # nobody
    )

    counts, wrong = kept(tmp_path, text)

    assert (counts.won, counts.lost, counts.refused) == (2, 1, 2)
    assert [row[:2] for row in wrong] == [["2", "name"], ["6", "phone"]]
    assert str(rui) in wrong[0][2]
    assert [came_to(i) for i in (ana, newer, rui)] == [("won", None), ("won", None), ("lost", None)]


@pytest.mark.parametrize("outcome", ["Outcome", "Status", "Won/Lost"])
@pytest.mark.parametrize("at", ["Closed at", "Close Date", "Created"])
def test_common_headings_need_no_map(tmp_path: Path, outcome: str, at: str) -> None:
    lead_id = admitted("Ana Lima", "+1 512 555 0106")
    later(days=2)
    decided = START + timedelta(days=1)

    counts, wrong = kept(tmp_path, f"ID,{outcome},{at}\n{lead_id},won,{decided:%Y-%m-%d %H:%M}\n")

    assert (counts.won, wrong) == (1, [])
    stands = queries.outcome(lead_id)
    assert stands is not None
    assert stands.at.date() == decided.date()


def test_what_cannot_be_kept_is_told_with_line_and_column(tmp_path: Path) -> None:
    admitted("Ana Lima", "+1 512 555 0105", "ana@example.com")
    text = (
        "id,phone,mail,outcome,value,at\n"
        ",,ana@example.com,maybe,,\n"
        ",,ana@example.com,won,-3,\n"
        ",,ana@example.com,won,,soon\n"
        ",,ana@example.com,won,,2031-01-01\n"
        ",,,won,,\n"
        "7,,,won,,\n"
        "00000000-0000-4000-8000-000000000000,,,won,,\n"
        ",12,,won,,\n"
        ",+1 512 555 0199,,won,,\n"
        "a,b,c,d,e,f,g\n"
    )

    counts, wrong = kept(tmp_path, text)

    assert counts.refused == counts.rows == 10
    columns = "outcome value at at id id id phone phone row".split()
    assert [row[1] for row in wrong] == columns
    assert all(row[2].strip() for row in wrong)


def test_a_file_that_cannot_be_used_keeps_nothing(tmp_path: Path) -> None:
    person("Lee", role="leader")
    for text, maps in (
        ("", ()),
        ("phone,value\n1,2\n", ()),
        ("outcome,value\nwon,2\n", ()),
        ("phone,outcome\n1,won\n", ("Telephone=phone",)),
        ("phone,outcome\n1,won\n", ("phone=colour",)),
        ("PK\x03\x04", ()),
        ("a\x00b", ()),
    ):
        with pytest.raises(Invalid, match="Nothing was saved"):
            kept(tmp_path, text, *maps)
    with pytest.raises(Invalid, match="cannot be read"):
        import_outcomes(
            path=tmp_path / "none.csv", country="", maps=(), errors_to=tmp_path / "e.csv"
        )
