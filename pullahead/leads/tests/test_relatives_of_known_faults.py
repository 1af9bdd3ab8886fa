"""Relatives of inputs that went wrong: other systems and countries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pullahead.leads.parsing.contact_cells import ContactCell, read_emails, read_phones
from pullahead.leads.parsing.crm_columns import status_kind
from pullahead.leads.parsing.flags import read_flag, read_permission
from pullahead.leads.parsing.headings import field_of
from pullahead.leads.parsing.ids import read_external_id
from pullahead.leads.parsing.mailboxes import is_placeholder
from pullahead.leads.parsing.vendor_tests import is_test_lead
from pullahead.leads.rules import (
    BadField,
    LeadIn,
    read_email,
    read_lead,
    read_phone,
    read_time,
    read_value,
)

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "headings"),
    [
        ("phone", "Phone1|Phone2|Mobile_Phone__c|What is your phone number?|Your phone|Phone *"),
        ("phone", "Phone 1 - Value|Celular/WhatsApp|Teléfono de contacto|GSM-Nummer|Cellulare"),
        ("phone", "Mobiele telefoon|Cep Telefonu|No. HP|Telefonnr.|Телефон|رقم الهاتف|手机号"),
        ("phone", "電話番号|전화번호|Điện thoại|Κινητό|טלפון נייד|Nr telefonu"),
        ("email", "Email ID|Email (required)|E-mail 1 - Value|Seu e-mail|Cuál es tu email|メール"),
        ("email", "Indirizzo email|E-postadress|邮箱|이메일|البريد الإلكتروني|Электронная почта"),
        (
            "name",
            "Full name (required)|Nome e Sobrenome|Vor- und Nachname|姓名|氏名|이름|ФИО|الاسم",
        ),
        ("last_name", "Cognome|Achternaam|Nazwisko|Soyadı|Фамилия"),
        (
            "received_at",
            "Carimbo de data/hora|Marca temporal|Zeitstempel|Horodateur|タイムスタンプ",
        ),
        ("received_at", "Submit Date (UTC)|Lead Submit Time|Informazioni cronologiche|타임스탬프"),
        (
            "received_at",
            "Date of inquiry|Inquiry time|Date added|Lead Created Date|Data Cadastro|Criado em|"
            "Fecha de solicitud|Fecha Alta|Anfragedatum|Datum der Anfrage|Date de la demande|"
            "createdon|Sign-up Date|Date received|Datum aanvraag",
        ),
        (
            "",
            "Last seen at|Lead time|Call date|Next date|Date of birth|Updated at|Created by|"
            "Add-on|Sign date|Request data|Seen on",
        ),
        ("value", "Deal Amount (USD)|Valor (R$)|Amount (EUR)|Betrag (€)"),
        ("country", "Nazione|Staat|国家|Страна"),
        ("do_not_call", "Non chiamare|Niet bellen|Stop calling|TPS|Exclude from calls|Rufsperre"),
        ("do_not_contact", "Kein Kontakt|No desea ser contactado|Dado de baja"),
        ("phone", "WhatsApp Phone Number|Celular (contato)|Work number"),
        ("first_name", "Name (First)|What's your first name?"),
        ("email_opt_out", "Unsubscribe Date|UNSUB_TIME|Unsubscribed on|Email Blacklisted"),
        ("", "Unsubscribe reason|OPTIN_TIME|Source Url"),
        ("", "Phone Type|Fax|Estado civil|CPF|Budget|Campaign ID|Contact No"),
    ],
)
def test_headings_of_other_systems_and_languages(field: str, headings: str) -> None:
    assert {heading: field_of(heading) for heading in headings.split("|")} == dict.fromkeys(
        headings.split("|"), field
    )


@pytest.mark.parametrize(
    ("raw", "country", "phone"),
    [
        ("1.2125550133E+10", "US", "+12125550133"),  # no digit was rounded away
        ("5.511987650001e+12", "", None),
        ("1.23E+10", "US", None),
        ('\'="+5511987650001"', "BR", "+5511987650001"),
        ("１１９８７６５０００１", "BR", "+5511987650001"),
        ("٠١٠١٢٣٤٥٦٧٨", "EG", "+201012345678"),
        ("\u200e\ufeff+55\u00a011\u202f98765\u20110001", "", "+5511987650001"),
        ("11·98765·0001", "BR", "+5511987650001"),
        ("212_555_0133", "US", "+12125550133"),
        ("https://wa.me/447400123401?text=x", "US", "+447400123401"),
        ("https://api.whatsapp.com/send?phone=447400123401", "US", "+447400123401"),
        ("11 98765-0001 (após 18h)", "BR", "+5511987650001"),
        ("212-555-0133 after 5pm", "US", "+12125550133"),
        ("030 123456 ab 18:30 Uhr", "DE", "+4930123456"),
        ("0919876543210", "IN", "+919876543210"),
        ("+8 912 345-67-89", "RU", "+79123456789"),
        ("55 011 98765-0001", "BR", "+5511987650001"),
        ("1 551 234 5670", "MX", "+525512345670"),
        ("1 551 234 5670", "US", "+15512345670"),
        ("2026-11-20 14:05", "BR", None),
    ],
)
def test_numbers_as_people_and_spreadsheets_write_them(
    raw: str, country: str, phone: str | None
) -> None:
    read = read_phone(raw, country)
    assert read == phone or (phone is None and isinstance(read, BadField))


def test_a_mexican_1_is_told_as_corrected() -> None:
    read = read_phones([ContactCell("phone", "1 551 234 5670")], {}, default="MX")
    assert [(one.value, read.notes[0].code) for one in read.given] == [
        ("+525512345670", "corrected")
    ]


def test_addresses_beyond_the_tenth_are_told() -> None:
    cells = [ContactCell(f"phone {n}", f"+55119876500{n:02}") for n in range(1, 13)]
    mails = [ContactCell("email", "; ".join(f"a{n}@example.com" for n in range(11)))]

    phones, emails = read_phones(cells, {}, default=""), read_emails(mails)

    assert len(phones.given) == len(emails.given) == 10
    assert [(note.field, note.code) for note in phones.notes] == [
        ("phone 11", "cut"),
        ("phone 12", "cut"),
    ]
    assert "“a10@example.com” was left out" in emails.notes[0].message


@pytest.mark.parametrize(
    ("name", "first", "last", "notes"),
    [
        ("Ana Um", "Ana", "Um", []),
        ("ÚM, ANA", "Ana", "Um", []),
        ("Ana Maria Um", "Ana", "Um", []),
        ("Ana", "Ana", "Um", ["two_names"]),
        ("Rui Dois", "Ana", "Um", ["two_names"]),
        ("", "Ana", "Um", []),
    ],
)
def test_a_full_name_that_differs_from_its_halves_is_told(
    name: str, first: str, last: str, notes: list[str]
) -> None:
    raw = {"name": name, "first_name": first, "last_name": last, "phone": "+5511987650001"}
    read = read_lead(raw, country="", zone="UTC", now=NOW)

    assert isinstance(read, LeadIn)
    assert read.name == (name or "Ana Um")
    assert [note.code for note in read.notes] == notes
    kept = {"first_name": first, "last_name": last} if notes else {}
    assert dict(read.attributes) == kept


@pytest.mark.parametrize(
    ("texts", "flag", "permission"),
    [
        ("да|はい|是|نعم|Evet|Tak|Vero|Waar|‘yes’|\u200fyes|Y\u200b|Yes (2024-01-02)", True, True),
        ("нет|否|いいえ|لا|Hayır|Nem|Onwaar|No - 2024", False, False),
        ("null|NIL", False, True),  # an empty cell of a database says nothing
        (
            "BLOCK|Ne plus appeler|No molestar|Bitte nicht mehr anrufen|yes, do not call",
            True,
            False,
        ),
        ("Dado de baja|Não ligar mais|never call|Stop calling|Removed", True, False),
    ],
)
def test_words_of_opt_outs_in_other_languages(texts: str, flag: bool, permission: bool) -> None:
    for text in texts.split("|"):
        assert (text, read_flag(text), read_permission(text)) == (text, flag, permission)


def test_results_of_do_not_call_checks() -> None:
    assert {read_flag(text) for text in "Federal DNC|on list|Registered|litigator".split("|")} == {
        True
    }
    assert {
        read_flag(text) for text in "Clean|not on list|Not on DNC|not registered".split("|")
    } == {False}
    assert read_flag("no longer on the DNC") is None


@pytest.mark.parametrize(
    ("texts", "moment"),
    [
        ("25 novembre 2026 à 14:05|25.11.2026 14.05|20261125T140500Z|14:05 25/11/2026", "25T14:05"),
        (
            "2026-11-25 14:05:00 +0000 UTC|2026年11月25日 14:05|2026. 11. 25. 오후 2:05:00",
            "25T14:05",
        ),
        (
            "2026/11/25 下午 2:05:00|25 ноября 2026 г., 14:05|\u200e25/\u200e11/\u200e2026 14:05",
            "25T14:05",
        ),
        ("1er novembre 2026|1º de novembro de 2026|1 kasım 2026|1 listopada 2026", "01T00:00"),
        ("٢٥/١١/٢٠٢٦|２０２６/１１/２５|25/11/2026 a las 0:00|25-nov-26", "25T00:00"),
    ],
)
def test_dates_of_other_countries_and_forms(texts: str, moment: str) -> None:
    for text in texts.split("|"):
        read = read_time(text, "UTC", NOW, "dmy")
        assert isinstance(read, datetime), text
        assert read.isoformat()[8:16] == moment, text


@pytest.mark.parametrize("text", ["0000-00-00", "1/0/1900", "########", "05:11.0", "25/11/2569"])
def test_what_is_no_date_is_told(text: str) -> None:
    assert isinstance(read_time(text, "UTC", NOW, "dmy"), BadField)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("₹1,20,000.50", "120000.50"),
        ("Rs. 1200", "1200.00"),
        ("12 000 kr", "12000.00"),
        ("CHF 1'200.-", "1200.00"),
        ("1.200,00 R$", "1200.00"),
        ("١٢٠٠٫٥٠", "1200.50"),
        ("'1200", "1200.00"),
        ("1k", None),
        ("1.23E+10", None),
        ("10000-20000", None),
    ],
)
def test_amounts_of_other_countries(text: str, value: str | None) -> None:
    read = read_value(text)
    assert f"{read}" == value or (value is None and isinstance(read, BadField))


@pytest.mark.parametrize("raw", ["'123", '="123"', "123.0", "123.00", "\u200e123", "\ufeff123"])
def test_an_id_is_the_same_with_a_spreadsheets_marks(raw: str) -> None:
    assert read_external_id(raw) == "123"


@pytest.mark.parametrize("raw", ["'{}", "\u200f{}", "{}\u200b", "\ufeff{}", "{}.", '="{}"'])
def test_a_mailbox_is_the_same_with_invisible_marks(raw: str) -> None:
    assert read_email(raw.format("ana@example.com")) == "ana@example.com"


def test_placeholder_mailboxes_in_other_languages() -> None:
    nobody = "no@email.com prueba@prueba.com nao@tem.com sin@correo.com keine@email.de "
    nobody += "user@domain.com 123@123.com notengo@gmail.com info@info.com walkin@walkin.com"
    people = "ed@ed.com nuno@no.pt info@company.com jo@jo.com testa@company.it mail@ana.com"
    assert [mail for mail in nobody.split() if not is_placeholder(mail)] == []
    assert [mail for mail in people.split() if is_placeholder(mail)] == []


@pytest.mark.parametrize(
    ("row", "is_test"),
    [
        ({"name": "<Test-Lead: Dummy-Daten für full_name>"}, True),
        ({"name": "<lead de teste: dados fictícios para full_name>"}, True),
        ({"first_name": "FirstName", "last_name": "LastName", "phone": "+16505550123"}, True),
        ({"name": "A", "external_id": "TeSter-123-ABCDEF"}, True),
        ({"name": "A", "Lead Type": "TEST"}, True),
        ({"name": "A", "email": "test@tiktok.com"}, True),
        ({"name": "Tess Testa", "Lead Type": "SPONSORED"}, False),
        ({"name": "Tester", "message": "teste de produto"}, False),
    ],
)
def test_test_leads_of_four_vendors(row: dict[str, str], is_test: bool) -> None:
    assert is_test_lead(row) == is_test


def test_stages_of_other_systems() -> None:
    won = "closedwon|Cerrada ganada|Fechado ganho|Geschlossen - gewonnen|Fermée gagnée|Vinto"
    lost = "closedlost|Cerrado perdido|Lost - Price|Negócio perdido|Clôturé perdu|Perso"
    assert {status_kind(status) for status in won.split("|")} == {"won"}
    assert {status_kind(status) for status in lost.split("|")} == {"lost"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2,125,550,133", ["+12125550133"]),  # a spreadsheet's thousands
        ("212-555-0133 212-555-0134", ["+12125550133", "+12125550134"]),
        ("(212) 555-0133 (212) 555-0134", ["+12125550133", "+12125550134"]),
        ("212 555 0133 212 555 0134", ["+12125550133", "+12125550134"]),
        ("212-555-0133 12", []),
    ],
)
def test_a_cell_with_two_numbers_or_with_commas(text: str, numbers: list[str]) -> None:
    read = read_phones([ContactCell("phone", text)], {}, default="US")
    assert [one.value for one in read.given] == numbers


NO_NAMES = "N/A|null null|-|NA|(blank)|Unknown|sem nome|0000|?|None"


@pytest.mark.parametrize("text", NO_NAMES.split("|"))
def test_a_placeholder_is_no_name(text: str) -> None:
    read = read_lead({"name": text, "phone": "+5511987650001"}, country="", zone="UTC", now=NOW)
    assert isinstance(read, LeadIn)
    assert (read.name, [note.code for note in read.notes]) == ("", ["placeholder"])


@pytest.mark.parametrize("text", ["Na Li", "Na", "Nan Goldin", "Noone Jr", "Ann Null", "李娜"])
def test_names_that_look_like_placeholders_are_names(text: str) -> None:
    read = read_lead({"name": text, "phone": "+5511987650001"}, country="", zone="UTC", now=NOW)
    assert isinstance(read, LeadIn)
    assert read.name == text


@pytest.mark.parametrize(
    ("status", "barred"),
    [
        ("Unqualified - Do not call", {"phone"}),
        ("DNC", {"phone"}),
        ("Do Not Contact", {"phone", "email"}),
        ("Closed: never call again", {"phone"}),
        ("New", set()),
        ("Not interested", set()),
        ("no longer on the DNC", set()),
    ],
)
@pytest.mark.parametrize("heading", ["lead_status", "Last Call Result", "disposition"])
def test_a_status_that_says_do_not_call_bars(status: str, barred: set[str], heading: str) -> None:
    raw = {"name": "Ana", "phone": "+5511987650001", heading: status}
    read = read_lead(raw, country="", zone="UTC", now=NOW)
    assert isinstance(read, LeadIn)
    assert read.opted_out == barred
    sent = read_lead(
        {"phone": "+5511987650001"}, country="", zone="UTC", now=NOW, attributes={heading: status}
    )
    assert isinstance(sent, LeadIn)
    assert sent.opted_out == barred


def test_a_remark_behind_yes_leaves_it_a_yes() -> None:
    assert read_flag("Yes (by phone)") is True
    assert read_flag("No (ring on Mondays)") is None
    assert [field_of(text) for text in ("FULLNAME", "First")] == ["name", "first_name"]
    assert is_placeholder("declined@gmail.com")
    assert not is_placeholder("none.other@example.com")
