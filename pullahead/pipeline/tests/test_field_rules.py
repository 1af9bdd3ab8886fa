"""Values of custom fields: what each kind reads, and what it refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from pullahead.pipeline.field_rules import (
    FieldInput,
    FieldProblem,
    code_of,
    plain_number,
    read_value,
)


@pytest.mark.parametrize(
    ("kind", "given", "plain"),
    [
        ("text", " Blue ", "Blue"),
        ("text", 7, "7"),
        ("number", "12.5", Decimal("12.5")),
        ("number", -3, Decimal(-3)),
        ("number", Decimal("1E+3"), Decimal(1000)),
        ("money", "1200.50", Decimal("1200.50")),
        ("date", "2026-05-04", date(2026, 5, 4)),
        ("choice", "NORTH", "North"),
        ("yes_no", "No", False),
        ("yes_no", True, True),
    ],
)
def test_a_value_is_read_as_its_kind(kind: str, given: FieldInput, plain: object) -> None:
    found = read_value(kind, given, ["North", "South"])
    assert not isinstance(found, FieldProblem)
    assert found is not None
    assert found.plain == plain


@pytest.mark.parametrize("kind", ["text", "number", "money", "date", "choice", "yes_no"])
def test_blank_is_no_value(kind: str) -> None:
    assert read_value(kind, None) is None
    assert read_value(kind, "  ") is None


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", "x" * 501),
        ("number", "many"),
        ("number", "1.23456"),
        ("number", float("nan")),
        ("number", "1e9"),
        ("number", True),
        ("number", "9" * 13),
        ("money", "1.005"),
        ("money", "-1"),
        ("money", str(10**10)),
        ("date", "4/5/2026"),
        ("choice", "West"),
        ("yes_no", "perhaps"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(kind: str, given: FieldInput) -> None:
    assert isinstance(read_value(kind, given, ["North"]), FieldProblem)


def test_codes_are_plain_and_unique() -> None:
    assert code_of("Number of rooms", []) == "number_of_rooms"
    assert code_of("Rooms!", ["rooms", "rooms_2"]) == "rooms_3"
    assert code_of("Größe", []) == "grosse"
    assert code_of("予算", []) == "field"
    assert plain_number(Decimal("12.5000")) == "12.5"
    assert plain_number(Decimal(100)) == "100"
