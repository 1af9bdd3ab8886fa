"""*Audit*: an export is uploaded, and its dead leads are shown on one page."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pullahead.leads.models import Import, Lead
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow
CRM = (
    "Lead Owner,Name,Phone,Lead Status,Last Activity,Amount\n"
    "Rui <b>,Ana Reis,(512) 555-0150,New,2020-01-25,100\n"
    "Lia,Bo Diaz,(512) 555-0151,Closed Won,2020-01-25,70\n"
)


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def audit(who: Visitor, content: str = CRM, **fields: str) -> str:
    sent = {"days": "30", "country": "us", "source": "", **fields}
    file = SimpleUploadedFile("crm.csv", content.encode())
    answer = who.post("/imports/audit", sent | {"file": file})
    who.status, who.to = answer.status_code, answer.headers.get("Location", "")
    return who.see(who.to) if who.to else answer.content.decode()


def test_the_dead_leads_are_shown_and_lead_on_to_the_import(admin: Visitor) -> None:
    assert "Audit another system" in admin.see("/imports")
    assert 'name="days"' in admin.see("/imports/audit")
    page = audit(admin)

    assert "Dead leads in crm.csv" in page
    assert "Rui &lt;b&gt;" in page
    assert "<dt>Won</dt><dd>1</dd>" in page
    draft = Import.objects.get()
    assert f'href="/imports/{draft.pk}"' in page
    assert "Ana Reis" in admin.see(f"/imports/{draft.pk}")
    assert not Lead.objects.filter(name="Ana Reis").exists()


def test_a_file_without_dead_leads_offers_no_import(admin: Visitor) -> None:
    page = audit(
        admin, CRM.replace("New", "Won").replace("Closed Won", "New").replace("2020", "2999")
    )
    assert "Dead leads</dt><dd>0" in page


@pytest.mark.parametrize(
    ("content", "fields", "said"),
    [
        ("Name,Phone\nAna,1\n", {}, "No column is the last activity"),
        (CRM, {"days": "0"}, "Enter a number from 1 to 3650."),
        (CRM, {"days": "x"}, "Enter a number of days"),
        (CRM, {"country": "xx"}, "is not a country code"),
        (CRM, {"dates": "ymd"}, "Choose an order of dates"),
        (CRM, {"encoding": "klingon"}, "The encoding “klingon” is unknown"),
        ("PK\x03\x04", {}, "spreadsheet"),
        ("", {}, "empty"),
    ],
)
def test_a_file_that_cannot_be_audited_is_refused_in_words(
    admin: Visitor, content: str, fields: dict[str, str], said: str
) -> None:
    page = audit(admin, content, **fields)
    assert admin.status == 422
    assert said in page
    assert not Import.objects.exists()


def test_a_form_without_a_file_is_refused_in_words(admin: Visitor) -> None:
    answer = admin.post("/imports/audit", {"days": "30"})
    assert answer.status_code == 422
    assert "Choose a CSV file" in answer.content.decode()
