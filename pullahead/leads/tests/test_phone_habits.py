"""National notations, words beside a number, premium-rate numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.parsing.phones import extension_of, is_as_written, read_phone
from pullahead.leads.rules import BadField


@pytest.mark.parametrize(
    ("raw", "country", "phone"),
    [
        # F40: Mexico until 2019, and WhatsApp's 1
        ("5215512345673", "MX", "+525512345673"),
        ("1 55 1234 5670", "MX", "+525512345670"),  # in a list of New Jersey another number
        ("044 55 1234 5670", "MX", "+525512345670"),
        ("045 33 1234 5670", "MX", "+523312345670"),
        ("01 (55) 1234-5670", "MX", "+525512345670"),
        ("+52 044 55 1234 5670", "", "+525512345670"),
        ("+52 1 55 1234 5670", "US", "+525512345670"),
        ("0052 1 55 1234 5670", "MX", "+525512345670"),
        ("011 52 1 55 1234 5670", "US", "+525512345670"),
        # Brazil: mobiles of eight digits, any carrier
        ("(11) 8765-4321", "BR", "+5511987654321"),
        ("+55 11 8765-4321", "", "+5511987654321"),
        ("551187654321", "BR", "+5511987654321"),
        ("0xx11 98765-4321", "BR", "+5511987654321"),
        ("(0 xx 11) 8765-4321", "BR", "+5511987654321"),
        ("+55 0XX11 3333-0005", "", "+551133330005"),
        ("0 21 11 98765-4321", "BR", "+5511987654321"),
        ("(11) 3333-0005", "BR", "+551133330005"),
        # Argentina: 9 and 15
        ("011 15-2345-6789", "AR", "+5491123456789"),
        ("+54 11 15 2345-6789", "", "+5491123456789"),
        ("+54 9 11 15 2345-6789", "", "+5491123456789"),
        ("9 11 2345-6789", "AR", "+5491123456789"),
        ("0351 15 234 5678", "AR", "+5493512345678"),
        ("+54 9 351 15 234 5678", "", "+5493512345678"),
        # abroad from North America, in a list of any country
        ("011 44 20 7946 0123", "US", "+442079460123"),
        ("011442079460123", "", "+442079460123"),
        ("+011 44 20 7946 0123", "GB", "+442079460123"),
        ("011 55 11 98765-4321", "BR", "+5511987654321"),
    ],
)
def test_national_habits_are_read(raw: str, country: str, phone: str) -> None:
    assert read_phone(raw, country) == phone


@pytest.mark.parametrize(
    ("raw", "country", "code"),
    [
        ("8765-4321", "BR", "not_a_phone"),
        ("15 2345 6789", "AR", "not_a_phone"),
        ("044 55 1234 5670", "US", "not_a_phone"),
        ("(11) 8765-4321", "", "no_country"),
    ],
)
def test_a_habit_of_one_country_is_none_of_another(raw: str, country: str, code: str) -> None:
    found = read_phone(raw, country)
    assert isinstance(found, BadField)
    assert found.code == code


@pytest.mark.parametrize(
    "raw",
    [
        "+55 11 98765-0005 (work)",
        "(11) 98765-0005 casa",
        "11 98765-0005 - falar com Ana",
        "WhatsApp +55 11 98765-0005",
        "tel +55 11 98765-0005",
        "Cel: (11) 98765-0005 (recado)",
    ],
)
def test_words_beside_a_number_are_left_out(raw: str) -> None:
    assert read_phone(raw, "BR") == "+5511987650005"
    assert not is_as_written(raw, "+5511987650005")


@pytest.mark.parametrize(
    "raw",
    [
        "212 555 0123 fax",
        "Fax: 212 555 0123",
        "212 555 0123 (wrong number)",
        "old 212 555 0123",
        "212 555 0123 disconnected",
        "do not call 212 555 0123",
        "maria2125550123@example.com",
        "2125550123x@example.com",
        "https://example.com/2125550123",
        "call on 2026-11-28 10:00, 2125550123",
        "1 800 FLOWERS",
        "she wrote that she will be away for some weeks, and then 212 555 0123 is the number",
        "order 4711 of 212 555 0123",
    ],
)
def test_a_number_that_words_say_is_none_is_not_called(raw: str) -> None:
    found = read_phone(raw, "US")
    assert isinstance(found, BadField)
    assert found.code == "not_a_phone"


@pytest.mark.parametrize(
    ("raw", "country"),
    [
        ("+1 900 555 1234", ""),
        ("1-900-234-5678", "US"),
        ("0909 879 0123", "GB"),
        ("0898 123456", "FR"),
        ("803 123 456", "ES"),
        ("0900 12345", "NL"),
    ],
)
def test_premium_rate_numbers_are_refused(raw: str, country: str) -> None:
    found = read_phone(raw, country)
    assert isinstance(found, BadField)
    assert found.code == "premium_rate"


@pytest.mark.parametrize(
    ("raw", "extension"),
    [
        ("(212) 555-0123 ext. 12", "12"),
        ("(212) 555-0123x12", "12"),
        ("(212) 555-0123 (ext 12)", "12"),
        ("+12125550123;ext=12", "12"),
        ("+12125550123,,12", "12"),
        ("(31) 3333-4770 ramal 22", "22"),
        ("(31) 3333-4770 ramal: 22", "22"),
        ("+34 912 34 56 78 extensión 7", "7"),
        ("(212) 555-0123 #9", "9"),
        ("(212) 555-0123", ""),
    ],
)
def test_an_extension_is_told_from_the_number(raw: str, extension: str) -> None:
    assert extension_of(raw) == extension
    assert isinstance(read_phone(raw, "BR" if "(31)" in raw else "US"), str)


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("+55 (11) 98765-4321", "+5511987654321"),
        ("011 98765-4321", "+5511987654321"),
        ("98765-4321", "+5511987654321"),  # its area code is in another column
        ("0055 11 98765 4321", "+5511987654321"),
        ("+44 (0)20 7946 0123", "+442079460123"),
        ("8 495 123-45-67", "+74951234567"),
        ("1 (212) 555-0123 ext. 12", "+12125550123"),
        ("5511987654321.0", "+5511987654321"),
    ],
)
def test_usual_prefixes_and_signs_are_no_correction(raw: str, phone: str) -> None:
    assert is_as_written(raw, phone)


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("044 55 1234 5670", "+525512345670"),
        ("5215512345673", "+525512345673"),
        ("(11) 8765-4321", "+5511987654321"),
        ("0xx11 98765-4321", "+5511987654321"),
        ("011 15-2345-6789", "+5491123456789"),
        ("011 44 20 7946 0123", "+442079460123"),
    ],
)
def test_other_digits_than_the_plan_has_are_a_correction(raw: str, phone: str) -> None:
    assert not is_as_written(raw, phone)


wordy = st.text(alphabet="0123456789+-() ./;,xXabcfaxnotramal:#@\n", max_size=60)


@given(wordy, st.sampled_from(["", "MX", "BR", "AR", "US", "GB"]))
def test_no_text_makes_an_error(raw: str, country: str) -> None:
    found = read_phone(raw, country)
    if isinstance(found, str):
        assert read_phone(found, "") == found
        is_as_written(raw, found)
    extension_of(raw)
