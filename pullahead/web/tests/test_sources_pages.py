"""Pages of sources: spend, terms, pause, margins, and one source."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pullahead.leads.models import Lead, RefusedDeliveries, Source, Spend
from pullahead.reports.source_page import source_page
from pullahead.team.models import Person
from pullahead.usecases.settings import spend
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


@pytest.fixture
def marketer(ana: UUID) -> Visitor:
    return Visitor(factories.add("Mia", role="marketer"))


@pytest.fixture
def at(ana: UUID) -> str:
    return f"/sources/{Source.objects.get().pk}"


def test_spend_is_added_shown_and_deleted(marketer: Visitor) -> None:
    page = marketer.send(
        "/sources/spend/add", day="2027-09-14", source="Web form", campaign="Fall", amount="120.50"
    )
    assert "Spend is saved" in page
    assert "120.50" in marketer.see("/sources")

    page = marketer.send(f"/sources/spend/{Spend.objects.get().pk}/remove")

    assert "is deleted: 120.50" in page
    assert not Spend.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("day", "2027-09-15"), ("day", "x"), ("amount", "-1"), ("amount", "x"), ("source", "nobody")],
)
def test_a_wrong_field_is_named_and_the_rest_stays(
    marketer: Visitor, field: str, value: str
) -> None:
    typed = {"day": "2027-09-14", "source": "Web form", "campaign": "Fall", "amount": "1"}
    page = marketer.send("/sources/spend/add", **typed | {field: value})
    assert marketer.status == 422
    assert 'aria-invalid="true"' in page
    assert "Fall" in page
    assert not Spend.objects.exists()


def test_a_spend_file_is_imported(marketer: Visitor) -> None:
    file = SimpleUploadedFile("spend.csv", b"day,source,amount\n2027-09-13,Web form,7\n")
    answer = marketer.post("/sources/spend/upload", {"file": file}, follow=True)
    assert "1 row of spend is saved" in answer.content.decode()


def test_a_wrong_spend_file_names_its_lines(marketer: Visitor) -> None:
    file = SimpleUploadedFile("spend.csv", b"day,source,amount\n2027-09-13,Nobody,7\nx,y,z\n")
    answer = marketer.post("/sources/spend/upload", {"file": file})
    assert answer.status_code == 422
    assert "Line 3" in answer.content.decode()


def test_terms_are_saved_and_shown(marketer: Visitor, at: str) -> None:
    page = marketer.send(f"{at}/terms/save", price="4.50", margin="40", cap_day="30")
    assert "The terms are saved" in page
    assert 'value="4.50"' in page
    assert 'value="30"' in page
    marketer.send(f"{at}/terms/save", cap_day="-1")
    assert marketer.status == 422
    assert Source.objects.get().cap_day == 30


def test_refused_and_returned_leads_are_shown_as_shares_of_the_deliveries(
    marketer: Visitor, at: str
) -> None:
    assert "Refused" not in marketer.see("/sources")
    source = Source.objects.get()
    for reason, count in (("full_day", 2), ("paused", 1)):
        RefusedDeliveries.objects.create(
            source=source, day=spend.today(), reason=reason, count=count
        )
    page = " ".join(marketer.see("/sources").split())
    assert "3 (75 %)" in page, "one lead was accepted"
    assert "cap per day 2, paused 1" in page
    assert "refused,returned,duplicates" in marketer.get("/sources?format=csv").content.decode()


def test_a_source_is_paused_and_resumed(marketer: Visitor, at: str) -> None:
    marketer.send(f"{at}/pause", do="pause")
    assert "Paused" in marketer.see("/sources")
    marketer.send(f"{at}/pause", do="resume")
    assert "Paused" not in marketer.see("/sources")


def test_the_margin_of_a_product_is_set_and_removed(marketer: Visitor) -> None:
    page = marketer.send("/sources/margins", product="Roof", percent="25")
    assert "Roof: 25.00 %" in page
    assert "Roof" not in marketer.send("/sources/margins", product="ROOF", percent="")


def test_a_source_shows_its_weeks(marketer: Visitor, at: str) -> None:
    page = marketer.see(at)
    assert "2027-W37" in page
    assert "0 days old" in page
    assert "Ana" not in page


@pytest.mark.parametrize("path", ["", "/terms"])
def test_an_unknown_source_is_not_found(marketer: Visitor, path: str) -> None:
    for number in ("0", "99", "9" * 30):
        marketer.see(f"/sources/{number}{path}")
        assert marketer.status == 404


def test_only_an_administrator_reads_agents_words(
    marketer: Visitor, agent: Visitor, at: str
) -> None:
    agent.send("/next/pull")
    agent.settle(agent.hand().token, disposition="no_answer", note="Ana rang out", then="stop")
    admin = Visitor(factories.add("Ada", role="admin"))

    assert "Ana rang out" in admin.see(at)
    for path in (at, "/sources"):
        page = marketer.see(path)
        assert "No answer" in page
        assert "rang out" not in page
        assert "Robin" not in page
    mia = Person.objects.get(name="Mia")
    found = source_page(source_id=Source.objects.get().pk, viewer=mia)
    assert not any(outcome.notes for outcome in found.outcomes), "not even behind the page"


def test_a_silent_source_is_an_alert(marketer: Visitor) -> None:
    for n in range(30):
        factories.lead(f"Lead {n}", f"+1 512 555 01{n:02}")
    assert "alerts-title" not in marketer.see("/sources")
    factories.later(timedelta(days=15))
    assert "silent. The last lead came on 2027-09-14" in marketer.see("/sources?days=90")
    marketer.send(f"/sources/{Source.objects.get().pk}/pause", do="pause")
    assert "silent" not in marketer.see("/sources?days=90")


def test_a_source_with_bad_numbers_is_an_alert(marketer: Visitor, agent: Visitor) -> None:
    fair = factories.source("Fair")
    for n in range(12):
        factories.lead(f"Lead {n}", f"+1 512 555 01{n:02}")
    Lead.objects.filter(name__in=[f"Lead {n}" for n in range(6)]).update(source=fair)
    for _ in range(13):
        agent.send("/next/pull")
        hand = agent.hand()
        bad = Lead.objects.get(pk=hand.lead.id).source_id == fair.pk
        code = "wrong_number" if bad else "not_interested"
        agent.settle(hand.token, disposition=code, note=f"Said so: {hand.lead.name}", then="stop")

    page = marketer.see("/sources")

    assert "more bad numbers. 6 of 6 leads in 7 days, compared with 0 of 7 before" in page
