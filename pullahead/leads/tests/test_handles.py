"""The words that a lead is looked up by, and how what was typed is read."""

from __future__ import annotations

from uuid import uuid4

import pytest

from pullahead.leads.handles import Sought, handle_of, read_sought, words_of

ANA = words_of("Ána de Souza-Lima", ("Moinho & Cia",), ("+15125550142", "Ana.Lima@example.com"))


def _found(text: str, country: str = "US", words: set[str] = ANA) -> bool:
    sought = read_sought(text, country=country)
    alone = any(word.startswith(begins) for word in words for begins in sought.any_of)
    together = sought.all_of and all(
        any(word.startswith(begins) for word in words) for begins in sought.all_of
    )
    return bool(alone or together)


def test_a_lead_has_a_handle_for_each_word_that_tells_it_from_others() -> None:
    assert words_of("Ána de Souza") == {"ana", "souza", "ana souza"}
    assert words_of("", (), ()) == set()
    assert handle_of("+15125550142") == "#24105552151"


@pytest.mark.parametrize(
    "text",
    [
        "ana",
        "AN",
        "lima",
        "souza ana",
        "ána de sou",
        "moinho",
        "lima moinho",
        "ANA.LIMA@EXAMPLE.COM",
    ],
)
def test_the_beginning_of_any_word_finds_it_in_any_case_with_or_without_accents(text: str) -> None:
    assert _found(text)


@pytest.mark.parametrize(
    "text",
    [
        "+1 512 555 0142",
        "(512) 555-0142",
        "512.555.0142",
        "0015125550142",
        "tel:+1-512-555-0142",
        "5550142",
        "550142",
        "0550142",
        "٥١٢٥٥٥٠١٤٢",
    ],
)
def test_a_number_is_found_in_any_notation_and_by_its_last_six_digits(text: str) -> None:
    assert _found(text)


def test_a_number_from_here_needs_no_prefix() -> None:
    london = words_of("", (), ("+442079460100",))
    assert _found("020 7946 0100", "GB", london)
    assert _found("+44 (0)20 7946 0100", "US", london)


def test_zeros_at_the_front_of_the_last_digits_count() -> None:
    assert _found("000100", "US", words_of("", (), ("+12025000100",)))


@pytest.mark.parametrize(
    "text", ["", "   ", "@", "\x00", "0142", "de lima bo", "lina", "ima", "%", "_"]
)
def test_what_is_not_the_beginning_of_a_word_finds_nothing(text: str) -> None:
    assert not _found(text)


def test_an_id_is_read_with_or_without_hyphens() -> None:
    lead_id = uuid4()
    for text in (str(lead_id), lead_id.hex, f"  {str(lead_id).upper()} "):
        assert read_sought(text, country="") == Sought(lead_id)


def test_nothing_that_is_typed_makes_it_fail() -> None:
    for text in (
        "\ud800",
        "a" * 10_000,
        "٣" * 200,
        "ǅ" * 300,
        "x" * 31 + "g",
        "+" * 40,
        "#1234567",
    ):
        read_sought(text, country="XX")
