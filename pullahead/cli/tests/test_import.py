"""`pullahead import`: a count that adds up, an error file, and files that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Lead

ROWS = """Full Name,Telephone,E-mail
Ana Lima,+1 212 555 0101,ana@example.com
Ana Lima,(212) 555-0101,
Ben Osei,+44 20 7946 0123,
Nobody,,
"""


@pytest.fixture(autouse=True)
def _listed(says: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(ROWS)


def test_the_count_adds_up_and_a_second_run_changes_nothing(
    says: Callable[..., str], tmp_path: Path
) -> None:
    said = says("import", "list.csv", "--source", "list", "--country", "us")
    assert said.splitlines()[0] == (
        "4 rows = 2 admitted + 1 inquired again + 0 already here + 1 refused"
    )
    assert said.splitlines()[1].endswith("list.csv.errors.csv")
    errors = (tmp_path / "list.csv.errors.csv").read_text().splitlines()
    assert errors[0] == "line,column,reason"
    assert errors[1].startswith("5,")
    again = says("import", "list.csv", "--source", "list", "--country", "US")
    assert again.startswith("4 rows = 0 admitted + 0 inquired again + 3 already here + 1 refused")


def test_without_refused_rows_there_is_no_error_file(
    says: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(ROWS.rsplit("Nobody", 1)[0])
    said = says("import", "list.csv", "--source", "list", "--country", "US")
    assert said.endswith("+ 0 refused")
    assert not (tmp_path / "list.csv.errors.csv").exists()


def test_opted_out_rows_and_what_was_left_out_are_counted(
    says: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(
        "Name,Phone,Email,Do Not Call\nAna,+1 212 555 0101,,1\nBo,garbage,bo@example.com,\n"
    )
    said = says("import", "list.csv", "--source", "list", "--country", "US").splitlines()
    assert said[0].endswith("2 admitted + 0 inquired again + 0 already here + 0 refused")
    assert said[1:3] == [
        "1 opted out: no calls or messages",
        "1 imported with something cut, left out or not understood",
    ]
    assert (tmp_path / "list.csv.errors.csv").read_text().splitlines()[1].startswith("3,Phone,")


def test_a_column_that_may_say_do_not_call_is_decided_by_a_map(
    says: Callable[..., str], refusal: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text("Name,Phone,DNC Status\nAna,+1 212 555 0101,no\n")
    words = ("import", "list.csv", "--source", "list")
    assert "may mark people who must not be called" in refusal(*words)
    assert not Lead.objects.exists()
    assert says(*words, "--map", "DNC Status=do_not_call").startswith("1 row = 1 admitted")


def test_columns_can_be_given(
    says: Callable[..., str], refusal: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "odd.csv").write_text("Who,Where to ring\nAna,+1 212 555 0101\n")
    words = ("import", "odd.csv", "--source", "odd")
    maps = ("--map", "Who=name", "--map", "Where to ring=phone")
    assert says(*words, *maps).startswith("1 row = 1 admitted")
    assert "no column" in refusal(*words, "--map", "Wrong=phone")


def test_the_organisations_country_is_used_where_none_is_given(
    says: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLAHEAD_COUNTRY", "US")
    assert "1 inquired again" in says("import", "list.csv", "--source", "list")


def test_a_file_that_cannot_be_used_is_refused_and_leaves_nothing(
    refusal: Callable[..., str], tmp_path: Path
) -> None:
    folder = tmp_path
    (folder / "program").write_bytes(Path("/bin/sh").resolve().read_bytes()[:20_000])
    (folder / "sheet.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    (folder / "empty.csv").write_text("")
    (folder / "folder.csv").mkdir()
    for name in ("missing.csv", "program", "sheet.xlsx", "empty.csv", "folder.csv"):
        refusal("import", name, "--source", "list")
        assert not (folder / f"{name}.errors.csv").exists()
    assert not Lead.objects.exists()


def test_the_error_file_can_be_elsewhere_but_never_the_list_itself(
    says: Callable[..., str], refusal: Callable[..., str], tmp_path: Path
) -> None:
    words = ("import", "list.csv", "--source", "list")
    assert "names the file itself" in refusal(*words, "--errors", "list.csv")
    assert (tmp_path / "list.csv").read_text() == ROWS
    refusal(*words, "--errors", "not/there/errors.csv")
    says(*words, "--errors", "why.csv")
    assert (tmp_path / "why.csv").exists()


def test_a_country_that_is_none_is_refused(refusal: Callable[..., str]) -> None:
    said = refusal("import", "list.csv", "--source", "list", "--country", "Brazil")
    assert "not a country code" in said


def test_a_demo_keeps_to_its_own_leads_unless_told(
    says: Callable[..., str], refusal: Callable[..., str]
) -> None:
    with write_transaction():
        set_setting(name="demo", value=True)
    words = ("import", "list.csv", "--source", "list", "--country", "US")
    said = refusal(*words)
    assert "PULLAHEAD_DATABASE_URL" in said
    assert "--into-demo" in said
    assert "2 admitted" in says(*words, "--into-demo")
