"""An import reports cells left out of an admitted row with line and column, and stores them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pullahead.leads.models import Lead
from pullahead.pull.models import CardRow
from pullahead.team.models import Person
from pullahead.usecases.intake.import_now import ImportCounts, import_csv
from pullahead.usecases.tests.factories import austin, nothing, pulled, set_clock, settle
from pullahead.usecases.work import claims

pytestmark = pytest.mark.usefixtures("floor")


def run(path: Path, content: str, country: str) -> tuple[ImportCounts, list[list[str]]]:
    path.write_text(content)
    errors = path.with_suffix(".errors.csv")
    counts = import_csv(path=path, source="list", country=country, maps=(), errors_to=errors)
    with errors.open(newline="", encoding="utf-8") as file:
        return counts, list(csv.reader(file))[1:]


def test_a_bad_phone_beside_a_good_e_mail(tmp_path: Path) -> None:
    counts, told = run(
        tmp_path / "list.csv",
        "Name,Phone,Email\nAna Um,5.51199E+12,a@example.com\nRui Dois,garbage,b@example.com\n"
        "Bo Tres,,c@example.com\nCo Quatro,12,\n",
        "BR",
    )

    assert counts == ImportCounts(rows=4, admitted=3, refused=1, noted=2)
    assert [row[:2] for row in told] == [["2", "Phone"], ["3", "Phone"], ["5", "Phone"]]
    assert told[0][2].startswith("The row was imported, but: “5.51199E+12” is not a phone number")
    assert "it contains letters" in told[1][2]
    kept = dict(Lead.objects.values_list("name", "attributes"))
    assert kept == {
        "Ana Um": {"phone_as_given": "5.51199E+12"},
        "Rui Dois": {"phone_as_given": "garbage"},
        "Bo Tres": {},
    }


def test_a_bad_e_mail_beside_a_good_phone(tmp_path: Path) -> None:
    counts, told = run(tmp_path / "list.csv", f"Name,Phone,Email\nAna,{austin(101)},a@b@c\n", "US")

    assert counts == ImportCounts(rows=1, admitted=1, noted=1)
    assert told[0][:2] == ["2", "Email"]
    assert Lead.objects.get().attributes == {"email_as_given": "a@b@c"}


def test_a_text_that_is_cut(tmp_path: Path) -> None:
    content = f"Name,Phone,Note\nAna,{austin(101)},{'x' * 2_001}\n"
    counts, told = run(tmp_path / "list.csv", content, "US")

    assert counts == ImportCounts(rows=1, admitted=1, noted=1)
    assert "the first 2000 were saved" in told[0][2]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("State/Province", "FL"), ("Zip/Postal Code", "33101"), ("Mailing State", "Florida")],
)
def test_the_law_of_the_state_that_an_address_names_holds(
    tmp_path: Path, heading: str, cell: str
) -> None:
    run(tmp_path / "list.csv", f"Name,Phone,{heading}\nAna Um,+12125550302,{cell}\n", "US")

    lane = CardRow.objects.get().lane
    assert lane is not None
    assert lane.windows.startswith("US-FL@")


def test_a_florida_address_with_a_new_york_phone_is_not_called_at_half_past_eight(
    tmp_path: Path, ana: Person
) -> None:
    content = "Name,Phone,State/Province\nAna Um,+12125550302,FL\nBo Dois,+12125550303,NY\n"
    run(tmp_path / "list.csv", content, "US")
    set_clock(datetime(2026, 5, 6, 0, 30, tzinfo=UTC))

    assert pulled(ana).lead.name == "Bo Dois"
    settle(ana, claims.current_claim(agent_id=ana.pk) or pulled(ana), "not_interested")
    assert nothing(ana)
