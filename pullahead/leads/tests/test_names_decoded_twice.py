"""Names whose letters were decoded twice by another program."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pullahead.leads.parsing.names import once_decoded
from pullahead.leads.rules import LeadIn, read_lead


@pytest.mark.parametrize(
    "name", ["José Peña", "Ação Júlia", "Łukasz Żak", "Ásta Größe", "Zoë d’Arc"]
)
def test_a_name_that_was_decoded_twice_is_read_as_it_was_meant(name: str) -> None:
    mangled = name.encode().decode("cp1252", "replace")
    if "\ufffd" in mangled:  # bytes that Windows-1252 has not: programs keep them
        mangled = "".join(
            chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252")
            for byte in name.encode()
        )
    assert mangled != name
    assert once_decoded(mangled) == name
    assert once_decoded(name) == name


@pytest.mark.parametrize("name", ["Ã", "São João", "Ângela", "Å", "MARIA CONCEIÇÃO", "Ana", "ÂÃÅ"])
def test_a_name_that_is_right_stays(name: str) -> None:
    assert once_decoded(name) == name


def test_the_corrected_name_is_told() -> None:
    raw = {"name": "JosÃ© PeÃ±a", "phone": "+12125550133"}
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    found = read_lead(raw, country="US", zone="UTC", now=now)

    assert isinstance(found, LeadIn)
    assert found.name == "José Peña"
    assert [(note.field, note.code) for note in found.notes] == [("name", "corrected")]
