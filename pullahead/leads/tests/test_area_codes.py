"""An area code in a column of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.area_codes import read_phone_with_area
from pullahead.leads.parsing.columns import chosen_columns, given_fields, row_fields
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.headings import field_of
from pullahead.leads.rules import LeadIn, read_lead


def phone(raw: str, area: str, country: str) -> str:
    """The number, or the code of why there is none."""
    found = read_phone_with_area(raw, area_code=area, country="", dial_code="", default=country)
    return found.code if isinstance(found, BadField) else found


@pytest.mark.parametrize(
    "heading", "DDD|Vorwahl|Area code|Lada|indicativo|DDD celular|Telefon Vorwahl".split("|")
)
def test_headings_of_an_area_code(heading: str) -> None:
    assert field_of(heading) == "area_code"


@pytest.mark.parametrize("heading", ["Landesvorwahl", "DDI", "Phone code"])
def test_a_dial_code_is_no_area_code(heading: str) -> None:
    assert field_of(heading) == "dial_code"


@pytest.mark.parametrize(
    ("raw", "area", "country", "expected"),
    [
        ("98765-4321", "11", "BR", "+5511987654321"),
        ("98765-4321", "(011)", "BR", "+5511987654321"),
        ("987654321.0", "11.0", "BR", "+5511987654321"),
        ("Cel: 98765-4321", "11", "BR", "+5511987654321"),
        ("99123-4567", "55", "BR", "+5555991234567"),
        ("11987654321", "11", "BR", "+5511987654321"),
        ("+5511987654321", "21", "BR", "+5511987654321"),
        ("1234567", "0171", "DE", "+491711234567"),
        ("30123456", "089", "DE", "+498930123456"),
        ("030 123456", "030", "DE", "+4930123456"),
        ("123456", "+49 30", "BR", "+4930123456"),
        ("555-0133", "212", "US", "+12125550133"),
        ("2125550133", "415", "US", "+12125550133"),
        ("1234 5678", "55", "MX", "+525512345678"),
        ("15 2345-6789", "11", "AR", "+5491123456789"),
        ("1234567", "06", "IT", "+39061234567"),
    ],
)
def test_area_code_and_local_number_are_one_number(
    raw: str, area: str, country: str, expected: str
) -> None:
    assert phone(raw, area, country) == expected


@pytest.mark.parametrize(
    ("raw", "area", "country", "code"),
    [
        ("30123456", "30", "DE", "doubtful"),
        ("030123456", "089", "DE", "doubtful"),
        ("1711234567", "030", "DE", "doubtful"),
        ("15112345678", "49", "DE", "doubtful"),
        ("98765-4321", "", "BR", "not_a_phone"),
        ("98765-4321", "North", "BR", "not_a_phone"),
        ("98765-4321", "11 / 21", "BR", "not_a_phone"),
        ("98765-4321", "11", "", "no_country"),
    ],
)
def test_digits_that_may_be_another_number_are_refused(
    raw: str, area: str, country: str, code: str
) -> None:
    assert phone(raw, area, country) == code


def lead(header: str, cells: str, country: str = "BR") -> LeadIn | tuple[BadField, ...]:
    columns = header.split("|")
    fields = chosen_columns(columns, given_fields(columns, []))
    row = row_fields(dict(zip(columns, cells.split("|"), strict=True)), fields)
    return read_lead(row, country=country, zone="UTC", now=datetime(2026, 5, 5, tzinfo=UTC))


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Nome|DDD|Telefone", "Ana|11|98765-4321", "+5511987654321"),
        ("Nome|DDD 1|Telefone|DDD 2|Celular", "Ana|||21|98765-4321", "+5521987654321"),
        ("Nome|Telefone|DDD|Celular|DDD 2", "Ana|||98765-4321|21", "+5521987654321"),
        ("Nome|DDD 1|Telefone|DDD 2|Celular", "Ana|11|3123-4567|21|98765-4321", "+551131234567"),
        ("Nome|País|DDD|Telefone", "Ana|México|55|1234 5678", "+525512345678"),
    ],
)
def test_the_area_code_beside_the_phone_counts(header: str, cells: str, expected: str) -> None:
    found = lead(header.replace("DDD 1", "DDD").replace("DDD 2", "DDD fone"), cells)
    assert isinstance(found, LeadIn)
    assert found.phone == expected


def test_the_area_code_of_another_phone_is_not_taken() -> None:
    found = lead("Nome|DDD|Telefone|DDD fone|Celular", "Ana|11|||98765-4321")
    assert isinstance(found, tuple)
    assert [bad.field for bad in found] == ["phone"]


@given(st.text(max_size=30), st.text(max_size=12), st.sampled_from(["BR", "DE", "AR", "", "US"]))
def test_no_text_makes_an_error(raw: str, area: str, country: str) -> None:
    phone(raw, area, country)
