"""Phone numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.rules import BadField, read_phone


@pytest.mark.parametrize(
    "raw",
    [
        "+55 31 94440-4770",
        "(31) 94440-4770",
        "031 94440 4770",
        "+5531944404770",
        "31944404770",
        "5531944404770",
        "0055 31 94440-4770",
        "tel:+55-31-94440-4770",
        "p:+5531944404770",
        "'+55 31 94440-4770",
        "(31) 94440-4770 ramal 22",
        "+55 31 94440-4770 x5",
        "+55 31 94440-4770;ext=5",
        "31 94440-4770 / 31 3333-4444",
        "\u202a+55 31 94440-4770\u202c",
        "+55 31 ９4440-4770",
    ],
)
def test_one_number_in_many_notations_is_one_number(raw: str) -> None:
    assert read_phone(raw, "BR") == "+5531944404770"


@pytest.mark.parametrize(
    ("raw", "country", "phone"),
    [
        ("030/123456", "DE", "+4930123456"),
        ("020 7946 0123", "gb", "+442079460123"),
        ("(212) 555-0123 ext. 12", "US", "+12125550123"),
        ("02 5550 1234", "AU", "+61255501234"),
        ("+39 06 698 12345", "", "+390669812345"),
        ("+52 1 55 1234 5678", "", "+525512345678"),
        ("+1 212 555 0123", "BR", "+12125550123"),
    ],
)
def test_numbers_of_other_countries(raw: str, country: str, phone: str) -> None:
    assert read_phone(raw, country) == phone


@pytest.mark.parametrize(
    ("raw", "country", "code"),
    [
        ("", "BR", "missing"),
        ("  '", "BR", "missing"),
        ("n/a", "BR", "not_a_phone"),
        ("11 9", "BR", "not_a_phone"),
        ("000000", "BR", "not_a_phone"),
        ("+55 (11) telefone", "BR", "not_a_phone"),
        ("+1 800 FLOWERS", "US", "not_a_phone"),
        ("5.53194E+12", "BR", "not_a_phone"),
        ("+999 123 4567", "BR", "not_a_phone"),
        ("30000000000000", "DE", "not_a_phone"),
        ("(31) 94440-4770", "", "no_country"),
        ("31944404770", "XX", "no_country"),
        ("31 94440\x004770", "BR", "unreadable"),
        ("3" * 101, "BR", "too_long"),
    ],
)
def test_what_cannot_be_called_is_said(raw: str, country: str, code: str) -> None:
    found = read_phone(raw, country)
    assert isinstance(found, BadField)
    assert (found.field, found.code) == ("phone", code)
    assert found.message


def test_the_message_says_why_and_what_to_do() -> None:
    found = read_phone("(31) 94440-4770", "")
    assert isinstance(found, BadField)
    assert "national number" in found.message
    assert "+55" in found.message


phoneish = st.text(alphabet="0123456789+-() ./;,xX#*\t\u00a0", max_size=40)


@given(st.one_of(st.text(), phoneish), st.one_of(st.sampled_from(["", "BR", "US"]), st.text()))
def test_no_text_makes_an_error(raw: str, country: str) -> None:
    found = read_phone(raw, country)
    assert isinstance(found, BadField) or found.startswith("+")


@given(phoneish, st.sampled_from(["BR", "US", "DE", "MX", "IT", "AR"]))
def test_a_number_read_again_is_itself(raw: str, country: str) -> None:
    found = read_phone(raw, country)
    if isinstance(found, str):
        assert read_phone(found, "") == found
        assert len(found) <= 16
