"""Columns of files that other systems export."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.leads.parsing.columns import (
    FIELDS,
    MappingError,
    chosen_columns,
    given_fields,
    guess_columns,
    looks_like_a_row,
    row_fields,
    shared_fields,
    unique_header,
)

SAMPLE = "external id,Full Name,Telephone,E-mail,Lead Source,Landing Page,Received At".split(",")


def test_the_sample_s_columns_are_known() -> None:
    assert list(guess_columns(SAMPLE).values()) == [
        *("external_id", "name", "phone", "email"),
        *("origin", "landing_page", "received_at"),
    ]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Nome;Sobrenome;Celular;E-mail;Data de criação", "first_name last_name phone email t"),
        ("Nombre;Apellidos;Teléfono;Correo;Fecha", "first_name last_name phone email t"),
        ("Vorname;Nachname;Handy;E-Mail-Adresse;Erstellt am", "first_name last_name phone email t"),
        ("Name;Vorname;Telefon;E-Mail;Datum", "last_name first_name phone email t"),
        ("Prénom;Nom;Téléphone portable;Courriel;Créé le", "first_name last_name phone email t"),
        ("Nom;Téléphone;Courriel;Montant;Date", "name phone email value t"),
        ("id;created_time;full_name;phone_number;email", "external_id t name phone email"),
        ("NOME COMPLETO;Telefone;Valor;Origem;Código", "name phone value origin codigo"),
        ("Name;Phone;Reference;Ref", "name phone reference ref"),
        ("Name;Telefon;Referenz;Kennung", "name phone referenz external_id"),
        ("Name;Phone;Amount;utm_source;Lead ID", "name phone value origin external_id"),
        ("Lead name;Contact name;Phone", "lead_name name phone"),
        ("Lead Name;First Name;Last Name;Phone", "lead_name first_name last_name phone"),
        ("Lead name;Phone", "name phone"),
    ],
)
def test_headings_in_five_languages(header: str, fields: str) -> None:
    found = guess_columns(header.split(";"))
    assert " ".join(found.values()).replace("received_at", "t") == fields


def test_what_is_not_known_becomes_an_attribute_under_a_name_of_its_own() -> None:
    header = ["Landing Page", "landing-page", "Email opt in", "Größe", "¿?"]
    assert guess_columns(header) == {
        "Landing Page": "landing_page",
        "landing-page": "landing_page_2",
        "Email opt in": "email_opt_in",
        "Größe": "grosse",
        "¿?": "column",
    }
    assert guess_columns(["Ignore", "Attribute"]) == {
        "Ignore": "ignore",
        "Attribute": "attribute",
    }


def given_columns(header: Sequence[str], maps: Sequence[str]) -> dict[str, str]:
    """Map the columns as an import does."""
    return chosen_columns(header, given_fields(header, maps))


def test_given_mappings_win_over_the_guess() -> None:
    header = ["Name", "Phone", "Best number", "Amount", "Notes"]
    columns = given_columns(header, ["best number=phone", "Amount=ignore", "Name=attribute"])
    assert columns == {
        "Name": "name_2",
        "Phone": "phone_2",
        "Best number": "phone",
        "Amount": "",
        "Notes": "notes",
    }


def test_a_heading_may_hold_an_equals_sign() -> None:
    assert given_columns(["a=b"], ["a=b=phone"]) == {"a=b": "phone"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Telefone=phone", r"no column “Telefone”. It has external id, Full Name"),
        ("Telephone=fone", r"“fone” is not a field. Choose one of name, first_name"),
        ("Telephone", r"is not a mapping. Write it as"),
        ("=phone", r"is not a mapping. Write it as"),
    ],
)
def test_a_mapping_that_cannot_be_followed_says_what_would_do(text: str, message: str) -> None:
    with pytest.raises(MappingError, match=message):
        given_columns(SAMPLE, [text])


def test_a_column_mapped_twice_is_refused() -> None:
    with pytest.raises(MappingError, match="mapped twice"):
        given_columns(SAMPLE, ["Telephone=phone", "Telephone=email"])


def test_of_two_phones_both_are_read_and_the_second_is_an_attribute_too() -> None:
    columns = guess_columns(["Phone", "Mobile", "Lead Source", "utm_source"])
    both = {"Phone": "1", "Mobile": "2", "Lead Source": "ad", "utm_source": "web"}
    assert row_fields(both, columns) == {
        "phone": "1",
        "phone 2": "2",
        "mobile": "2",
        "origin": "ad",
        "utm_source": "web",
    }
    assert row_fields({"Phone": " ", "Mobile": "2"}, columns) == {"phone": "2"}
    assert row_fields({"Phone": None, "Mobile": None}, columns) == {}


def test_headings_are_made_different() -> None:
    header = ["\ufeffPhone", "", "Phone", "Phone (2)", " "]
    assert unique_header(header) == ["Phone", "column 2", "Phone (2)", "Phone (2) (2)", "column 5"]


@pytest.mark.parametrize(
    ("fields", "columns"),
    [
        (["phone", "phone", "attribute"], {"Tel": "phone", "Handy": "phone", "Note": "note"}),
        (["phone", "ignore", "name"], {"Tel": "phone", "Handy": "", "Note": "name"}),
        (["phone", "ring", "name"], "Choose a field for each column"),
        (["phone", "name"], "Choose a field for each column"),
        (
            ["phone", "name", "last_name"],
            {"Tel": "phone", "Handy": "name", "Note": "last_name"},
        ),
    ],
)
def test_columns_can_be_chosen_one_by_one(fields: list[str], columns: dict[str, str] | str) -> None:
    header = ["Tel", "Handy", "Note"]
    if isinstance(columns, str):
        with pytest.raises(MappingError, match=columns):
            chosen_columns(header, fields)
        return
    assert chosen_columns(header, fields) == columns


def test_what_several_columns_share_is_said() -> None:
    header, fields = ["A", "B", "C", "D"], ["phone", "attribute", "phone", "attribute"]
    assert shared_fields(header, fields) == {"phone": ["A", "C"]}


@pytest.mark.parametrize(
    ("header", "is_row"),
    [
        (["Name", "Phone", "E-mail"], False),
        (["Ana Lima", "+1 512 555 0101"], True),
        (["Ana", "(512) 555-0101"], True),
        (["Ana", "ana@example.com"], True),
        (["2026-05-01", "Phone 2", "100 000", "@handle"], False),
    ],
)
def test_a_row_where_the_headings_should_be_is_told_from_headings(
    header: list[str], is_row: bool
) -> None:
    assert looks_like_a_row(header) is is_row


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_header_gives_every_column_a_field_and_attributes_names_of_their_own(
    header: list[str],
) -> None:
    unique = unique_header(header)
    assert len(set(unique)) == len(header)
    columns = guess_columns(unique)
    assert list(columns) == unique
    attributes = [field for field in columns.values() if field not in FIELDS]
    assert len(attributes) == len(set(attributes))
    assert all(0 < len(field) <= 100 for field in columns.values())
