"""A row's own country stands before the default one; a doubtful number is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.parsing.columns import chosen_columns, given_fields, row_fields
from pullahead.leads.parsing.countries import read_countries, read_phone_of_row
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.headings import field_of
from pullahead.leads.parsing.phones import read_phone
from pullahead.leads.rules import LeadIn, read_lead

NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)


def read(
    header: str, cells: str, country: str = "US", attributes: dict[str, str] | None = None
) -> LeadIn | tuple[BadField, ...]:
    """One row of a file as an import reads it."""
    columns = header.split("|")
    fields = chosen_columns(columns, given_fields(columns, []))
    row = row_fields(dict(zip(columns, cells.split("|"), strict=True)), fields)
    return read_lead(row, country=country, zone="UTC", now=NOW, attributes=attributes)


def phone(header: str, cells: str, country: str = "US") -> str:
    """The phone of a row; of a refused row the finding's code."""
    lead = read(header, cells, country)
    return lead.phone if isinstance(lead, LeadIn) else lead[0].code


@pytest.mark.parametrize(
    ("heading", "said", "number", "e164"),
    [
        ("Country", "Mexico", "55 1234 5678", "+525512345678"),
        ("Country", "India", "81234 56789", "+918123456789"),
        ("Country", "BR", "(21) 2345-6789", "+552123456789"),
        ("País", "México", "55 1234 5678", "+525512345678"),
        ("Land", "Österreich", "01 5880123", "+4315880123"),
        ("Land/Region", "Deutschland", "030 123456", "+4930123456"),
        ("Pays", "Royaume-Uni", "020 7946 0123", "+442079460123"),
        ("Country Code", "GBR", "020 7946 0123", "+442079460123"),
        ("Country Code", "44", "7400123403", "+447400123403"),
        ("Country/Region", "United Kingdom", "020 7946 0123", "+442079460123"),
        ("MailingCountry", "UK", "020 7946 0123", "+442079460123"),
        ("phone_code", "44", "7400123403", "+447400123403"),
        ("phone_code", "+44", "7400123403", "+447400123403"),
        ("phone_code", "0044", "447400123403", "+447400123403"),
        ("phone_code", "44.0", "7400123403.0", "+447400123403"),
        ("Phone Country Code", "United Kingdom (+44)", "7400123403", "+447400123403"),
        ("Dial code", "1-809", "809 555 0123", "+18095550123"),
        ("Country", "", "(212) 555-0133", "+12125550133"),
        ("Country", "N/A", "(212) 555-0133", "+12125550133"),
        ("Country", "Atlantis", "+12125550133", "+12125550133"),
        ("Country", "Atlantis", "2125550133", "unknown_country"),
        ("phone_code", "999", "2125550133", "unknown_country"),
        ("Country", "Mexico", "12125550133", "not_a_phone"),
        ("Country of interest", "Mexico", "2125550133", "+12125550133"),
        ("Country", "US / Mexico", "+1 212 555 0133", "+12125550133"),
        ("Country", "India / United Kingdom", "20 7946 0123", "doubtful"),
        ("ISO2", "MX", "55 1234 5678", "+525512345678"),
        ("Rechnungsland", "Deutschland", "030 123456", "+4930123456"),
        ("dialcode", "44", "7400123403", "+447400123403"),
        ("Note", "", "030 123456 (Germany)", "+4930123456"),
        ("Country", "Germany", "USA: 212 555 0133", "+12125550133"),
        ("Country", "Germany", "212 555 0133 US", "doubtful"),
        ("Note", "", "302 555 0133 DE", "doubtful"),  # Delaware
        ("Note", "", "212 555 0133 (Jordan)", "+12125550133"),
        ("Note", "", "212 555 0133 pm", "+12125550133"),
    ],
)
def test_the_country_that_a_row_names_stands_before_the_default(
    heading: str, said: str, number: str, e164: str
) -> None:
    assert phone(f"Name|Phone|{heading}", f"Ana|{number}|{said}") == e164


def test_the_dial_code_stands_before_the_country() -> None:
    header = "Name|Phone|Country|phone_code"
    assert phone(header, "Ana|7400123403|US|44") == "+447400123403"
    assert phone(header, "Ana|2125550133|US|") == "+12125550133"


def test_a_number_that_is_another_one_in_each_of_the_row_s_countries_is_refused() -> None:
    header = "Name|Phone|Billing Country|Mailing Country"
    assert phone(header, "Ana|2125550133|US|Mexico") == "+12125550133"
    assert phone(header, "Ana|5512345678|Mexico|US") == "doubtful"
    assert phone(header, "Ana|5512345678|Mexico|MX") == "+525512345678"


