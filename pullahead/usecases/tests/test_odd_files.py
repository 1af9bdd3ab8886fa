"""Odd files: encodings, delimiters, quotes, junk. No file causes a server error.

Good rows are imported. Bad rows are listed with the line on which they began.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pullahead.base.errors import Invalid
from pullahead.leads.models import Lead
from pullahead.usecases.common.csv_reader import LINE_LIMIT
from pullahead.usecases.intake.import_now import ImportCounts, import_csv
from pullahead.usecases.tests.factories import austin
from pullahead.usecases.tests.test_importing_a_file import errors, run

pytestmark = pytest.mark.usefixtures("floor")

PLAIN = f"Name,Phone,Note\nÚrsula Muñoz,{austin(101)},ok\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def names() -> list[str]:
    return sorted(Lead.objects.values_list("name", flat=True))


def notes() -> dict[str, str]:
    return {lead.name: lead.attributes.get("note", "") for lead in Lead.objects.all()}


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_encodings_are_recognised(path: Path, encoding: str) -> None:
    content = PLAIN.encode(encoding)
    if encoding == "utf-16-le":
        content = b"\xff\xfe" + content
    if encoding == "utf-16-be":
        content = b"\xfe\xff" + content

    assert run(path, content).admitted == 1
    assert names() == ["Úrsula Muñoz"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_recognised(path: Path, delimiter: str, end: str) -> None:
    content = PLAIN.replace(",", delimiter).replace("\n", end)

    assert run(path, content).admitted == 1
    assert notes() == {"Úrsula Muñoz": "ok"}


def test_a_delimiter_inside_quotes_is_no_delimiter(path: Path) -> None:
    content = f'"Name, in full";Phone;Note\n"Lima; Ana";{austin(101)};a, b, c\n'

    assert run(path, content, "Name, in full=name").admitted == 1
    assert notes() == {"Lima; Ana": "a, b, c"}


def test_a_cell_may_go_over_lines_and_the_line_numbers_stay_true(path: Path) -> None:
    content = (
        f'Name,Phone,Note\nAna,{austin(101)},"first\nsecond\n\nthird, with ""quotes"""\n'
        f"Bo,12,\n\nCora,{austin(102)},\nDora,13,\n"
    )

    counts = run(path, content)

    assert counts == ImportCounts(rows=4, admitted=2, refused=2)
    assert notes()["Ana"] == 'first\nsecond\n\nthird, with "quotes"'
    assert [(line, column) for line, column, _ in errors(path)] == [("6", "Phone"), ("9", "Phone")]


def test_a_quote_that_is_never_closed_swallows_nobody(path: Path) -> None:
    rows = "".join(f"Lead {n},{austin(110 + n)},\n" for n in range(30))
    content = f'Name,Phone,Note\nAna,{austin(101)},"wants a call\n{rows}'

    counts = run(path, content)

    assert counts == ImportCounts(rows=31, admitted=30, refused=1)
    assert [(line, column) for line, column, _ in errors(path)] == [("2", "row")]
    assert "quotation mark" in errors(path)[0][2]


def test_a_stray_quote_that_the_next_one_closes_swallows_nobody(path: Path) -> None:
    content = (
        f'Name,Phone,Note\nAna,{austin(101)},"wants a call\nBo,{austin(102)},"Hi there"\n'
        f'Cora,{austin(103)},"fine"\n'
    )

    counts = run(path, content)

    assert names() == ["Bo", "Cora"]
    assert counts == ImportCounts(rows=3, admitted=2, refused=1)
    assert errors(path)[0][0] == "2"


def test_a_quote_inside_a_cell_is_read_as_well_as_can_be(path: Path) -> None:
    content = f'Name,Phone,Note\nAna,{austin(101)},5" tall\nBo,{austin(102)},"says "hi" to you"\n'

    assert run(path, content).admitted == 2
    assert notes()["Ana"] == '5" tall'


