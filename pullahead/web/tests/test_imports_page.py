"""*Imports*: upload, mapping with preview, progress, the error file, withdrawing."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pullahead.base import jobs
from pullahead.base.models import Job
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Import, ImportPart, Lead
from pullahead.leads.parsing.columns import CHOICES
from pullahead.usecases.intake import import_job, imports, withdraw
from pullahead.web.choices import FIELD_WORDS
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow

FILE = (
    "Nome,Telefone,Celular,Obs\n"
    "Ana Reis,(512) 555-0150,,first\n"
    "Bo Diaz,,(512) 555-0151,second\n"
    "Cora Ng,12,,third\n"
)
STEPS = {
    imports.KIND: import_job.step,
    withdraw.WITHDRAW: withdraw.withdraw_step,
    withdraw.BRING_BACK: withdraw.bring_back_step,
}


def work_off() -> None:
    """Run the waiting jobs as the worker does."""
    with write_transaction() as now:
        held = jobs.lease(kinds=STEPS, now=now)
    assert held is not None
    while held is not None:
        held = STEPS[held.kind](held)


def upload(
    who: Visitor,
    content: str | bytes = FILE,
    name: str = "fair.csv",
    source: str = "Fair",
    country: str = "us",
) -> str:
    """Choose a file and send the form; return the resulting page."""
    data = content if isinstance(content, bytes) else content.encode()
    fields = {"source": source, "country": country}
    answer = who.post("/imports/upload", fields | {"file": SimpleUploadedFile(name, data)})
    who.status, who.to = answer.status_code, answer.headers.get("Location", "")
    return who.see(who.to) if who.to else answer.content.decode()


def path(rest: str = "") -> str:
    return f"/imports/{Import.objects.latest('id').pk}{rest}"


def remapped(who: Visitor, fields: list[str], do: str) -> str:
    """Map the columns; return the resulting page."""
    sent = {"source": "Fair", "country": "US", "field": fields, "do": do}
    answer = who.post(path("/map"), sent)
    return who.see(path()) if answer.status_code == 303 else answer.content.decode()


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def test_a_file_is_looked_at_mapped_taken_in_withdrawn_and_brought_back(admin: Visitor) -> None:
    page = upload(admin)
    assert "Mapped to Phone: Telefone, Celular." in page
    assert "+15125550150" in page
    assert '<strong class="num">2</strong> of the first 3' in page
    assert "“12” is not a phone number" in page
    assert Lead.objects.count() == 1

    fields = {"source": "Fair 2026", "country": "US", "do": "start"}
    columns = ["name", "phone", "ignore", "attribute"]
    admin.post(path("/map"), fields | {"field": columns})
    page = admin.see(path())
    assert "Queued" in page
    assert 'hx-trigger="every 2s"' in page
    assert admin.see(path("/live"))
    assert admin.status == 200
    work_off()
    page = admin.see(path("/live"))
    assert admin.status == 286
    tiles = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page)
    assert tiles == [
        ("Rows processed", "3"),
        ("New leads", "1"),
        ("Repeat inquiries", "0"),
        ("Duplicates", "0"),
        ("Refused", "2"),
    ]
    assert "List penetration: 0 %. 0 of 1 callable leads" in page
    lines = admin.see(path("/refused.csv")).splitlines()
    assert [line.split(",")[:2] for line in lines] == [
        ["line", "column"],
        ["3", "Telefone"],
        ["4", "Telefone"],
    ]
    assert Lead.objects.get(name="Ana Reis").attributes == {"obs": "first"}
    assert "fair.csv" in admin.see("/imports")
    assert "Fair 2026" in admin.text

    assert "closed as withdrawn" in admin.send(path("/act"), do="withdraw")
    assert not Job.objects.filter(kind="withdraw").exists()
    assert "Withdrawing" in admin.send(path("/act"), do="withdraw", sure="1")
    work_off()
    assert Lead.objects.get(name="Ana Reis").closed_as == "withdrawn"
    assert "Restoring" in admin.send(path("/act"), do="bring_back")
    work_off()
    assert Lead.objects.get(name="Ana Reis").closed_at is None
    assert "Restored" in admin.see("/imports")


def test_it_can_be_stopped_and_gone_on_with(admin: Visitor) -> None:
    upload(admin)
    admin.send(path("/map"), source="Fair", country="US", do="show")
    assert admin.status == 422  # of no column it was said what it is
    columns = ["name", "phone", "phone", "attribute"]
    start = {"source": "Fair", "country": "US", "field": columns, "do": "start"}
    admin.post(path("/map"), start)
    assert "Resume import" in admin.send(path("/act"), do="stop")
    assert "This import is not running" in admin.send(path("/act"), do="stop")
    assert "Import resumed" in admin.send(path("/act"), do="go_on")
    work_off()
    assert "cannot be resumed" in admin.send(path("/act"), do="go_on")
    assert admin.post(path("/map"), start).status_code == 409
    assert admin.send(path("/act"), do="dance")
    assert admin.status == 422


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "The file is empty"),
        (b"\x00\x01" * 600, "This is not a text file"),
        (b"PK\x03\x04" + bytes(200), "This is a spreadsheet"),
        ("Name,Phone\n", "headings but no rows"),
        ("Ana Reis,+15125550150\nBo,+15125550151\n", "instead of headings"),
        (",".join(f"c{n}" for n in range(501)) + "\nx\n", "more than 500 columns"),
        (b"Name,Phone\nx," + b"y" * (imports.UPLOAD_LIMIT + 1), "larger than 20 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_said_and_nothing_is_kept(
    admin: Visitor, content: str | bytes, says: str
) -> None:
    page = upload(admin, content)
    assert admin.status == 422
    assert says in page
    assert 'value="Fair"' in page
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"source": ""}, "1 to 100 characters"),
        ({"source": "\x00"}, "1 to 100 characters"),
        ({"source": "x" * 101}, "1 to 100 characters"),
        ({"country": "Texas"}, "is not a country code"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_it(
    admin: Visitor, fields: dict[str, str], says: str
) -> None:
    assert says in upload(admin, **fields)
    assert admin.status == 422


def test_without_a_file_one_is_asked_for(admin: Visitor) -> None:
    assert "Choose a CSV file" in admin.send("/imports/upload", source="Fair")


def test_odd_encodings_and_huge_ids_are_no_trouble(admin: Visitor) -> None:
    assert "Úrsula" in upload(admin, "Name;Phone\nÚrsula;+15125550150\n".encode("cp1252"))
    admin.see(f"/imports/{10**30}")
    assert admin.status == 404


def test_a_change_of_a_column_answers_with_the_preview_alone(admin: Visitor) -> None:
    upload(admin, "Who,Ring\nAna Reis,+15125550150\n")
    assert "No column is mapped to a phone" in admin.text
    fields = {"source": "Fair", "country": "US", "field": ["name", "phone"]}
    answer = admin.post(path("/map"), fields, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page
    assert "+15125550150" in page
    assert Import.objects.get().fields == ["name", "phone"]


def test_a_column_that_may_say_do_not_call_is_decided_first(admin: Visitor) -> None:
    page = upload(
        admin, "Name,Phone,Do Not Call,DNC Status\nAna Reis,(512) 555-0150,1,clean\nBo,12,,\n"
    )
    assert '<option value="undecided" selected>' in page
    assert "may mark people who must not be called" in page
    fields = ["name", "phone", "do_not_call", "undecided"]
    page = remapped(admin, fields, "start")
    assert "may mark people who must not be called" in page
    assert not Lead.objects.filter(name="Ana Reis").exists()

    fields[-1] = "attribute"
    assert "Opted out" in remapped(admin, fields, "show")
    remapped(admin, fields, "start")
    work_off()

    page = admin.see(path())
    assert re.search(r'id="opted-out">\s*<span class="num">1</span> row opted out', page)
    assert Lead.objects.get(name="Ana Reis").closed_as == "do_not_call"


def test_the_opt_out_of_a_refused_row_is_told_and_kept(admin: Visitor) -> None:
    page = upload(admin, "Name,Phone,Opt out,DNC\nAna Reis,(512) 555-0150,huh,1\n")
    assert "The row will be refused, but its opt-out will be saved." in page
    remapped(admin, ["name", "phone", "do_not_contact", "do_not_call"], "start")
    work_off()

    assert re.search(
        r'id="opted-out">\s*<span class="num">1</span> row opted out', admin.see(path())
    )
    lines = admin.see(path("/refused.csv"))
    assert "its opt-out was saved to the do-not-contact list: +15125550150" in lines


def test_what_was_left_out_of_a_row_that_came_in_is_listed(admin: Visitor) -> None:
    upload(admin, "Name,Phone,Email\nAna Reis,garbage,ana@example.com\nBo,12,\n")
    remapped(admin, ["name", "phone", "email"], "start")
    work_off()

    assert '<span class="num">1</span> row was imported with' in admin.see(path())
    lines = admin.see(path("/refused.csv")).splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["2", "Phone"], ["3", "Phone"]]
    assert "The row was imported, but: “garbage” is not a phone number" in lines[1]


def test_a_draft_can_be_thrown_away(admin: Visitor) -> None:
    upload(admin)
    assert "was discarded" in admin.send(path("/map"), do="discard")
    assert not ImportPart.objects.exists()


def test_on_the_demo_floor_it_must_be_meant(admin: Visitor) -> None:
    upload(admin, "Name,Phone\nAna Reis,+15125550150\n")
    factories.demo()
    fields = {"source": "Fair", "country": "US", "field": ["name", "phone"], "do": "start"}
    answer = admin.post(path("/map"), fields)
    assert answer.status_code == 422
    assert "mixed with demo leads" in answer.content.decode()
    assert admin.post(path("/map"), fields | {"into_demo": "1"}).status_code == 303


def test_agents_have_no_such_page_and_leaders_only_their_own(
    leader: Visitor, agent: Visitor, admin: Visitor
) -> None:
    elsewhere = Visitor(factories.add("Ola", role="leader", team="North"))
    upload(leader)
    for visitor, status in ((leader, 200), (admin, 200), (elsewhere, 404), (agent, 404)):
        visitor.see(path())
        assert visitor.status == status
    agent.see("/imports")
    assert agent.status == 404
    assert "fair.csv" not in elsewhere.see("/imports")
    upload(elsewhere, source="Web form")
    assert elsewhere.status == 422  # of another team


def test_every_field_has_its_words() -> None:
    assert list(FIELD_WORDS) == list(CHOICES)