def test_an_unknown_country_beside_a_good_e_mail_is_told_and_the_number_kept() -> None:
    lead = read("Name|Phone|E-mail|Country", "Ana|2125550133|ana@example.com|Atlantis")
    assert isinstance(lead, LeadIn)
    assert (lead.phone, lead.attributes["phone_as_given"]) == ("", "2125550133")
    assert [(note.field, note.code) for note in lead.notes] == [("phone", "unknown_country")]
    assert "“Atlantis” is not known" in lead.notes[0].message


@pytest.mark.parametrize("name", ["country", "Country", "phone_code", "mailing country"])
def test_an_attribute_named_like_such_a_column_counts_too(name: str) -> None:
    raw = {"name": "Ana", "phone": "7400123403"}
    lead = read_lead(raw, country="US", zone="UTC", now=NOW, attributes={name: "44"})
    assert isinstance(lead, LeadIn)
    assert lead.phone == "+447400123403"


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("030123456.0", "DE", "+4930123456"),
        ("4930123457.0", "DE", "+4930123457"),
        ("30123456,0", "DE", "+4930123456"),
        ("2125550133.00", "US", "+12125550133"),
        ("+12125550133.0", "", "+12125550133"),
        ("212.555.0133", "US", "+12125550133"),
        # not +49 49151 12345678, an area code and a number
        ("4915112345678", "DE", "+4915112345678"),
        ("49 151 12345678", "DE", "+4915112345678"),
        ("12125550133", "US", "+12125550133"),
        ("5511987654321", "BR", "+5511987654321"),
        ("(55) 3210-1234", "BR", "+555532101234"),
    ],
)
def test_digits_are_never_read_as_the_number_of_somebody_else(
    raw: str, country: str, e164: str
) -> None:
    assert read_phone(raw, country) == e164


@pytest.mark.parametrize("raw", ["5.51199E+12", "5,51199E+12", "5.51199e12"])
def test_a_rounded_number_is_refused(raw: str) -> None:
    found = read_phone(raw, "BR")
    assert isinstance(found, BadField)
    assert "rounded" in found.message


@pytest.mark.parametrize(
    ("raw", "country", "code"),
    [
        ("2147483647", "US", "not_a_phone"),  # the largest integer of a database
        ("(214) 748-3647", "US", "not_a_phone"),
        ("2147483647.0", "DE", "not_a_phone"),
        ("11 99999-9999", "BR", "placeholder"),
        ("0151 11111111", "DE", "placeholder"),
        ("888 888 8888", "US", "placeholder"),
        ("01 23 45 67 89", "FR", "placeholder"),
        ("01234 567890", "GB", "placeholder"),
    ],
)
def test_a_number_that_only_fills_the_field_is_refused(raw: str, country: str, code: str) -> None:
    found = read_phone(raw, country)
    assert isinstance(found, BadField)
    assert found.code == code


def test_digits_that_are_two_numbers_are_refused_with_both() -> None:
    found = read_phone("3906123456", "IT")
    assert isinstance(found, BadField)
    assert found.code == "doubtful"
    assert "+393906123456 or +3906123456" in found.message


@pytest.mark.parametrize(
    "heading",
    "Country|Country Code|País|Pais|Pays|Land|Land/Region|Country/Region|Billing Country Code|"
    "address1_country|Address 1: Country/Region|Address 1 - Country|Código do país".split("|"),
)
def test_headings_of_a_country(heading: str) -> None:
    assert field_of(heading) == "country"


@pytest.mark.parametrize(
    "heading",
    "phone_code|Phone Country Code|Dial Code|Country calling code|DDI|Indicatif|ISD|"
    "Ländervorwahl|Prefijo internacional".split("|"),
)
def test_headings_of_a_dial_code(heading: str) -> None:
    assert field_of(heading) == "dial_code"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DE", ("DE",)),
        ("deu", ("DE",)),
        ("Deutschland", ("DE",)),
        ("Alemania", ("DE",)),
        ("Alemanha", ("DE",)),
        ("Allemagne", ("DE",)),
        ("🇩🇪", ("DE",)),
        ("🇩🇪 Germany", ("DE",)),
        ("Germany (DE)", ("DE",)),
        ("EE. UU.", ("US",)),
        ("U.S.A.", ("US",)),
        ("NA", ("NA",)),
        ("-", ()),
        ("null", ()),
        ("unknown", None),
        ("870", None),
    ],
)
def test_countries_as_they_are_written(text: str, found: tuple[str, ...] | None) -> None:
    assert read_countries(text) == found


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_no_text_makes_an_error(raw: str, country: str, dial_code: str) -> None:
    read_phone_of_row(raw, country=country, dial_code=dial_code, default="DE")


@given(st.from_regex(r"\A[0-9]{1,16}(\.0)?\Z"), st.sampled_from(["DE", "AT", "IT", "SH", "US", ""]))
def test_no_digits_make_an_error(raw: str, country: str) -> None:
    read_phone(raw, country)
