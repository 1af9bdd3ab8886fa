"""A file's row is imported, or refused by name, and everything left out of it is reported.

The cases are lists as people export them: F18 to F53 of the collected cases, and their relatives.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pullahead.base.errors import Invalid
from pullahead.leads.models import Import, Inquiry, Lead
from pullahead.team.models import Person
from pullahead.usecases.intake.import_now import ImportCounts, import_csv
from pullahead.usecases.leads.detail import lead_detail
from pullahead.usecases.tests.factories import set_clock
from pullahead.usecases.tests.test_importing_a_file import errors
from pullahead.usecases.tests.test_opt_outs_in_a_file import barred

pytestmark = pytest.mark.usefixtures("floor")
P1, P2, P3, P4 = (f"+1212555013{n}" for n in range(2, 6))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    set_clock(datetime(2026, 11, 28, 15, tzinfo=UTC))
    return tmp_path / "list.csv"


def run(
    path: Path,
    content: str | bytes,
    *,
    country: str = "US",
    maps: tuple[str, ...] = (),
    encoding: str = "",
    dates: str = "",
) -> ImportCounts:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_csv(
        path=path,
        source="list",
        country=country,
        maps=maps,
        errors_to=path.with_suffix(".errors.csv"),
        encoding=encoding,
        dates=dates,
    )


def names() -> set[str]:
    return set(Lead.objects.values_list("name", flat=True))


def asked() -> dict[str, datetime]:
    return dict(Inquiry.objects.values_list("lead__name", "asked_at"))


# ---- side fields


def test_a_value_that_is_none_costs_no_lead(path: Path) -> None:
    counts = run(
        path,
        f"Name,Phone,Value\nAna Um,{P1},0\nRui Dois,{P2},0.00\nBia Tres,{P3},N/A\n"
        f'Li Quatro,{P4},"1,200"\n',
    )

    assert counts == ImportCounts(rows=4, admitted=4, noted=4)
    assert [row[:2] for row in errors(path)] == [[str(n), "Value"] for n in range(2, 6)]
    assert Lead.objects.get(name="Bia Tres").attributes["value_as_given"] == "N/A"


def test_a_moment_that_cannot_be_read_costs_no_lead(path: Path) -> None:
    counts = run(path, f"Name,Phone,Created\nAna,{P1},soon\nBo,{P2},31/02/2026\n")

    assert counts == ImportCounts(rows=2, admitted=2, noted=2)
    assert "the time of arrival was used instead" in errors(path)[0][2]
    assert Lead.objects.get(name="Ana").attributes["received_at_as_given"] == "soon"


def test_a_long_text_is_cut_and_told_with_line_and_column_beside_the_lead(
    path: Path, lee: Person
) -> None:
    run(path, f"Name,Phone,Notes\nAna Um,{P1},{'y' * 2_500}\n")

    assert errors(path)[0][:2] == ["2", "Notes"]
    assert "the first 2000 were saved" in errors(path)[0][2]
    found = lead_detail(lead_id=Lead.objects.get().pk, viewer=lee).inquiries[0].notes[0]
    assert (found.line, found.column) == (2, "Notes")
    assert "the first 2000 were saved" in found.reason


def test_columns_past_the_limit_are_named(path: Path) -> None:
    many = ",".join(f"Fact {n}" for n in range(55))
    run(path, f"Name,Phone,{many}\nAna,{P1},{','.join('x' * 55)}\n")

    assert "fact_50, fact_51, fact_52, fact_53, fact_54" in errors(path)[0][2]


# ---- dates


def test_the_notations_of_excel_and_zone_names_are_read(path: Path) -> None:
    run(
        path,
        f"Name,Phone,Created\nAna Um,{P1},25-Nov-26\nRui Dois,{P2},2026-11-20 14:05:00 EST\n"
        f"Bia Tres,{P3},2026-11-20 14:05:11 America/New_York\nLi Quatro,{P4},46341.59\n",
    )

    assert asked() == {
        "Ana Um": datetime(2026, 11, 25, tzinfo=UTC),
        "Rui Dois": datetime(2026, 11, 20, 19, 5, tzinfo=UTC),
        "Bia Tres": datetime(2026, 11, 20, 19, 5, 11, tzinfo=UTC),
        "Li Quatro": datetime(2026, 11, 15, 14, 9, 36, tzinfo=UTC),
    }


@pytest.mark.parametrize("country", ["BR", "US", ""])
def test_one_date_that_shows_the_order_decides_for_the_file(path: Path, country: str) -> None:
    run(
        path,
        "Name,Phone,Created\nAna Um,+5511987650001,11/25/2026\n"
        "Rui Dois,+5511987650002,11/05/2026\n",
        country=country,
    )

    assert {day.date().isoformat() for day in asked().values()} == {"2026-11-25", "2026-11-05"}


def test_a_date_of_another_column_shows_the_order_too(path: Path) -> None:
    run(path, f"Name,Phone,Created,Last call\nAna,{P1},3/11/2026,25/11/2026\n")

    assert asked()["Ana"] == datetime(2026, 11, 3, tzinfo=UTC)


def test_an_order_that_nothing_shows_is_asked_for(path: Path) -> None:
    content = f"Name,Phone,Created\nAna,{P1},3/11/2026\n"
    with pytest.raises(Invalid, match="--dates dmy or --dates mdy"):
        run(path, content, country="")
    assert not Lead.objects.exists()

    run(path, content, country="", dates="mdy")
    assert asked()["Ana"] == datetime(2026, 3, 11, tzinfo=UTC)


def test_a_date_in_another_order_than_the_file_s_is_told(path: Path) -> None:
    run(path, f"Name,Phone,Created\nAna,{P1},25/10/2026\nBo,{P2},10/26/2026\n", dates="dmy")

    assert [row[:2] for row in errors(path)] == [["3", "Created"]]
    assert "another order of day and month" in errors(path)[0][2]


@pytest.mark.parametrize(
    "heading", ["Created (UTC)", "created_at_utc", "Created At (GMT)", "Created [UTC+00:00]"]
)
def test_a_zone_in_the_heading_counts(path: Path, heading: str) -> None:
    run(path, f"Name,Phone,{heading}\nAna,{P1},2026-11-20 14:05\n")

    assert asked()["Ana"] == datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def test_a_zone_name_in_the_heading_counts(path: Path) -> None:
    run(path, f"Name,Phone,Created (America/New_York)\nAna,{P1},2026-11-20 14:05\n")

    assert asked()["Ana"] == datetime(2026, 11, 20, 19, 5, tzinfo=UTC)


# ---- headings and lines that are no leads


def test_pipedrives_headings_are_known(path: Path) -> None:
    counts = run(
        path,
        "Lead - ID,Lead - Title,Person - Name,Person - Phone,Person - Email,Organization - Name\n"
        "5a1,Roof,Ana Um,+447400123401,a@example.com,Acme\n",
        country="GB",
    )

    assert counts == ImportCounts(rows=1, admitted=1)
    assert names() == {"Ana Um"}
    assert Inquiry.objects.get().external_id == "5a1"
    assert Lead.objects.get().attributes["organization_name"] == "Acme"


def test_a_full_name_may_stand_beside_its_halves(path: Path) -> None:
    run(
        path,
        "Record Id,First Name,Last Name,Full Name,Phone,Email\n"
        f"z1,Ana,Um,Ana Um,{P1},a@example.com\nz2,Bo,Dois,,{P2},\nz3,Rui,Tres,R. Quatro,{P3},\n",
    )

    assert names() == {"Ana Um", "Bo Dois", "R. Quatro"}
    assert Lead.objects.get(name="R. Quatro").attributes["last_name"] == "Tres"
    assert [row[:2] for row in errors(path)] == [["4", "Full Name"]]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;"])
def test_a_line_that_names_the_delimiter_is_followed(path: Path, first: str) -> None:
    counts = run(path, f"{first}\nName;Phone\nAna Um;{P1}\nBo;12\n")

    assert counts == ImportCounts(rows=2, admitted=1, refused=1)
    assert errors(path)[0][0] == "4"


def test_title_lines_and_totals_are_told_and_are_no_leads(path: Path) -> None:
    counts = run(
        path,
        f"Leads, week 47\nExported on 2026-11-20;by Rui\n\nName;Phone;Value\nAna Um;{P1};10\n"
        "Total;1;10\nGrand Total (1 record);;\n",
    )

    assert counts == ImportCounts(rows=3, admitted=1, refused=2)
    told = errors(path)
    assert [row[0] for row in told] == ["1", "2", "6", "7"]
    assert "above the headings" in told[0][2]
    assert told[2][2] == "This is a line of totals, not a lead."


def test_the_test_leads_of_form_vendors_are_refused_by_name(path: Path) -> None:
    counts = run(
        path,
        "id\tcreated_time\tfull_name\tphone_number\temail\tis_test\n"
        "l:1\t2026-11-20T09:15:33-05:00\t<test lead: dummy data for full_name>\t"
        "<test lead: dummy data for phone_number>\ttest@meta.com\tfalse\n"
        f"l:2\t\tAna Um\t{P1}\ttest@fb.com\tfalse\nl:3\t\tBo\t{P2}\t\tTRUE\n"
        f"l:4\t\tCy\t{P3}\t\tfalse\n",
    )

    assert counts == ImportCounts(rows=4, admitted=1, refused=3)
    assert {row[2] for row in errors(path)} == {"this is a vendor’s test lead, not a person"}


def test_a_line_that_cannot_be_split_keeps_its_opt_out(path: Path) -> None:
    counts = run(
        path,
        f'Name,Phone,Note,Do not call\nAna,{P1},"wants a call,yes\nBo,{P2},"two\nlines,yes\n'
        f"Cy,{P3},,\n",
    )

    assert (counts.admitted, counts.opted_out) == (1, 2)
    assert barred() == {("phone", P1), ("phone", P2)}
    assert names() == {"Cy"}


# ---- encodings


def test_one_bad_byte_spoils_one_row(path: Path) -> None:
    content = "Name,Phone\nJoão Um,+5511987650001\nAção Dois,+5511987650002\n".encode()
    counts = run(path, content + b"B\xe3o Tres,+5511987650003\n", country="BR")

    assert counts == ImportCounts(rows=3, admitted=3, noted=1)
    assert names() == {"João Um", "Ação Dois", "Bão Tres"}
    assert errors(path)[0][:2] == ["4", "Name"]
    assert "bytes that the file’s encoding does not know" in errors(path)[0][2]


def test_utf_16_without_a_mark_is_read(path: Path) -> None:
    run(path, f"Full name\tPhone\nمحمد\t{P1}\n".encode("utf-16-le"))
    assert names() == {"محمد"}


@pytest.mark.parametrize(
    ("encoding", "name", "second"),
    [
        ("cp1251", "Иван Петров", "Анна Сидорова"),
        ("koi8-r", "Иван Петров", "Анна Сидорова"),
        ("gb18030", "张秀英", "李伟明"),
        ("cp932", "田中 太郎", "佐藤はなこ"),
        ("cp949", "김철수", "박영희"),
        ("big5", "王小明", "陳美玲"),
        ("cp1250", "Łukasz Wiśniewski", "Żaneta Dąbrowska"),
        ("cp1253", "Γιώργος Παπαδόπουλος", "Ελένη Νικολάου"),
        ("cp1252", "João Conceição", "Zoë Müller"),
        ("mac_roman", "José Muñoz", "Ángel Gil"),
        ("utf-16-be", "João Conceição", "Zoë"),
    ],
)
def test_encodings_are_detected(path: Path, encoding: str, name: str, second: str) -> None:
    content = f"Name,Phone,Note\n{name},{P1},a\n{second},{P2},b\n"
    run(path, content.encode(encoding))
    assert names() == {name, second}


def test_an_encoding_that_is_not_clear_is_asked_for_and_can_be_stated(path: Path) -> None:
    content = f"Name,Phone\nAyşe Yılmaz,{P1}\n".encode("cp1254")
    with pytest.raises(Invalid, match="encoding of the file is not clear"):
        run(path, content)
    assert not Import.objects.exists()

    run(path, content, encoding="windows-1254")
    assert names() == {"Ayşe Yılmaz"}
    assert Import.objects.get().encoding == "cp1254"


def test_the_country_decides_between_encodings(path: Path) -> None:
    run(path, f"Name,Phone\nGüneş Işık,{P1}\n".encode("cp1254"), country="TR")
    assert names() == {"Güneş Işık"}


@pytest.mark.parametrize("encoding", ["klingon", "rot13", "hex", "idna", "utf-16"])
def test_an_encoding_that_does_not_fit_is_refused(path: Path, encoding: str) -> None:
    with pytest.raises(Invalid):
        run(path, f"Name,Phone\nAna,{P1}\n", encoding=encoding)
