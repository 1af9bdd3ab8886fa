"""Findings of imports: stored as template and values, shown in the reader's language."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.utils import translation

from pullahead.base.translation import translated
from pullahead.base.wording import as_stored, either, from_stored, worded
from pullahead.leads.rules import read_lead
from pullahead.team.calendar_input import read_closed
from pullahead.usecases.intake.import_rows import by_line

NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)


def _through_json(text: str) -> str:
    return from_stored(json.loads(json.dumps(as_stored(text))))


def test_a_stored_finding_is_shown_in_the_language_of_its_reader() -> None:
    found = read_lead({"phone": "abc", "name": "Ana"}, country="US", zone="UTC", now=NOW)
    assert isinstance(found, tuple)
    stored = _through_json(worded("The row was imported, but: {reason}.", reason=found[0].message))
    assert stored == (
        "The row was imported, but: “abc” is not a phone number that can be called "
        "(it contains letters); correct it."
    )
    with translation.override("es"):
        assert translated(stored) == (
            "La fila se importó, pero: “abc” no es un número de teléfono al que se pueda llamar "
            "(contiene letras); corríjalo."
        )


def test_a_finding_stored_as_a_text_stays_readable() -> None:
    rows = by_line([[3, "Phone", "“1{2” is not a phone"]], [[2, "Email", *as_stored("no {x}")]])
    assert rows == [(2, "Email", "no {x}"), (3, "Phone", "“1{2” is not a phone")]
    with translation.override("es"):
        assert [translated(why) for _, _, why in rows] == ["no {x}", "“1{2” is not a phone"]


def test_values_with_braces_are_shown_as_they_are() -> None:
    said = worded("{text} was read as {found}; check it", text="“{0}”", found=either(["a", "b"]))
    assert _through_json(said) == "“{0}” was read as a or b; check it"


def test_an_error_of_a_calendar_is_translated_where_it_is_shown() -> None:
    with pytest.raises(ValueError) as problem:
        read_closed("2026-12-24\n2026-12-24")
    assert str(problem.value) == "2026-12-24 is listed twice. Remove one of the two."
    assert as_stored(problem.value.args[0])[1] == {"day": "2026-12-24"}
