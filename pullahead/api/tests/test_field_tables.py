"""The field tables of docs/api.md are those of the OpenAPI description."""

from __future__ import annotations

from typing import Any

import pytest

from pullahead.api.field_tables import TABLE, bodies, main, table, with_tables
from pullahead.api.v1 import api
from pullahead.config import ROOT

pytestmark = pytest.mark.slow

DOCUMENT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_document_is_current() -> None:
    current = with_tables(DOCUMENT, api.get_openapi_schema())
    assert current == DOCUMENT, "run: .venv/bin/python -m pullahead.api.field_tables"
    assert main(["--check"]) == 0


def test_every_body_has_its_table_under_its_endpoint() -> None:
    sections = DOCUMENT.split("\n### ")
    told = {
        found[2]: section.partition("\n")[0].strip("`")
        for section in sections
        for found in TABLE.finditer(section)
    }
    given = {
        body: at.replace("{lead_id}", "{id}")
        for body, at in bodies(api.get_openapi_schema()).items()
    }
    assert told == given


def test_every_field_of_a_body_says_what_it_is() -> None:
    described = api.get_openapi_schema()
    for body in bodies(described):
        for name, field in described["components"]["schemas"][body]["properties"].items():
            assert field.get("description"), f"{body}.{name}"


@pytest.mark.parametrize(
    ("field", "row"),
    [
        ({"type": "string", "maxLength": 4000}, "text, at most 4,000 characters |  |"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "whole number |  |"),
        ({"type": "string", "enum": ["won", "lost"]}, "`won` or `lost` |  |"),
        (
            {"type": "string", "format": "date-time", "description": "a | b\nc"},
            "time with zone | a \\| b c |",
        ),
        ({"anyOf": [{"$ref": "#/x"}, {"type": "null"}]}, "object |  |"),
        ({"type": "object", "maxProperties": 50}, "object, at most 50 entries |  |"),
    ],
)
def test_a_field_is_one_row(field: dict[str, Any], row: str) -> None:
    assert table({"properties": {"one": field}}).splitlines()[2:] == [f"| `one` | {row}"]


def test_a_field_that_is_needed_says_so() -> None:
    body = {"properties": {"one": {"type": "string", "description": "Why."}}, "required": ["one"]}
    assert "| **Required.** Why. |" in table(body)


def test_a_table_of_a_changed_body_is_written_anew() -> None:
    old = "before\n<!-- fields: Body -->\nold\n<!-- end of fields -->\nafter"
    described: dict[str, Any] = {"components": {"schemas": {"Body": {"properties": {}}}}}
    assert "old" not in with_tables(old, described)
    with pytest.raises(KeyError):
        with_tables(old, {"components": {"schemas": {}}})
