"""Addresses, opt-outs, lists and search words of version 0.1.0 get what this version compares."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.compliance import dnc_lists
from pullahead.compliance.models import DncNumber
from pullahead.leads.handles import companies_in
from pullahead.leads.models import Address, Handle, Lead, OptOut
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.usecases.tests.factories import admitted, austin

pytestmark = pytest.mark.usefixtures("floor")
KEYS = import_module("pullahead.leads.migrations.0003_addresses_in_all_spellings")
LISTS = import_module("pullahead.compliance.migrations.0002_one_form_of_argentine_numbers")


def test_every_address_gets_its_key_and_opt_outs_move_to_it() -> None:
    admitted("Anna Bell", austin(101), "anna.bell@gmail.com")
    admitted("Ana Um", "+5491123456789", "ana@example.com")
    Address.objects.update(match_key="")
    Handle.objects.filter(word="annabell@gmail.com").delete()
    for value in ("anna.bell@gmail.com", "annabell@gmail.com", "+5491123456789", "x@example.com"):
        kind = "email" if "@" in value else "phone"
        OptOut.objects.create(kind=kind, value=value, at=clock.now())

    KEYS.fill(apps, None)

    keys = dict(Address.objects.values_list("value", "match_key"))
    assert keys == {
        austin(101): austin(101),
        "anna.bell@gmail.com": "annabell@gmail.com",
        "+5491123456789": "+541123456789",
        "ana@example.com": "ana@example.com",
    }
    assert set(OptOut.objects.values_list("value", flat=True)) == {
        "annabell@gmail.com",
        "+541123456789",
        "x@example.com",
    }
    assert Handle.objects.filter(word="annabell@gmail.com").exists()


def test_companies_become_searchable() -> None:
    there = admitted("Ana Um", austin(101))
    Lead.objects.filter(pk=there).update(attributes={"razao_social": "Zyxwelt Ação", "n": 1})
    KEYS.find_companies(apps, None)
    words = set(Handle.objects.filter(lead_id=there).values_list("word", flat=True))
    assert {"zyxwelt", "acao"} <= words


def test_listed_numbers_have_one_form() -> None:
    with write_transaction() as now:
        found = dnc_lists.begin_list(name="Registro", country="AR", as_of=now, now=now)
        dnc_lists.fill_list(of=found, values=["+5491123456789", "+541123456789", "+12125550101"])
    with connection.cursor() as cursor:
        cursor.execute(LISTS.MOVE)
        cursor.execute(LISTS.DROP)
    values = set(DncNumber.objects.values_list("value", flat=True))
    assert values == {"+541123456789", "+12125550101"}


@pytest.mark.parametrize(
    "value", ["a.b+c@googlemail.com", "+5491123456789", "+54911", "...@gmail.com", "A@Example.com"]
)
def test_the_copied_rule_is_that_of_the_version(value: str) -> None:
    assert KEYS.match_key(value) == match_key(value)


@pytest.mark.parametrize("name", sorted(KEYS.COMPANY_NAMES))
def test_the_copied_headings_are_known(name: str) -> None:
    assert companies_in({name.replace(" ", "_"): "x"}) == ("x",)
