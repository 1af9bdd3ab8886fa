"""One mailbox in several spellings, placeholders, families at one number, companies in a search."""

from __future__ import annotations

from pathlib import Path

import pytest

from pullahead.base.errors import Conflict
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Address, Lead, OptOut
from pullahead.leads.opt_outs import opt_in_again
from pullahead.team.models import Person
from pullahead.usecases.intake.import_now import ImportCounts, import_csv
from pullahead.usecases.leads.related import related_leads
from pullahead.usecases.leads.search import search
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    lead,
    nothing,
    pulled,
    receive,
    settle,
)
from pullahead.usecases.work import attempts
from pullahead.usecases.work.home import ClaimView

pytestmark = pytest.mark.usefixtures("floor")
SPELLINGS = ("anna.bell@gmail.com", "annabell+promo@gmail.com", "annabell@googlemail.com")


def run(path: Path, content: str, country: str = "") -> ImportCounts:
    """Import a file as the source *list*."""
    file = path / "list.csv"
    file.write_text(content, encoding="utf-8")
    return import_csv(
        path=file,
        source="list",
        country=country,
        maps=(),
        errors_to=path / "errors.csv",
        into_demo=False,
    )


def write_to(agent: Person, hand: ClaimView) -> str:
    """Write to the first mailbox of the lead in hand; return the code of a refusal, or ""."""
    (mail,) = [one for one in hand.lead.contact_points if one.kind == "email"]
    try:
        attempts.try_on(agent_id=agent.pk, token=hand.token, address_id=mail.id, channel="email")
    except Conflict as conflict:
        return conflict.code
    return ""


# ---- mailboxes


def test_spellings_of_one_gmail_mailbox_are_one_lead(tmp_path: Path) -> None:
    content = (
        "Name,Email\nAnna Bell,anna.bell@gmail.com\nAnna Bell,annabell@gmail.com\n"
        "Anna Bell,annabell+promo@gmail.com\nAnna Bell,annabell@googlemail.com\n"
    )
    counts = run(tmp_path, content)
    assert (counts.admitted, counts.asked_again) == (1, 3)
    assert [one.value for one in Address.objects.all()] == ["anna.bell@gmail.com"]


def test_the_mailbox_is_written_to_as_it_was_given(ana: Person) -> None:
    admitted("Anna Bell", austin(101), "Anna.Bell@gmail.com")
    (mail,) = [one for one in pulled(ana).lead.contact_points if one.kind == "email"]
    assert mail.value == "anna.bell@gmail.com"


@pytest.mark.parametrize("opted_out", SPELLINGS)
@pytest.mark.parametrize("other", SPELLINGS)
def test_an_opt_out_covers_every_spelling(ana: Person, opted_out: str, other: str) -> None:
    receive("Anna Bell", austin(101), opted_out, email_opt_out="yes")
    admitted("Ben Ode", austin(102), other)
    found = [settle_first(ana) for _ in range(2)]
    assert found == ["do_not_call", "do_not_call"]


def settle_first(agent: Person) -> str:
    """Pull, write and settle; return the refusal of the email."""
    hand = pulled(agent)
    said = write_to(agent, hand)
    settle(agent, hand)
    return said


def test_the_page_shows_the_opt_out_of_another_spelling(ana: Person) -> None:
    OptOut.objects.create(kind="email", value="annabell@gmail.com", at=lead(admitted()).asked_at)
    settle(ana, pulled(ana))
    admitted("Anna Bell", austin(102), SPELLINGS[0])
    (mail,) = [one for one in pulled(ana).lead.contact_points if one.kind == "email"]
    assert (mail.valid, mail.reason) == (False, "opted_out_of_email")


def test_an_opt_out_that_was_a_slip_is_taken_back_at_every_spelling() -> None:
    admitted("Anna Bell", austin(101), SPELLINGS[0])
    OptOut.objects.create(kind="email", value="annabell@gmail.com", at=Lead.objects.get().asked_at)
    with write_transaction():
        opt_in_again(lead_id=Lead.objects.get().pk, values=["annabell@gmail.com"])
    assert not OptOut.objects.exists()


def test_a_search_finds_every_spelling(lee: Person) -> None:
    there = admitted("Anna Bell", austin(101), SPELLINGS[0])
    for one in SPELLINGS:
        assert [found.id for found in search(text=one, viewer=lee)] == [there]


def test_an_agent_finds_a_lead_by_another_spelling_of_the_whole_mailbox(bo: Person) -> None:
    there = admitted("Anna Bell", austin(101), SPELLINGS[0])
    assert [found.id for found in search(text=SPELLINGS[2], viewer=bo)] == [there]


def test_a_placeholder_mailbox_is_nobody_s(tmp_path: Path) -> None:
    content = (
        "Name,Phone,Email\nAna Silva,+5511987650001,none@none.com\n"
        "Ana Costa,+5511987650002,none@none.com\n"
    )
    counts = run(tmp_path, content, "BR")
    assert (counts.admitted, counts.noted) == (2, 2)
    assert set(Address.objects.values_list("kind", flat=True)) == {"phone"}
    assert "2,Email,The row was imported, but: “none@none.com” is a placeholder" in (
        (tmp_path / "errors.csv").read_text(encoding="utf-8").replace('"', "")
    )


