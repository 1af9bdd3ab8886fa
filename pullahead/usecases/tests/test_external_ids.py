"""An external id counts only where the person agrees; a changed phone under it is added."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from pullahead.leads.models import Address, Inquiry, Lead
from pullahead.team.models import Person
from pullahead.usecases.intake import imports, withdraw
from pullahead.usecases.intake import receive as intake
from pullahead.usecases.intake.import_now import ImportCounts, import_csv
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    kinds,
    lead,
    lead_in,
    london,
    pulled,
    receive,
    settle,
    source,
)
from pullahead.usecases.tests.test_an_import_goes_on import draft
from pullahead.usecases.tests.test_withdrawing_an_import import work_off

pytestmark = pytest.mark.usefixtures("floor")


def phones(lead_id: UUID) -> list[str]:
    found = Address.objects.filter(lead_id=lead_id, kind="phone").order_by("position")
    return list(found.values_list("value", flat=True))


def imported(tmp_path: Path, text: str) -> ImportCounts:
    path = tmp_path / "list.csv"
    path.write_text(text)
    return import_csv(
        path=path, source="list", country="BR", maps=[], errors_to=tmp_path / "errors.csv"
    )


PLACEHOLDER = "ID,Name,Phone\n{0},Ana Um,+5511987650001\n{0},Rui Dois,+5511987650002\n"


@pytest.mark.parametrize(
    "raw", ["N/A", "NULL", "-", "0", "none", "1.23457E+15", '"1,23457E+15"', "PROMO10", "1"]
)
def test_people_who_share_an_id_in_a_file_are_each_admitted(tmp_path: Path, raw: str) -> None:
    text = PLACEHOLDER.format(raw)

    noted = 2 if "E+15" in raw else 0  # a rounded number is told

    assert imported(tmp_path, text) == ImportCounts(rows=2, admitted=2, noted=noted)
    assert imported(tmp_path, text) == ImportCounts(rows=2, already_here=2, noted=noted)
    assert Lead.objects.count() == 2


@pytest.mark.parametrize("heading", ["Código", "Reference", "Ref", "Referenz"])
def test_a_column_of_codes_is_no_id(tmp_path: Path, heading: str) -> None:
    text = f"Nome,Telefone,{heading}\nAna Um,+5511987650001,P1\nAna Um,+5511987650002,P1\n"

    assert imported(tmp_path, text) == ImportCounts(rows=2, admitted=2)
    assert not Inquiry.objects.exclude(external_id="").exists()


def test_a_phone_that_changed_under_one_id_is_added(tmp_path: Path) -> None:
    first = "Record ID,Name,Phone\n2,Rui Sa,+5511987650002\n"
    second = "Record ID,Name,Phone\n2,Rui Sa,+5511987650099\n"

    assert imported(tmp_path, first) == ImportCounts(rows=1, admitted=1)
    assert imported(tmp_path, second) == ImportCounts(rows=1, already_here=1)
    there = Lead.objects.get()
    assert phones(there.pk) == ["+5511987650002", "+5511987650099"]
    assert kinds(there.pk)[-1] == "lead.reachable"
    assert imported(tmp_path, second) == ImportCounts(rows=1, already_here=1)
    assert kinds(there.pk).count("lead.reachable") == 1


def test_a_phone_that_changed_in_one_file_is_added(tmp_path: Path) -> None:
    rows = "Record ID,Name,Phone\n2,Rui Sa,+5511987650002\n2,Rui Sa,+5511987650099\n"

    assert imported(tmp_path, rows) == ImportCounts(rows=2, admitted=1, already_here=1)
    assert phones(Lead.objects.get().pk) == ["+5511987650002", "+5511987650099"]


@pytest.mark.parametrize("raw", ["N/A", "1.23457E+15", "1"])
def test_the_page_and_its_job_read_ids_as_the_command_does(cy: Person, raw: str) -> None:
    found = draft(cy, PLACEHOLDER.format(raw))
    imports.start(draft=found, by=cy)
    work_off()

    found.refresh_from_db()
    assert (found.rows, found.admitted, found.already_here) == (2, 2, 0)


def test_an_id_of_a_withdrawn_import_hides_nobody(cy: Person) -> None:
    found = draft(cy, "ID,Name,Phone\n7,Ana Lima,5125550101\n", "list")
    imports.start(draft=found, by=cy)
    work_off()
    withdraw.withdraw(of=found, by=cy)
    work_off()

    corrected = receive("Ana Lima", austin(102), external_id="7", of=source("list"))

    assert corrected.outcome == "admitted"
    assert card(corrected.lead_id).state == "ready"


def test_another_person_of_a_known_id_is_another_lead() -> None:
    first = receive("Ext Anna", austin(101), external_id="1")
    second = receive("Ext Boris", austin(102), external_id="1")

    assert (second.outcome, Lead.objects.count()) == ("admitted", 2)
    again = [
        receive("Ext Boris", austin(102), external_id="1"),
        receive("Ext Anna", austin(101), external_id="1"),
    ]
    assert [one.outcome for one in again] == ["already_here", "already_here"]
    assert [one.lead_id for one in again] == [second.lead_id, first.lead_id]


def test_two_people_of_one_id_in_one_act_are_two_leads() -> None:
    rows = [
        lead_in("Ext Anna", austin(101), external_id="1"),
        lead_in("Ext Boris", austin(102), external_id="1"),
        lead_in("Ext Boris", london(7), external_id="1"),
        lead_in("", austin(104), external_id="1"),
    ]

    got = intake.receive_all(source_id=source().pk, rows=rows)

    assert [one.outcome for one in got] == ["admitted", "admitted", "already_here", "admitted"]
    assert got[2].lead_id == got[1].lead_id
    assert phones(got[1].lead_id) == [austin(102), london(7)]


def test_an_office_mailbox_and_one_id_do_not_make_two_people_one() -> None:
    receive("Ana Lima", austin(101), "info@example.com", external_id="1")
    other = receive("Bo Reis", austin(102), "info@example.com", external_id="1")

    assert other.outcome == "admitted"


def test_a_sleeper_whose_phone_changed_sleeps_on(ana: Person) -> None:
    there = admitted("Ana Lima", austin(101), external_id="7")
    settle(ana, pulled(ana), "no_answer")

    got = receive("Ana Lima", austin(102), external_id="7")

    assert (got.outcome, got.lead_id) == ("already_here", there)
    assert (card(there).state, card(there).round) == ("scheduled", 2)
    assert phones(there) == [austin(101), austin(102)]


def test_a_phone_for_a_lead_with_only_an_e_mail_brings_it_into_calling_hours() -> None:
    there = admitted("Ana Lima", "", "ana@example.com", external_id="7")

    receive("Ana Lima", london(7), "ana@example.com", external_id="7")

    lane = card(there).lane
    assert lane is not None
    assert lane.windows == "GB@Europe/London"


def test_a_closed_lead_keeps_the_phone_and_stays_closed(ana: Person) -> None:
    there = admitted("Ana Lima", austin(101), external_id="7")
    settle(ana, pulled(ana), "not_interested")

    got = receive("Ana Lima", austin(102), external_id="7")

    assert (got.outcome, got.lead_id) == ("already_here", there)
    assert lead(there).closed_as == "not_interested"
    assert phones(there) == [austin(101), austin(102)]


def test_a_source_that_gave_a_consent_with_the_new_phone_has_it_kept() -> None:
    there = admitted("Ana Lima", austin(101), external_id="7")

    receive("Ana Lima", austin(102), external_id="7", consent="yes")

    kept = lead(there).consents.values_list("value", flat=True)
    assert list(kept) == [austin(102)]
