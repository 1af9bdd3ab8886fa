"""Every phone and email address of a row: several in a cell, and several columns."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.parsing.columns import chosen_columns, given_fields, row_fields, unique_header
from pullahead.leads.parsing.contact_cells import ContactCell, read_emails, read_phones
from pullahead.leads.rules import BadField, LeadIn, read_lead, row_hash


def lead(header: str, cells: str, country: str = "BR", *maps: str) -> LeadIn:
    """Read a row, with "|" between its cells."""
    found = row(header, cells, country, *maps)
    assert isinstance(found, LeadIn), found
    return found


def row(header: str, cells: str, country: str = "BR", *maps: str) -> LeadIn | tuple[BadField, ...]:
    columns = unique_header(header.split("|"))
    fields = chosen_columns(columns, given_fields(columns, maps))
    texts = row_fields(dict(zip(columns, cells.split("|"), strict=True)), fields)
    return read_lead(texts, country=country, zone="UTC", now=datetime(2026, 5, 5, tzinfo=UTC))


def phones(found: LeadIn) -> list[str]:
    return [one.value for one in found.addresses if one.kind == "phone"]


def emails(found: LeadIn) -> list[str]:
    return [one.value for one in found.addresses if one.kind == "email"]


def codes(found: LeadIn) -> list[tuple[str, str]]:
    return [(note.field, note.code) for note in found.notes]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("(11) 98765-0005 / (11) 3333-0005", ["+5511987650005", "+551133330005"]),
        ("(11) 98765-0005; (11) 3333-0005", ["+5511987650005", "+551133330005"]),
        ("(11) 98765-0005, (11) 3333-0005", ["+5511987650005", "+551133330005"]),
        ("(11) 98765-0005\n(11) 3333-0005", ["+5511987650005", "+551133330005"]),
        ("(11) 98765-0005 ou (11) 3333-0005", ["+5511987650005", "+551133330005"]),
        ("(11) 98765-0005 e (11) 3333-0005", ["+5511987650005", "+551133330005"]),
        ("+55 11 98765-0005 +1 212 555 0123", ["+5511987650005", "+12125550123"]),
        ("Cel: (11) 98765-0005 Res: (11) 3333-0005", ["+5511987650005", "+551133330005"]),
        ("(11) 98765-0005 / (11) 98765-0005", ["+5511987650005"]),
        ("11987650005 1133330005", ["+5511987650005", "+551133330005"]),
        ("11 98765-0005 - 11 3333-0005", ["+5511987650005", "+551133330005"]),
        ("C: 11 98765-0005 R: 11 3333-0005", ["+5511987650005", "+551133330005"]),
        ("11 98765-0005 (c) 11 3333-0005 (r)", ["+5511987650005", "+551133330005"]),
        ("garbage / (11) 98765-0005", ["+5511987650005"]),
        ("(11) 98765-0005 / 11 3333-0005 / 21 98765-0006", [
            "+5511987650005", "+551133330005", "+5521987650006",
        ]),
    ],
)  # fmt: skip
def test_each_number_of_a_cell_is_read(cell: str, expected: list[str]) -> None:
    found = lead("Name|Phone", f"Ana|{cell}".replace("||", "|"))
    assert phones(found) == expected
    assert found.attributes["phone_as_given"] == cell


@pytest.mark.parametrize("cell", ["030/123456", "030 / 123456", "0 30/12 34 56", "030 - 123456"])
def test_a_slash_inside_a_number_makes_no_two(cell: str) -> None:
    found = lead("Name|Phone", f"Ana|{cell}", "DE")
    assert phones(found) == ["+4930123456"]
    assert not found.notes


def test_the_short_end_of_a_range_is_told_and_never_dialed() -> None:
    found = lead("Name|Phone", "Ana|+44 20 7946 0123 / 0124", "GB")
    assert phones(found) == ["+442079460123"]
    assert codes(found) == [("phone", "not_a_phone")]
    assert found.attributes["phone_as_given"] == "+44 20 7946 0123 / 0124"


def test_every_phone_column_is_an_address_and_stays_an_attribute() -> None:
    found = lead(
        "Name|Phone|Mobile|Phone 2|Alt. phone",
        "Ana|+551133330001|+5511987650001||(21) 98765-0002",
    )
    assert phones(found) == ["+551133330001", "+5511987650001", "+5521987650002"]
    assert found.attributes == {"mobile": "+5511987650001", "alt_phone": "(21) 98765-0002"}


def test_repeated_headings_are_all_read() -> None:
    found = lead("Name|Phone|Phone|Phone", "Ana Um||+5511987650001|+5511987650002")
    assert phones(found) == ["+5511987650001", "+5511987650002"]


def test_a_bad_number_beside_a_good_one_refuses_nothing() -> None:
    found = lead("Name|Phone|Mobile", "Ana|12|+5511987650001")
    assert phones(found) == ["+5511987650001"]
    assert codes(found) == [("phone", "not_a_phone")]
    assert found.attributes["phone_as_given"] == "12"


def test_each_number_takes_the_area_code_beside_it() -> None:
    found = lead("Name|DDD|Phone|DDD fone|Mobile", "Ana|11|3333-0005|21|98765-0006")
    assert phones(found) == ["+551133330005", "+5521987650006"]
    both = lead("Name|DDD|Phone|Mobile", "Ana|11|3333-0005|98765-0006")
    assert phones(both) == ["+551133330005", "+5511987650006"]


def test_the_dial_code_of_a_row_is_that_of_all_its_numbers() -> None:
    header = "phone_code|phone_number|first_name|last_name|alt_phone|email"
    found = lead(header, "44|7400123403|Al|Bo|7400123404|a@example.com", "US")
    assert phones(found) == ["+447400123403", "+447400123404"]


def test_a_column_that_somebody_made_an_attribute_is_no_address() -> None:
    found = lead("Name|Phone|Mobile", "Ana|+551133330001|+5511987650001", "BR", "Mobile=attribute")
    assert phones(found) == ["+551133330001"]


def test_a_chosen_column_is_an_address_whatever_its_heading() -> None:
    header, cells = "Name|Phone|Line", "Ana|+551133330001|+5511987650001"
    found = lead(header, cells, "BR", "Phone=phone", "Line=phone")
    assert phones(found) == ["+551133330001", "+5511987650001"]


def test_an_extension_is_kept_from_the_cell_or_a_column() -> None:
    found = lead("Name|Phone", "Ana|(212) 555-0123 x12", "US")
    assert (found.phone, found.extension) == ("+12125550123", "12")
    beside = lead("Name|Phone|Ext.", "Ana|(212) 555-0123|0123.0", "US")
    assert (beside.phone, beside.extension) == ("+12125550123", "0123")
    two = lead("Name|Phone|Ext|Mobile|Mobile ext", "Ana|(212) 555-0123||(646) 555-0124|6", "US")
    assert [(one.value, one.extension) for one in two.addresses] == [
        ("+12125550123", ""),
        ("+16465550124", "6"),
    ]
    none = lead("Name|Phone|Ext.", "Ana|(212) 555-0123|n/a", "US")
    assert none.extension == ""
    assert row_hash(found) != row_hash(lead("Name|Phone", "Ana|(212) 555-0123 x13", "US"))


@pytest.mark.parametrize(
    ("cell", "country", "said"),
    [
        ("044 55 1234 5670", "MX", "“044 55 1234 5670” was read as +525512345670; check it"),
        ("(11) 8765-4321", "BR", "“(11) 8765-4321” was read as +5511987654321; check it"),
        (
            "+55 11 98765-0005 (work)",
            "BR",
            "“+55 11 98765-0005 (work)” was read as +5511987650005 without “work”; check it",
        ),
    ],
)
def test_a_correction_is_told_and_the_given_text_stays(cell: str, country: str, said: str) -> None:
    found = lead("Name|Phone", f"Ana|{cell}", country)
    assert [(note.code, note.message) for note in found.notes] == [("corrected", said)]
    assert found.attributes["phone_as_given"] == cell


def test_words_beside_a_number_can_opt_out() -> None:
    found = lead("Name|Phone", "Ana|212 555 0123 - do not call", "US")
    assert phones(found) == ["+12125550123"]
    assert found.opted_out == {"phone"}


def test_a_premium_rate_number_leaves_the_email() -> None:
    found = lead("Name|Phone|Email", "Ana|+1 900 234 5678|ana@example.com", "US")
    assert found.phone == ""
    assert codes(found) == [("phone", "premium_rate")]
    refused = row("Name|Phone", "Ana|+1 900 234 5678", "US")
    assert isinstance(refused, tuple)
    assert [bad.code for bad in refused] == ["premium_rate"]


def test_a_row_of_older_versions_has_the_same_hash() -> None:
    found = lead("Name|Phone|Mobile", "Ana|+551133330001|+5511987650001")
    assert row_hash(found) == ("1385699a8eaf4f34910ab46e5e46ef5591312bbda63335e28ffaf0f5aaabea67")


# ---- email


@pytest.mark.parametrize(
    "cell",
    [
        "d@example.com; d2@example.com",
        "d@example.com, d2@example.com",
        "d@example.com / d2@example.com",
        "d@example.com\nd2@example.com",
        "d@example.com d2@example.com",
        "d@example.com or d2@example.com",
        "Di <d@example.com>; Di <d2@example.com>",
        "d@example.com (home), d2@example.com (work)",
    ],
)
def test_each_mailbox_of_a_cell_is_read(cell: str) -> None:
    found = lead("Name|Email", f"Di|{cell}")
    assert emails(found) == ["d@example.com", "d2@example.com"]
    assert found.attributes["email_as_given"] == cell.strip()


def test_a_second_column_of_mailboxes_is_read() -> None:
    found = lead("Name|Email|Email 2", "Di|d@example.com|d2@example.com")
    assert emails(found) == ["d@example.com", "d2@example.com"]


@pytest.mark.parametrize("cell", ["ma ria@example.com", "maria @example.com", "sem email", "a@b"])
def test_half_a_mailbox_is_none(cell: str) -> None:
    found = row("Name|Email", f"Maria|{cell}")
    assert isinstance(found, tuple)
    assert [bad.field for bad in found] == ["email"]


def test_a_bad_mailbox_beside_a_good_one_is_told() -> None:
    found = lead("Name|Email", "Di|d@example; d2@example.com")
    assert emails(found) == ["d2@example.com"]
    assert codes(found) == [("phone", "missing"), ("email", "not_an_email")]


def test_a_placeholder_mailbox_is_told_and_left_out() -> None:
    found = lead("Name|Phone|Email", "Ana|+5511987650001|none@none.com")
    assert found.email == ""
    assert codes(found) == [("email", "placeholder")]
    assert found.attributes["email_as_given"] == "none@none.com"
    refused = row("Name|Phone|Email", "Ana||noemail@example.com")
    assert isinstance(refused, tuple)
    assert [bad.code for bad in refused] == ["placeholder"]


texts = st.text(alphabet="0123456789+-() ./;,xabe@\n&<>:", max_size=80)


@given(st.lists(texts, max_size=4), st.sampled_from(["", "BR", "DE", "US"]))
def test_no_text_makes_an_error(found: list[str], country: str) -> None:
    cells = [ContactCell("phone", text, "11", text[:5]) for text in found]
    read = read_phones(cells, {}, default=country)
    assert len({one.value for one in read.given}) == len(read.given) <= 10
    mails = read_emails([ContactCell("email", text) for text in found])
    assert all("@" in one.value for one in mails.given)
