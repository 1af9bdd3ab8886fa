"""A refused row still opts its addresses out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pullahead.base.models import Journal
from pullahead.leads.models import Consent, ImportPart, Lead
from pullahead.team.models import Person
from pullahead.usecases.intake.import_now import ImportCounts
from pullahead.usecases.intake.import_rows import by_line
from pullahead.usecases.tests.factories import admitted, austin, nothing
from pullahead.usecases.tests.test_opt_outs_in_a_file import barred, path, run

__all__ = ["path"]
pytestmark = pytest.mark.usefixtures("floor")

HEADER = "Name,Phone,Email,Value,Created,DNC,Email Opt Out\n"


@pytest.mark.parametrize(
    "cells",
    [
        f"{austin(101)},,abc,,1,perhaps",
        f"{austin(101)},,,31/31/2026,Y,see notes",
        f"{austin(101)},,,,x,perhaps",
        f"{austin(101)},,,,yes,,too,many",
        f"{austin(101)},,,a,comma,yes,",
    ],
)
def test_the_number_of_a_refused_row_is_barred(path: Path, ana: Person, cells: str) -> None:
    admitted("Somebody Else", austin(101))
    counts = run(path, f"{HEADER}Al Bo,{cells}\n")

    assert counts == ImportCounts(rows=1, refused=1, opted_out=1)
    assert barred() == {("phone", austin(101))}
    assert nothing(ana)
    assert Lead.objects.get().name == "Somebody Else"
    [(line, column, why)] = by_line(ImportPart.objects.get().noted)
    assert (line, column) == (2, "DNC")
    assert why == (
        f"The row was refused, but its opt-out was saved to the do-not-contact list: {austin(101)}."
    )
    assert why in path.with_suffix(".errors.csv").read_text()
    assert Journal.objects.filter(kind="opt_out", data__refused=True).count() == 1


def test_each_address_of_the_row_is_barred_that_can_be_read(path: Path) -> None:
    run(
        path,
        "Name,Phone,Mobile,Email,DNC,Opted out\n"
        f"Al,{austin(101)},{austin(102)},al@example.com,huh,1\nBo,12,,bo@example.com,huh,1\n",
    )
    assert barred() == {
        ("phone", austin(101)),
        ("phone", austin(102)),
        ("email", "al@example.com"),
        ("email", "bo@example.com"),
    }


def test_an_e_mail_opt_out_of_a_refused_row_bars_only_the_mailbox(path: Path) -> None:
    run(path, f"{HEADER}Al Bo,{austin(101)},al@example.com,abc,,huh,1\n")
    assert barred() == {("email", "al@example.com")}


def test_a_word_that_is_no_flag_makes_no_lead_and_bars_nothing(path: Path, ana: Person) -> None:
    counts = run(path, f"{HEADER}Al Bo,{austin(101)},al@example.com,,,see notes,\n")
    assert counts == ImportCounts(rows=1, refused=1)
    assert not Lead.objects.exists()
    assert not barred()
    assert nothing(ana)


def test_consent_at_an_address_of_a_refused_row_ends(path: Path) -> None:
    run(path, f"Name,Phone,Consent\nAl Bo,{austin(101)},yes\n")
    run(path, f"{HEADER}Al Bo,{austin(101)},,abc,,1,huh\n")
    assert Consent.objects.get().withdrawn_at is not None


def test_refused_and_good_rows_of_one_part_count_each(path: Path) -> None:
    counts = run(
        path,
        f"{HEADER}Al,{austin(101)},,abc,,1,huh\nBo,{austin(102)},,,,1,\nCy,{austin(103)},,,,,\n",
    )
    assert counts == ImportCounts(rows=3, admitted=2, refused=1, opted_out=2)
    assert barred() == {("phone", austin(101)), ("phone", austin(102))}


def test_a_column_of_permission_bars_who_says_no(path: Path, ana: Person) -> None:
    counts = run(
        path,
        f"Name,Phone,OK to call\nAl,{austin(101)},no\nBo,{austin(102)},perhaps\n"
        f"Cy,{austin(103)},yes\nDi,{austin(104)},\n",
    )
    assert counts == ImportCounts(rows=4, admitted=3, refused=1, opted_out=1)
    assert barred() == {("phone", austin(101))}
    assert Lead.objects.filter(closed_at=None).count() == 2
    assert not Consent.objects.exists()
    assert ImportPart.objects.get().refused[0][:2] == [3, "OK to call"]