# ---- families


def test_another_given_name_and_another_mailbox_are_another_person(lee: Person) -> None:
    ana = admitted("Ana Silva", austin(101), "ana@example.com")
    rui = admitted("Rui Silva", austin(101), "rui@example.com")
    assert [one.id for one in related_leads(lead_id=ana, viewer=lee).shown] == [rui]
    assert receive("Rui Silva", austin(101)).lead_id in {ana, rui}
    assert receive("Silva, Rui", austin(101), "rui@example.com").lead_id == rui


def test_two_of_a_family_in_one_file_are_two_people(tmp_path: Path) -> None:
    content = (
        "Name,Phone,Email\nAna Silva,+5511987650001,ana@example.com\n"
        "Rui Silva,+5511987650001,rui@example.com\nAna Silva,+5511987650001,ana@example.com\n"
        "Rui Silva,+5511987650001,rui@example.com\n"
    )
    counts = run(tmp_path, content, "BR")
    assert (counts.admitted, counts.already_here) == (2, 2)


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Rui Silva", ""),  # a number without a mailbox: the plan's rule for a household
        ("Rui Silva", "ana@example.com"),
        ("Ana Silva", "other@example.com"),
        ("A. Silva", "other@example.com"),
        ("Ana Maria da Silva", "other@example.com"),
        ("Silva, Ana", "other@example.com"),
        ("Maria Ana Silva", "other@example.com"),
        ("", "other@example.com"),
    ],
)
def test_one_difference_alone_makes_no_other_person(name: str, email: str) -> None:
    there = admitted("Ana Silva", austin(101), "ana@example.com")
    assert receive(name, austin(101), email).lead_id == there


def test_one_external_id_for_two_of_a_family_names_two_people() -> None:
    ana = admitted("Ana Silva", austin(101), "ana@example.com", external_id="7")
    rui = receive("Rui Silva", austin(101), "rui@example.com", external_id="7")
    assert rui.outcome == "admitted"
    assert rui.lead_id != ana


# ---- email opt-outs bar writing


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Unsubscribed from all email", "true"),
        ("Unsubscribed", "yes"),
        ("Email Opt Out", "1"),
        ("HasOptedOutOfEmail", "TRUE"),
        ("Has Opted Out of Email", "x"),
        ("Opted out of email: Marketing Information", "Yes"),
        ("E-mail Opt-out", "2026-01-05"),
        ("Do Not Email", "yes"),
        ("Do not allow Bulk Emails", "Do Not Allow"),
        ("Newsletter unsubscribed", "yes"),
        ("Descadastrado", "sim"),
        ("Desabonné", "oui"),
        ("Vom Newsletter abgemeldet", "ja"),
        ("Email Status", "Unsubscribed"),
        ("Email marketing status", "unsubscribed"),
        ("Subscription status", "Opted out"),
        ("May be emailed", "no"),
    ],
)
def test_an_e_mail_opt_out_bars_writing_and_not_calling(
    tmp_path: Path, ana: Person, heading: str, cell: str
) -> None:
    head = f'Name,Phone,Email,"{heading}"\n'
    run(tmp_path, f"{head}Jo Do,{austin(101)},jo@example.com,{cell}\n", "US")
    hand = pulled(ana)
    usable = {one.kind: one.valid for one in hand.lead.contact_points}
    assert usable == {"phone": True, "email": False}
    assert write_to(ana, hand) == "do_not_call"


@pytest.mark.parametrize("cell", ["Subscribed", "Valid", "Bounced", "", "Never subscribed"])
def test_another_mailing_status_bars_nothing(tmp_path: Path, ana: Person, cell: str) -> None:
    head = "Name,Phone,Email,Email Status\n"
    assert run(tmp_path, f"{head}Jo Do,{austin(101)},jo@example.com,{cell}\n", "US").admitted == 1
    assert write_to(ana, pulled(ana)) == ""


def test_an_unsubscribed_mailbox_without_a_phone_is_not_offered(
    tmp_path: Path, ana: Person
) -> None:
    content = "First Name,Last Name,Email,Unsubscribed from all email\nJo,Do,jo@example.com,true\n"
    run(tmp_path, content, "US")
    assert nothing(ana)
    assert Lead.objects.get().closed_as == "do_not_call"


# ---- companies


@pytest.mark.parametrize(
    "heading",
    "Company|Company Name|CompanyName|Account Name|Organization|Organisation|Business Name|"
    "Empresa|Razão social|Firma|Unternehmen|Société|Nombre de la empresa|Employer".split("|"),
)
def test_a_company_is_found_under_any_of_its_headings(
    tmp_path: Path, lee: Person, heading: str
) -> None:
    run(tmp_path, f"Name,Phone,{heading}\nAna Um,+12125550506,Zyxwelt GmbH\n", "US")
    (hit,) = search(text="Zyxwelt", viewer=lee)
    assert hit.company == "Zyxwelt GmbH"


def test_the_company_of_a_later_inquiry_is_found(lee: Person) -> None:
    there = admitted("Ana Um", austin(101))
    assert receive("Ana Um", austin(101), account_name="Zyxwelt").lead_id == there
    assert [hit.id for hit in search(text="zyxw", viewer=lee)] == [there]
