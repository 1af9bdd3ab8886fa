"""Columns that say who is not to be called or written to, and the words in them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.parsing.barring_headings import UNDECIDED
from pullahead.leads.parsing.columns import (
    MappingError,
    chosen_columns,
    given_fields,
    guess_columns,
    row_fields,
)
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.flags import read_flag, read_permission
from pullahead.leads.parsing.headings import field_of
from pullahead.leads.rules import LeadIn, read_lead

NO_CALL = (
    "May not call|Cannot call|Não pode ligar|Darf nicht angerufen werden|"
    "Do Not Call|DNC|DoNotCall|donotphone|Do not allow Phone Calls|HasOptedOutOfCall|Don't Call|"
    "Phone Opt Out|Call Opt-Out|Opt out of calls and texts|DNC Flag|Is on DNC List|National DNC|"
    "não ligar|Não deseja receber ligações|no llamar|No me llamen|nicht anrufen|Keine Anrufe|"
    "ne pas appeler|Ne plus appeler|Unsubscribed from calls|do_not_phone|TPS/CTPS|TPS Flag|DNCL|"
    "NDNCR|Bel-me-niet register|REPEP|Non telefonare|Non vuole essere chiamato|Niet bellen aub|"
    "Wil niet gebeld worden|No quiere ser llamado|Anruf verboten|Telefonverbot|Refuses calls|"
    "Exclude from dialer|No Telemarketing|No calls or texts|Do not text or call|DoNotDial"
)
NO_CONTACT = (
    "opt out|Opted out|HasOptedOut|opted_out|Do Not Contact|donotcontact|Do not disturb|"
    "Nicht kontaktieren|Ne pas contacter|No contactar|No molestar|Não perturbe|Do Not Solicit|"
    "No soliciting|Kontaktverbot|Non contattare|Refus démarchage"
)
NO_MAIL = (
    "Email Opt Out|HasOptedOutOfEmail|Unsubscribed from all email|Unsubscribed|Do not email|"
    "donotbulkemail|Do not allow Bulk Emails|hs_email_optout|Newsletter opt out|"
    "Opted out of email: Marketing Information|No mail|No Email"
)
MAY_BE = (
    "DNC Status|DNC Scrub Date|Opt Out Date|Opt in/Opt out|Suppressed|Robinsonliste|Werbesperre|"
    "Do not call reason|Do not call before|Call permission status|Not OK to call|NoPhone|No phone|"
    "Opposition téléphonique|Registro Pubblico Opposizioni|Lista REUS|Gesperrt|Werbeverbot|"
    "Blocked|TCPA Litigator|Cease and desist|Do not market|Call restriction|GDPR Opt Out|NDND|"
    "Removed from list|Opt in|OptIn|Marketing Consent|TCPA Consent|DSGVO-Einwilligung|LGPD Consent"
)
MAY_CALL = (
    "OK to call|May call|Call permission|Permission to call|Pode ligar|Einwilligung Telefon|"
    "Consent to call|Phone consent|Call opt in|May we call you?|OkToCall|Calls allowed|"
    "Anruf erlaubt|Autoriza ligação|Permissão para ligar|Puede llamar|Acepta llamadas|"
    "Permiso para llamar|Peut appeler|Accord téléphone|Telefoneinwilligung|Agrees to be called|"
    "is_callable|Phone OK|Allow Phone|Wants calls|Receive calls|Toestemming bellen|"
    "Mag gebeld worden"
)
MAY_CONTACT = (
    "OK to contact|Contact permission|Kontakt erlaubt|Consent to call and email|Contactable|"
    "Autorização de contato|Aceita contato|Consenso al contatto|Zgoda na kontakt"
)
MAY_EMAIL = "May email|OK to email|Email permission|Einwilligung E-Mail"
NEITHER = (
    "Authorized Contact Phone|Consent phone number|SMS consent|Best time to call|Consent text|"
    "Call permission date|Agreed call time|Consent|Email Marketing Consent|WhatsApp opt out|"
    "Contacto autorizado|Marketing contact|Nationality|Declined calls|Wants call back|"
    "Exclusive call|"
    "SMS Opt Out|HasOptedOutOfFax|Do not text|Email opt in|Contact No|No. of calls|"
    "No. de llamadas|Last call|Call notes|Not interested reason|Don't know"
)
EXPECTED = {
    "do_not_call": NO_CALL,
    "do_not_contact": NO_CONTACT,
    "email_opt_out": NO_MAIL,
    UNDECIDED: MAY_BE,
    "may_call": MAY_CALL,
    "may_contact": MAY_CONTACT,
    "may_email": MAY_EMAIL,
    "": NEITHER,
}


@pytest.mark.parametrize(
    ("heading", "field"),
    [(heading, field) for field, all_ in EXPECTED.items() for heading in all_.split("|")],
)
def test_headings_that_bar(heading: str, field: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("1|Y|yes|TRUE|t|x|X|✓|☑️|sí|Si|sim|Ja|oui|1.0|-1|verdadeiro|wahr|vrai", True),
        ("Do Not Allow|opted-out|DNC|2024-05-01|2024-05-01 10:00|Unsubscribed", True),
        ("0|N|no|False|não|nein|non|0.0|falso|Allow|opted in||  ", False),
        ("maybe|2|-|n/a|?|see notes|yes?", None),
        ("0 / 1", True),
        ("0 / maybe|maybe / 0", None),
    ],
)
def test_words_that_say_yes_or_no(words: str, flag: bool | None) -> None:
    assert {read_flag(word) for word in words.split("|")} == {flag}


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("1|yes|Ja|granted|opt in|allowed|erteilt|2024-05-01|x|OK|yes / yes", True),
        ("0|no|Nein|não|denied|revoked|opted out|Do Not Call|widerrufen|yes / no", False),
        ("maybe|2|?|expired|see notes|yes / maybe", None),
    ],
)
def test_words_that_grant_or_deny(words: str, flag: bool | None) -> None:
    assert {read_permission(word) for word in words.split("|")} == {flag}


def test_no_in_a_column_of_permission_bars_and_yes_or_nothing_does_not() -> None:
    barred = {}
    for cells in ("no||", "yes||", "||", "|no|", "||no"):
        lead = read("Name|Phone|OK to call|May email|OK to contact", f"Ana|+12125550133|{cells}")
        assert isinstance(lead, LeadIn)
        barred[cells] = lead.opted_out
    assert barred == {
        "no||": {"phone"},
        "yes||": set(),
        "||": set(),
        "|no|": {"email"},
        "||no": {"phone", "email"},
    }


@pytest.mark.parametrize(
    "heading",
    "Consent|Consent given|Einwilligung|Consentimento|Consentimiento|Toestemming".split("|"),
)
@pytest.mark.parametrize(("said", "barred"), [("No", True), ("false", True), ("yes", False)])
def test_a_consent_that_was_denied_bars(heading: str, said: str, barred: bool) -> None:
    lead = read(f"Name|Phone|{heading}", f"Ana|+12125550133|{said}")
    assert isinstance(lead, LeadIn)
    assert lead.opted_out == ({"phone", "email"} if barred else set())


@pytest.mark.parametrize(
    ("name", "said", "barred"),
    [
        ("Robinson", "yes", {"phone"}),
        ("Robinson", "no", set()),
        ("Blocked", "true", {"phone"}),
        ("opt_in", "no", {"phone", "email"}),
        ("opt_in", "yes", set()),
        ("DNC Scrub Date", "2026-01-01", set()),
        ("Call permission status", "yes", set()),
    ],
)
def test_a_program_cannot_be_asked_so_the_text_decides(
    name: str, said: str, barred: set[str]
) -> None:
    lead = read_lead(
        {"phone": "+12125550133"},
        country="US",
        zone="UTC",
        now=datetime(2026, 5, 5, tzinfo=UTC),
        attributes={name: said},
    )
    assert isinstance(lead, LeadIn)
    assert lead.opted_out == barred


def test_a_permission_that_is_neither_yes_nor_no_refuses_the_row() -> None:
    found = read("Name|Phone|OK to call", "Ana|+12125550133|perhaps")
    assert isinstance(found, tuple)
    assert [(bad.field, bad.code) for bad in found] == [("may_call", "not_a_flag")]


def read(header: str, cells: str) -> LeadIn | tuple[BadField, ...]:
    """One row of a file as an import reads it."""
    columns = header.split("|")
    fields = chosen_columns(columns, given_fields(columns, []))
    row = row_fields(dict(zip(columns, cells.split("|"), strict=True)), fields)
    return read_lead(row, country="US", zone="UTC", now=datetime(2026, 5, 5, tzinfo=UTC))


def test_each_column_bars_its_own_kind_of_address() -> None:
    header = "Name|Phone|Do Not Call|Email Opt Out|Do Not Contact"
    barred = {}
    for cells in ("1|0|0", "0|1|", "||1", "0|0|0", "||"):
        lead = read(header, f"Ana|+12125550133|{cells}")
        assert isinstance(lead, LeadIn)
        barred[cells] = lead.opted_out
    assert barred == {
        "1|0|0": {"phone"},
        "0|1|": {"email"},
        "||1": {"phone", "email"},
        "0|0|0": set(),
        "||": set(),
    }


def test_of_several_such_columns_one_that_says_yes_is_enough() -> None:
    lead = read("Name|Phone|Do Not Call|DNC", "Ana|+12125550133|0|1")
    assert isinstance(lead, LeadIn)
    assert lead.opted_out == {"phone"}
    assert lead.attributes == {"do_not_call": "0 / 1"}


def test_a_word_that_is_neither_yes_nor_no_refuses_the_row() -> None:
    found = read("Name|Phone|DNC", "Ana|+12125550133|perhaps")
    assert isinstance(found, tuple)
    assert [(bad.field, bad.code) for bad in found] == [("do_not_call", "not_a_flag")]
    assert "“perhaps” is neither yes nor no" in found[0].message


def test_a_column_that_may_bar_must_be_decided() -> None:
    header = ["Name", "Phone", "DNC Status"]
    assert guess_columns(header)["DNC Status"] == UNDECIDED
    with pytest.raises(MappingError, match="“DNC Status” may mark people who must not be called"):
        chosen_columns(header, given_fields(header, []))
    for field in ("do_not_call", "do_not_contact", "attribute", "ignore"):
        chosen_columns(header, given_fields(header, [f"DNC Status={field}"]))


def test_a_column_that_is_mapped_to_do_not_call_displaces_no_other() -> None:
    header = ["Name", "Phone", "Do Not Call", "Flag"]
    assert given_fields(header, ["Flag=do_not_call"])[2:] == ["do_not_call", "do_not_call"]


@given(st.text(max_size=40))
def test_no_text_makes_an_error(text: str) -> None:
    read_flag(text)
    read_permission(text)
    field_of(text)
