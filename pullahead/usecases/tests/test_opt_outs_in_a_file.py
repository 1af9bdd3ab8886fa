"""A row with *do not call* is admitted closed, and its number is barred for everybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from pullahead.base.errors import Conflict, Invalid
from pullahead.base.models import Journal
from pullahead.leads import queries as leads
from pullahead.leads.models import Address, Consent, ImportPart, Lead, OptOut
from pullahead.pull.models import CardRow
from pullahead.team.models import Person
from pullahead.usecases.intake.import_now import ImportCounts, import_csv
from pullahead.usecases.intake.import_rows import by_line
from pullahead.usecases.intake.receive import receive
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    lead_in,
    nothing,
    pulled,
    settle,
    source,
)
from pullahead.usecases.work import attempts

pytestmark = pytest.mark.usefixtures("floor")

SALESFORCE = "First Name,Last Name,Phone,Email,Do Not Call,Email Opt Out\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def run(path: Path, content: str, *maps: str) -> ImportCounts:
    path.write_text(content)
    errors = path.with_suffix(".errors.csv")
    return import_csv(
        path=path, source="list", country="US", maps=maps, errors_to=errors, into_demo=False
    )


def barred() -> set[tuple[str, str]]:
    return set(OptOut.objects.values_list("kind", "value"))


def test_do_not_call_is_never_given_to_an_agent(path: Path, ana: Person) -> None:
    counts = run(path, f"{SALESFORCE}Al,Bo,{austin(101)},al@example.com,1,0\n")

    assert counts == ImportCounts(rows=1, admitted=1, opted_out=1)
    there = Lead.objects.get()
    assert there.closed_as == "do_not_call"
    assert not CardRow.objects.exists()
    assert barred() == {("phone", austin(101))}
    assert nothing(ana)
    kinds = list(Journal.objects.filter(lead_id=there.pk).values_list("kind", flat=True))
    assert sorted(kinds) == ["card.admitted", "lead.closed", "lead.received", "opt_out"]


def test_the_number_is_barred_for_every_lead_that_has_it(path: Path, ana: Person) -> None:
    admitted("Somebody Else", austin(101))
    run(path, f"Name,Phone,DNC\nAna Um,{austin(101)},Y\n")

    assert nothing(ana)
    assert set(Lead.objects.values_list("closed_as", flat=True)) == {"do_not_call"}


def test_it_closes_the_open_lead_of_the_same_person_with_all_its_numbers(
    path: Path, ana: Person
) -> None:
    there = admitted("Ana Um", austin(101), "ana@example.com")
    receive(source_id=source().pk, lead=lead_in("Ana Um", austin(102), "ana@example.com"))
    counts = run(path, f"Name,Phone,DNC\nAna Um,{austin(101)},Y\n")

    assert counts == ImportCounts(rows=1, asked_again=1, opted_out=1)
    assert Lead.objects.get(pk=there).closed_as == "do_not_call"
    assert barred() == {("phone", austin(101)), ("phone", austin(102))}
    assert nothing(ana)


def test_it_ends_the_claim_of_an_agent_who_has_the_lead(path: Path, ana: Person) -> None:
    admitted("Ana Um", austin(101))
    hand = pulled(ana)
    run(path, f"Name,Phone,DNC\nAna Um,{austin(101)},Y\n")

    assert Lead.objects.get(pk=hand.lead.id).closed_as == "do_not_call"
    assert nothing(ana)


def test_it_opens_no_lead_that_was_closed_lately(path: Path, ana: Person) -> None:
    admitted("Ana Um", austin(101))
    settle(ana, pulled(ana), "not_interested")
    run(path, f"Name,Phone,DNC\nAna Um,{austin(101)},Y\n")

    assert not Lead.objects.filter(closed_at=None).exists()
    assert barred() == {("phone", austin(101))}


def test_the_same_list_with_the_box_ticked_since_bars_the_number(path: Path, ana: Person) -> None:
    run(path, f"Id,Name,Phone,DNC\n1,Ana Um,{austin(101)},0\n")
    assert not barred()
    counts = run(path, f"Id,Name,Phone,DNC\n1,Ana Um,{austin(101)},1\n")

    assert (counts.already_here, counts.opted_out) == (1, 1)
    assert barred() == {("phone", austin(101))}
    assert nothing(ana)


def test_a_second_run_of_the_file_does_not_bar_again_who_took_it_back(path: Path) -> None:
    content = f"Name,Phone,DNC\nAna Um,{austin(101)},1\n"
    run(path, content)
    OptOut.objects.all().delete()
    run(path, content)

    assert not barred()


def test_consent_in_the_row_does_not_stand_against_its_opt_out(path: Path) -> None:
    run(path, f"Name,Phone,Consent,DNC\nAna Um,{austin(101)},yes,1\n")

    assert Consent.objects.get().withdrawn_at is not None


def test_an_e_mail_opt_out_bars_writing_and_not_calling(path: Path, ana: Person) -> None:
    counts = run(path, f"{SALESFORCE}Al,Bo,{austin(101)},al@example.com,0,1\n")

    assert counts == ImportCounts(rows=1, admitted=1, opted_out=1)
    assert barred() == {("email", "al@example.com")}
    hand = pulled(ana)
    mail = Address.objects.get(lead_id=hand.lead.id, kind="email")
    with pytest.raises(Conflict, match="asked not to be contacted"):
        attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=mail.pk, channel="email")


def test_who_unsubscribed_and_has_no_phone_is_closed(path: Path, ana: Person) -> None:
    run(path, "First Name,Last Name,Email,Unsubscribed from all email\nJo,Do,jo@example.com,true\n")

    there = Lead.objects.get()
    assert there.closed_as == "do_not_call"
    assert leads.mailable(there.pk) == (True, True)
    assert nothing(ana)


def test_do_not_contact_bars_both(path: Path) -> None:
    run(path, f"Name,Phone,Email,Opted out\nAl Bo,{austin(101)},al@example.com,x\n")

    assert barred() == {("phone", austin(101)), ("email", "al@example.com")}


def test_a_word_that_is_neither_yes_nor_no_refuses_the_row_by_name(path: Path) -> None:
    counts = run(path, f"Name,Phone,DNC\nAna Um,{austin(101)},see notes\nBo,{austin(102)},no\n")

    assert counts == ImportCounts(rows=2, admitted=1, refused=1)
    [(line, column, why)] = by_line(ImportPart.objects.get().refused)
    assert (line, column) == (2, "DNC")
    assert "“see notes” is neither yes nor no" in why


def test_a_column_that_may_bar_is_decided_before_anything_comes_in(path: Path) -> None:
    content = f"Name,Phone,DNC Status\nAna Um,{austin(101)},clean\n"
    with pytest.raises(Invalid, match="Column “DNC Status” may mark people who must not be called"):
        run(path, content)
    assert not Lead.objects.exists()

    assert run(path, content, "DNC Status=attribute").admitted == 1
    assert Lead.objects.get().attributes == {"dnc_status": "clean"}


def test_several_rows_of_one_person_in_one_file_bar_once(path: Path, ana: Person) -> None:
    counts = run(
        path,
        f"Name,Phone,Note,DNC\nAna Um,{austin(101)},a,\nAna Um,{austin(101)},b,1\n"
        f"Ana Um,{austin(101)},c,1\n",
    )

    assert (counts.rows, counts.opted_out) == (3, 2)
    assert barred() == {("phone", austin(101))}
    assert nothing(ana)
