"""E-mails, amounts and plain text."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.rules import BadField, clean_text, read_email, read_value


@pytest.mark.parametrize(
    ("raw", "email"),
    [
        (" Maria@Example.com ", "maria@example.com"),
        ("JOÃO.R@EXAMPLE.COM.BR", "joão.r@example.com.br"),
        ("joa\u0303o@example.com", "joão@example.com"),
        ("Maria Lima <maria@example.com>", "maria@example.com"),
        ("a+b@ÜBER.de", "a+b@über.de"),
    ],
)
def test_a_mailbox_has_one_spelling(raw: str, email: str) -> None:
    assert read_email(raw) == email


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("sem email", "not_an_email"),
        ("maria@", "not_an_email"),
        ("maria@localhost", "not_an_email"),
        ("maria@[127.0.0.1]", "not_an_email"),
        ("ma\x00ria@example.com", "not_an_email"),
        ("a@example.com, b@example.com", "not_an_email"),
        ("m" * 300 + "@example.com", "not_an_email"),
        ("m" * 600, "too_long"),
    ],
)
def test_what_is_no_mailbox_is_said(raw: str, code: str) -> None:
    found = read_email(raw)
    assert isinstance(found, BadField)
    assert (found.field, found.code) == ("email", code)


mailish = st.builds("{}@{}".format, st.text(max_size=12), st.text(max_size=12))


@pytest.mark.slow
@given(st.one_of(st.text(), mailish, st.emails(), st.from_regex(r"\A\w+@\w+\.\w+\Z")))
def test_any_text_is_an_e_mail_that_stays_itself_or_is_not_one(raw: str) -> None:
    found = read_email(raw)
    if isinstance(found, str):
        assert read_email(found) == found
        assert len(found) <= 254


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1234.5", "1234.50"),
        ("1234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1 234 567", "1234567.00"),
        ("1.234.567", "1234567.00"),
        ("1'234.50", "1234.50"),
        ("R$ 99,90", "99.90"),
        ("$1,234.00", "1234.00"),
        ("250 EUR", "250.00"),
        ("0.01", "0.01"),
        ("12.500000", "12.50"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_amounts_in_many_notations(raw: str, value: str) -> None:
    assert read_value(raw) == Decimal(value)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1.234", "ambiguous"),
        ("1,234", "ambiguous"),
        ("0", "out_of_range"),
        ("0.00", "out_of_range"),
        ("12.345", "ambiguous"),
        ("12.3456", "out_of_range"),
        ("10000000000", "out_of_range"),
        ("1" * 50, "out_of_range"),
        ("1" * 5000, "not_a_number"),
        ("-5", "not_a_number"),
        ("1e5", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1.234.56", "not_a_number"),
        ("1,234,567,89", "not_a_number"),
        ("much", "not_a_number"),
        ("", "not_a_number"),
    ],
)
def test_what_is_no_amount_is_said(raw: str, code: str) -> None:
    found = read_value(raw)
    assert isinstance(found, BadField)
    assert (found.field, found.code) == ("value", code)


@given(st.one_of(st.text(), st.text(alphabet="0123456789.,' $€-+eE")))
def test_any_text_is_a_bounded_amount_or_is_not_one(raw: str) -> None:
    found = read_value(raw)
    if isinstance(found, Decimal):
        assert Decimal(0) < found < Decimal(10) ** 10
        assert found == found.quantize(Decimal("0.01"))


@given(st.decimals(min_value="0.01", max_value="9999999999.99", places=2))
def test_a_plain_decimal_is_read_as_it_is(value: Decimal) -> None:
    assert read_value(format(value, "f")) == value


def test_text_is_cleaned_of_what_hides_or_breaks() -> None:
    assert clean_text("  Joa\u0303o\x00\t da \u202eSilva\n", 200) == "João da Silva"
    assert clean_text("one\r\ntwo\x07", 200, lines=True) == "one\ntwo"
    assert clean_text("half \ud83d a pair", 200) == "half a pair"
    assert clean_text("x" * 300, 200) == "x" * 200


@given(st.text(), st.integers(1, 30), st.booleans())
def test_clean_text_is_short_normal_storable_and_stays_itself(
    raw: str, limit: int, lines: bool
) -> None:
    text = clean_text(raw, limit, lines=lines)
    assert len(text) <= limit
    assert clean_text(text, limit, lines=lines) == text
    assert unicodedata.is_normalized("NFC", text)
    assert "\x00" not in text
    text.encode("utf-8")
