"""*Do-not-call numbers*: searched, added and removed with a reason; lists imported by upload."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pullahead.base.errors import NotFound
from pullahead.base.models import Journal
from pullahead.compliance.models import DncList, DncNumber
from pullahead.leads.models import Consent, Lead, OptOut
from pullahead.usecases.leads import do_not_call
from pullahead.web.forms.calling import AT_ONCE_LIMIT, LIST_LIMIT
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow

PAGE = "/settings/do-not-call"
ANA = "+15125550142"


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def upload(who: Visitor, content: bytes, **fields: str) -> str:
    file = SimpleUploadedFile("list.txt", content)
    sent = {"name": "national", "country": "us", "as_of": ""} | fields
    return who.send(f"{PAGE}/import", file=file, **sent)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["+1 (512) 555-0142", "+1 512 555 0142", " +15125550142 "])
def test_a_number_is_found_in_any_notation(text: str, admin: Visitor) -> None:
    admin.send(f"{PAGE}/add", address=ANA, reason="By letter")
    page = admin.see(f"{PAGE}?q={text.replace('+', '%2B')}")
    assert "<strong>Opted out</strong>" in page
    assert "added by Ada" in page
    assert "<blockquote>By letter</blockquote>" in page
    assert "1 lead has this address" in page


def test_every_spelling_of_a_mailbox_is_barred_and_freed_together(admin: Visitor) -> None:
    factories.lead("Gus Mail", "", "gus.mail+web@gmail.com")
    admin.send(f"{PAGE}/add", address="GusMail@googlemail.com", reason="Letter")
    page = admin.see(f"{PAGE}?q=g.usmail@gmail.com")
    assert "<strong>Opted out</strong>" in page
    assert "1 lead has this address" in page
    admin.send(f"{PAGE}/remove", address="gusmail+x@gmail.com", reason="Mistake")
    assert not OptOut.objects.exists()


def test_an_address_without_an_opt_out_is_said_to_be_none(admin: Visitor) -> None:
    assert "Not a do-not-call number" in admin.see(f"{PAGE}?q=nora@example.com")
    assert "0 leads have this address" in admin.text
    assert "Remove opt-out" not in admin.text


@pytest.mark.parametrize("text", ["12", "nobody", "a@b", "%00", "%F0%9F%98%80", "x" * 400])
def test_a_search_for_what_is_no_address_is_refused_in_its_field(text: str, admin: Visitor) -> None:
    page = admin.see(f"{PAGE}?q={text}")
    assert admin.status == 422
    assert 'aria-describedby="dnc-q_error" autofocus' in page
    assert "Enter a phone number with its country code" in page


def test_an_added_number_bars_its_leads_at_once_and_is_in_their_timeline(
    admin: Visitor, agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    page = admin.send(f"{PAGE}/add", address="+1 512 555 0142", reason="Asked by phone")
    assert "+1 512-555-0142 is added" in page
    agent.send("/next/pull")
    assert Lead.objects.get(pk=ana).closed_at is not None
    assert "Do-not-call number added by Ada" in leader.see(f"/leads/{ana}")
    line = Journal.objects.get(kind="opt_out.added")
    assert line.lead_id == ana
    assert line.data == {"kind": "phone", "address": "+1 ••• 42", "reason": "Asked by phone"}


def test_an_added_number_ends_its_consents(admin: Visitor, leader: Visitor, ana: UUID) -> None:
    leader.send(f"/leads/{ana}/consent", channel="call", text="I agree")
    assert Consent.objects.filter(value=ANA, withdrawn_at=None).exists()
    admin.send(f"{PAGE}/add", address=ANA, reason="Asked by phone")
    assert not Consent.objects.filter(value=ANA, withdrawn_at=None).exists()


def test_a_removal_needs_a_reason_and_is_journaled(admin: Visitor, ana: UUID) -> None:
    admin.send(f"{PAGE}/add", address=ANA, reason="Asked by phone")
    page = admin.send(f"{PAGE}/remove", address=ANA, reason=" ")
    assert admin.status == 422
    assert 'id="remove-reason_error"' in page
    assert OptOut.objects.filter(value=ANA).exists()

    page = admin.send(f"{PAGE}/remove", address=ANA, reason="Wrong number typed")
    assert "+1 512-555-0142 is removed" in page
    assert "Not a do-not-call number" in page
    assert not OptOut.objects.exists()
    line = Journal.objects.get(kind="opt_out.removed")
    assert admin.who is not None
    assert (line.actor_id, line.data["reason"]) == (admin.who.pk, "Wrong number typed")

    page = admin.send(f"{PAGE}/remove", address=ANA, reason="Again")
    assert admin.status == 409
    assert "no longer has an opt-out" in page
    assert Journal.objects.filter(kind="opt_out.removed").count() == 1


def test_the_reason_of_a_removed_address_without_a_lead_is_journaled_too(admin: Visitor) -> None:
    admin.send(f"{PAGE}/add", address="Nora@Example.com", reason="Letter")
    admin.send(f"{PAGE}/remove", address="nora@example.com", reason="Mistake")
    line = Journal.objects.get(kind="opt_out.removed")
    assert line.lead_id is None
    assert line.data == {"kind": "email", "address": "n•••@example.com", "reason": "Mistake"}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"address": "", "reason": "Letter"}, "address"),
        ({"address": "12", "reason": "Letter"}, "address"),
        ({"address": "x" * 301, "reason": "Letter"}, "address"),
        ({"address": "\x00", "reason": "Letter"}, "address"),
        ({"address": ANA, "reason": ""}, "reason"),
        ({"address": ANA, "reason": "x" * 501}, "reason"),
        ({"address": "+1 512 555 0199", "reason": "Twice"}, "address"),
    ],
)
def test_what_cannot_be_added_is_refused_beside_its_field(
    fields: dict[str, str], name: str, admin: Visitor
) -> None:
    admin.send(f"{PAGE}/add", address="+1 512 555 0199", reason="Letter")
    page = admin.send(f"{PAGE}/add", **fields)
    assert admin.status == 422
    assert f'id="add-{name}_error"' in page
    assert OptOut.objects.count() == 1


def test_a_list_is_uploaded_and_the_next_version_replaces_it(admin: Visitor) -> None:
    page = upload(admin, b"Number\n512 555 0142\n2125550123\nnobody\n", as_of="2027-09-01")
    assert "List “national” imported. Numbers on it: 2" in page
    assert "Lines that are not numbers: 1. The first: line 4" in page
    assert "13 days" in page
    assert "On the list “national” of 01 Sep 2027" in admin.see(f"{PAGE}?q=%2B15125550142")
    upload(admin, b"2125550123\n")
    assert set(DncNumber.objects.values_list("value", flat=True)) == {"+12125550123"}
    line = Journal.objects.filter(kind="dnc.imported").order_by("id")[0]
    assert admin.who is not None
    assert (line.actor_id, line.data["numbers"]) == (admin.who.pk, 2)


@pytest.mark.parametrize(
    ("content", "fields", "name"),
    [
        (b"", {}, "file"),
        (b"nobody\nnothing\n", {}, "file"),
        (b"PK\x03\x04\x00\x00zip", {}, "file"),
        (b"1" * (LIST_LIMIT + 1), {}, "file"),
        (b"5125550142", {"name": ""}, "name"),
        (b"5125550142", {"country": "XX"}, "country"),
        (b"5125550142", {"country": ""}, "country"),
        (b"5125550142", {"as_of": "2999-01-01"}, "as_of"),
        (b"5125550142", {"as_of": "soon"}, "as_of"),
    ],
)
def test_a_file_that_is_no_list_changes_nothing_and_is_refused_beside_its_field(
    content: bytes, fields: dict[str, str], name: str, admin: Visitor
) -> None:
    upload(admin, b"5125550142\n")
    page = upload(admin, content, **fields)
    assert admin.status == 422
    assert f'id="list-{name}_error"' in page
    assert DncList.objects.get().count == 1


def test_a_large_list_is_left_to_a_job(admin: Visitor) -> None:
    page = upload(admin, b"5125550142\n" * (AT_ONCE_LIMIT // 11 + 1))
    assert "List “national” is being imported: 0 % read" in page
    assert not DncList.objects.filter(current=True).exists()
    page = upload(admin, b"5125550142\n" * (AT_ONCE_LIMIT // 11 + 1))
    assert "A list of this name is being imported" in page


def test_without_a_file_the_upload_is_refused(admin: Visitor) -> None:
    page = admin.send(f"{PAGE}/import", name="national", country="US")
    assert admin.status == 422
    assert "Choose a file of at most 20 MB" in page


def test_the_latest_opt_outs_are_listed_whoever_made_them(
    admin: Visitor, agent: Visitor, ana: UUID
) -> None:
    assert "No one has opted out yet" in admin.see(PAGE)
    agent.send("/next/pull")
    agent.settle(agent.hand().token, disposition="do_not_call", note="Leave me", sure="1")
    assert f'href="{PAGE}?q=%2B15125550142">+1 512-555-0142</a>' in admin.see(PAGE)


def test_team_leads_and_agents_have_neither_page_nor_acts(
    leader: Visitor, agent: Visitor, ana: UUID
) -> None:
    for who in (leader, agent):
        assert who.who is not None
        for path in ("", "?q=%2B15125550142"):
            who.see(PAGE + path)
            assert who.status == 404
        for act in (do_not_call.add, do_not_call.remove):
            with pytest.raises(NotFound):
                act(address=ANA, reason="Letter", by=who.who)
        assert "do-not-call" not in who.see("/next").split("<main")[0]
    assert not OptOut.objects.exists()
