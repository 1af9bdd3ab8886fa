"""The audit of another system's export counts its dead leads by owner, age and value."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest

from pullahead.base import jobs
from pullahead.base.errors import Invalid
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Import, Lead, SaleOutcome
from pullahead.leads.parsing.crm_columns import guess_audit_columns, guess_vendor, status_kind
from pullahead.pull.models import CardRow
from pullahead.team.models import Person
from pullahead.usecases.intake import imports
from pullahead.usecases.intake.audit import AuditResult, audit, audit_of, upload_audit
from pullahead.usecases.intake.import_job import step
from pullahead.usecases.tests.factories import austin, set_clock

pytestmark = pytest.mark.usefixtures("floor")
EXPORTS = {
    "Salesforce": "Lead Owner,First Name,Last Name,Email,Phone,Lead Status,Last Activity,"
    "Create Date,Annual Revenue",
    "HubSpot": "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,"
    "Last Activity Date,Create Date,Lifecycle Stage",
    "Pipedrive": "Lead - Title,Lead - Owner,Lead - Value,Lead - Lead created,"
    "Lead - Last activity date,Lead - Archive status,Person - Name,Person - Phone,Person - Email",
    "Zoho": "Record Id,Lead Owner,First Name,Last Name,Full Name,Email,Phone,Lead Status,"
    "Created Time,Last Activity Time,Annual Revenue",
    "Odoo": "Opportunity,Contact Name,Email,Phone,Salesperson,Stage,Expected Revenue,Created on,"
    "Last Stage Update,Lost Reason",
    "SuiteCRM": "ID,First Name,Last Name,Status,Office Phone,Email Address,Assigned User Name,"
    "Date Entered,Date Modified,Opportunity Amount",
}


@pytest.fixture(autouse=True)
def today(floor: None) -> None:
    set_clock(datetime(2026, 11, 28, 15, tzinfo=UTC))


def run(content: str, **options: object) -> AuditResult:
    settings: dict[str, object] = {"name": "crm.csv", "country": "US", **options}
    return audit(BytesIO(content.encode()), **settings)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("vendor", EXPORTS)
def test_the_columns_of_six_systems_are_known(vendor: str) -> None:
    header = EXPORTS[vendor].split(",")
    columns = guess_audit_columns(header)

    assert guess_vendor(header) == vendor
    assert {"owner", "last_activity", "status", "created"} <= set(columns)
    assert ("value" in columns) == (vendor != "HubSpot")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *(("New", "open"), ("Working - Contacted", "open"), ("", "open"), ("Qualified", "open")),
        *(("Closed Won", "won"), ("Closed - Converted", "won"), ("Ganho", "won")),
        *(("Closed - Not Converted", "lost"), ("UNQUALIFIED", "lost"), ("Junk Lead", "lost")),
    ],
)
def test_a_status_is_open_won_or_lost(status: str, kind: str) -> None:
    assert status_kind(status) == kind


CRM = (
    "Lead Owner,Name,Phone,Lead Status,Last Activity,Create Date,Amount\n"
    f"Rui,Ana Um,{austin(101)},New,2026-10-25,2026-09-01,100\n"
    f'Rui,Bo Dois,{austin(102)},Working,2026-01-25,2026-01-01,"1,200.50"\n'
    f",Cy Tres,{austin(103)},New,,2025-01-01,\n"
    f"Lia,Di Quatro,{austin(104)},New,2026-11-27,2026-01-01,50\n"
    f"Lia,Ed Cinco,{austin(105)},Closed Won,2026-01-01,2026-01-01,70\n"
    f"Lia,Fa Seis,{austin(106)},Closed Lost,2026-01-01,2026-01-01,70\n"
    f"Lia,Gi Sete,{austin(107)},New,,soon,x\n"
)


def test_dead_leads_are_counted_by_owner_age_and_value() -> None:
    found = run(CRM)

    assert (found.rows, found.open, found.won, found.lost) == (7, 5, 1, 1)
    assert (found.dead, found.value, found.never, found.undated) == (3, "1300.50", 1, 1)
    assert [(one.name, one.dead, one.open, one.value) for one in found.owners] == [
        ("Rui", 2, 2, "1300.50"),
        ("", 1, 1, "0.00"),
    ]
    assert [(one.name, one.dead) for one in found.ages if one.dead] == [
        ("30–59", 1),
        ("180–364", 1),
        ("365+", 1),
    ]
    assert [(line, column) for line, column, _ in found.findings] == [
        (8, "Create Date"),
        (8, "Amount"),
    ]


def test_the_days_after_which_a_lead_is_dead_can_be_chosen() -> None:
    assert run(CRM, days=400).dead == 1
    for days in (0, 4_000):
        with pytest.raises(Invalid, match="number of days"):
            run(CRM, days=days)


def test_a_lead_with_a_next_activity_is_not_dead() -> None:
    head = "Salesperson,Name,Last Stage Update,Next Activity Deadline,Lost Reason\n"
    rows = (
        "Rui,Ana,2026-01-01,2026-12-24,\nRui,Bo,2026-01-01,2026-02-01,\nRui,Cy,2026-01-01,,Price\n"
    )
    found = run(head + rows)
    assert (found.dead, found.open, found.lost) == (1, 2, 1)


def test_a_file_without_a_date_is_refused_with_its_columns() -> None:
    with pytest.raises(Invalid, match="The columns are: Name, Phone"):
        run(f"Name,Phone\nAna,{austin(101)}\n")
    assert (
        run("Rep,Touched\nRui,2026-01-01\n", maps=["Touched=last_activity", "rep=owner"]).dead == 1
    )


def test_one_order_of_dates_is_decided_or_asked_for() -> None:
    rows = "Owner,Last activity\nRui,3/11/2026\n"
    assert run(rows, country="BR").dead == 0
    assert run(rows, country="US").dead == 1
    with pytest.raises(Invalid, match="--dates dmy"):
        run(rows, country="")
    assert run(f"{rows}Rui,25/11/2026\n", country="US").dead == 0


def test_the_dead_leads_are_imported_and_the_closed_ones_teach_the_score(
    lee: Person, ana: Person
) -> None:
    found = upload_audit(
        raw=BytesIO(CRM.encode()), name="crm.csv", source="", country="US", days=30, by=lee
    )
    draft = Import.objects.get(pk=found)

    assert (draft.total, draft.source_name, audit_of(draft)["dead"]) == (5, "Salesforce", 3)
    assert not Lead.objects.exists()
    imports.start(draft=draft, by=lee)
    with write_transaction() as now:
        held = jobs.lease(kinds=[imports.KIND], now=now)
    while held is not None:
        held = step(held)
    assert set(Lead.objects.filter(closed_at=None).values_list("name", flat=True)) == {
        *("Ana Um", "Bo Dois", "Cy Tres")
    }
    closed = Lead.objects.exclude(closed_at=None).values_list("name", "closed_as")
    assert dict(closed) == {"Ed Cinco": "won", "Fa Seis": "lost"}
    outcomes = SaleOutcome.objects.values_list("lead__name", "verdict", "value")
    assert {(name, verdict, f"{value}") for name, verdict, value in outcomes} == {
        ("Ed Cinco", "won", "70.00"),
        ("Fa Seis", "lost", "70.00"),
    }
    assert CardRow.objects.count() == 3
    assert Lead.objects.get(name="Ed Cinco").attributes.keys() == {"lead_owner", "last_activity"}


def test_a_status_is_no_outcome_unless_its_column_is_mapped_so(lee: Person) -> None:
    content = f"Name,Phone,Status\nAna,{austin(101)},Closed Lost\n"
    with_guess = imports.open_file(BytesIO(content.encode()))
    assert with_guess.fields == ["name", "phone", "attribute"]
