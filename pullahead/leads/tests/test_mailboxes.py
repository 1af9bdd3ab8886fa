"""Placeholders and spellings of mailboxes."""

from __future__ import annotations

import pytest

from pullahead.leads.parsing.headings import field_of
from pullahead.leads.parsing.mailboxes import is_placeholder, match_key


@pytest.mark.parametrize(
    "email",
    "none@none.com no-email@gmail.com noemail@example.com test@example.com test123@gmail.com "
    "sem.email@uol.com.br sin_email@hotmail.com a@a.com xx@xx.com na@na.com john@noemail.com "
    "noreply@example.com unknown@unknown.net null@null.com nobody@nowhere.com "
    "notprovided@example.com".split(),
)
def test_a_placeholder_is_told(email: str) -> None:
    assert is_placeholder(email)


@pytest.mark.parametrize(
    "email",
    "ana@example.com na@acme.com acme@acme.com info@example.com nona@example.com "
    "ana.test@example.com testa@example.com a@b.com ibm@ibm.com abc@example.com".split(),
)
def test_a_mailbox_is_no_placeholder(email: str) -> None:
    assert not is_placeholder(email)


@pytest.mark.parametrize(
    "email",
    "anna.bell@gmail.com annabell@gmail.com annabell+promo@gmail.com annabell@googlemail.com "
    "a.n.n.a.bell+x@googlemail.com".split(),
)
def test_spellings_of_one_gmail_mailbox_have_one_key(email: str) -> None:
    assert match_key(email) == "annabell@gmail.com"


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("anna.bell@example.com", "anna.bell@example.com"),
        ("anna+promo@example.com", "anna@example.com"),
        ("+x@example.com", "+x@example.com"),
        ("...@gmail.com", "...@gmail.com"),
        ("+5491123456789", "+541123456789"),
        ("+541123456789", "+541123456789"),
        ("+5511987654321", "+5511987654321"),
    ],
)
def test_other_addresses_and_their_keys(value: str, key: str) -> None:
    assert match_key(value) == key


@pytest.mark.parametrize(
    "heading",
    "Phone 2|Phone (2)|Mobile|Mobile Phone|Alt. Phone|alt_phone|Other Phone|Phone - Work|"
    "Home Phone|Business Phone|Secondary phone number|Telefone 2|Telefone residencial|"
    "Celular 2|Teléfono alternativo|Telefon (geschäftlich)|Handy 2|Téléphone 2|"
    "MobilePhone|HomePhone|Day Phone|Phone Number 3|2nd phone|WhatsApp|Tel 2|Customer phone".split(
        "|"
    ),
)
def test_headings_of_a_person_s_phones(heading: str) -> None:
    assert field_of(heading) == "phone"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Email 2", "email"),
        ("E-mail (2)", "email"),
        ("Secondary Email", "email"),
        ("Email - Work", "email"),
        ("Other e-mail address", "email"),
        ("Correo 2", "email"),
        ("Ext", "extension"),
        ("Phone ext.", "extension"),
        ("Ramal", "extension"),
        ("Fax", ""),
        ("Phone type", ""),
        ("Phone verified", ""),
        ("Assistant Phone", ""),
        ("Spouse mobile", ""),
        ("Agent phone", ""),
        ("Phone code", "dial_code"),
        ("DDD celular", "area_code"),
        ("Email opt out", "email_opt_out"),
        ("Email opt in", ""),
        ("Email verified", ""),
        ("Mobile opt out", "do_not_contact"),
    ],
)
def test_other_headings_about_phones_and_mail(heading: str, field: str) -> None:
    assert field_of(heading) == field