def test_nuls_are_dropped(path: Path) -> None:
    assert run(path, PLAIN.replace("ok", "o\x00k") + "\x00\x00\n").rows == 1
    assert notes() == {"Úrsula Muñoz": "ok"}


def test_a_cell_that_is_too_big_is_cut_and_the_next_row_is_read(path: Path) -> None:
    content = f"Name,Phone,Note\nAna,{austin(101)},{'x' * 200_000}\nBo,{austin(102)},\n"

    counts = run(path, content)

    assert (counts.admitted, counts.noted, names()) == (2, 1, ["Ana", "Bo"])
    assert errors(path)[0][:2] == ["2", "Note"]
    assert "the first 2000 were saved" in errors(path)[0][2]


def test_a_line_that_is_too_long_is_one_row_and_keeps_the_numbers_true(path: Path) -> None:
    long = ",".join("y" for _ in range(LINE_LIMIT))
    content = f"Name,Phone\n{long}\nBo,12\nCora,{austin(102)}\n"

    counts = run(path, content)

    assert counts == ImportCounts(rows=3, admitted=1, refused=2)
    assert [line for line, _, _ in errors(path)] == ["2", "3"]
    assert "longer than 1,000,000 characters" in errors(path)[0][2]


def test_a_million_columns_are_no_trouble(path: Path) -> None:
    with pytest.raises(Invalid, match="line of headings cannot be read"):
        run(path, "x," * 1_000_000 + "\nAna\n")


def test_ragged_rows_are_read_where_nothing_is_lost(path: Path) -> None:
    content = (
        f"Name,Phone,Note\nAna,{austin(101)}\nBo,{austin(102)},ok,,\n"
        f"Cora,{austin(103)},ok,what is this\n"
    )

    counts = run(path, content)

    assert (counts.admitted, names()) == (2, ["Ana", "Bo"])
    said = "The row has more cells than the file has headings: 4 instead of 3."
    assert errors(path) == [["4", "row", said]]


def test_headings_may_be_repeated_or_empty(path: Path) -> None:
    run(path, f"Name,Phone,Note,Note,\nAna,{austin(101)},one,two,three\n")

    assert Lead.objects.get().attributes == {"note": "one", "note_2": "two", "column_5": "three"}


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "   \n"])
def test_an_empty_file_is_said_to_be_empty(path: Path, content: str) -> None:
    with pytest.raises(Invalid, match="The file is empty"):
        run(path, content)


def test_a_file_of_headings_only_has_no_rows(path: Path) -> None:
    assert run(path, "Name,Phone\n") == ImportCounts()
    assert errors(path) == []


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_spreadsheet_is_refused_with_what_to_do(path: Path, start: bytes) -> None:
    with pytest.raises(Invalid, match="Save it as CSV"):
        run(path, start + bytes(range(256)) * 40)


def test_other_binary_junk_is_refused_or_its_rows_are(path: Path) -> None:
    junk = bytes((n * 7 + n // 256) % 256 for n in range(50_000))
    with pytest.raises(Invalid):
        run(path, junk)
    with pytest.raises(Invalid, match="encoding"):
        run(path, b"Name,Phone\n" + junk)
    counts = import_csv(
        path=path,
        source="list",
        country="US",
        maps=(),
        errors_to=path.with_suffix(".errors.csv"),
        encoding="cp1252",
    )
    assert counts.admitted == 0
    assert counts.rows == counts.refused > 0


def test_a_file_that_is_not_there_or_a_folder_is_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        run(path)
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    with pytest.raises(Invalid, match="cannot be read"):
        run(folder)


def test_text_that_hides_or_breaks_is_cleaned(path: Path) -> None:
    hidden = "\u202eAna\x07 \u200bLima\x1b[31m"
    content = f"Name,Phone\n{hidden},{austin(101)}\n=cmd|'/c',{austin(102)}\n"

    assert run(path, content).admitted == 2
    assert all(name.isprintable() or "\u200b" in name for name in names())
