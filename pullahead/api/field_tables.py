"""Field tables of docs/api.md, generated from the OpenAPI description.

Run `python -m pullahead.api.field_tables` after a change of a body; `--check` only compares.
A table is between the lines `<!-- fields: BODY -->` and `<!-- end of fields -->`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

TABLE = re.compile(r"(<!-- fields: (\w+) -->\n)(.*?)(<!-- end of fields -->)", re.DOTALL)
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "array": "list",
}
FORMATS = {"date-time": "time with zone", "uuid": "id"}


def with_tables(document: str, described: Schema) -> str:
    """Return the document with new tables. Raise KeyError for an unknown body."""
    schemas = described["components"]["schemas"]
    return TABLE.sub(lambda found: found[1] + table(schemas[found[2]]) + found[4], document)


def table(body: Schema) -> str:
    """The fields of one body as a Markdown table."""
    rows = "".join(
        f"| `{name}` | {_type(field)} | {_meaning(field, name in body.get('required', ()))} |\n"
        for name, field in body["properties"].items()
    )
    return f"| field | type | meaning |\n|---|---|---|\n{rows}"


def bodies(described: Schema) -> dict[str, str]:
    """The names of all request bodies, each with its endpoint."""
    return {
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[
            2
        ]: f"{method.upper()} {path}"
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if "requestBody" in operation
    }


def _type(field: Schema) -> str:
    plain = _without_null(field)
    if "enum" in plain:
        return " or ".join(f"`{value}`" for value in plain["enum"])
    kind = FORMATS.get(str(plain.get("format"))) or TYPES.get(str(plain.get("type")), "object")
    limits = {"maxLength": "characters", "maxProperties": "entries", "maxItems": "entries"}
    most = {**plain, **field}
    said = [f"at most {most[key]:,} {unit}" for key, unit in limits.items() if key in most]
    return ", ".join([kind, *said])


def _meaning(field: Schema, required: bool) -> str:
    words = " ".join(str(field.get("description", "")).split()).replace("|", "\\|")
    return f"**Required.** {words}".strip() if required else words


def _without_null(field: Schema) -> Schema:
    """The part of a schema beside `null`."""
    for part in field.get("anyOf", ()):
        if part.get("type") != "null":
            return dict(part)
    return field


def main(arguments: list[str]) -> int:
    """Write the tables, or compare them; 1 where they differ from the document's."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pullahead.settings")
    import django

    django.setup()
    from pullahead.api.v1 import api
    from pullahead.config import ROOT

    path = ROOT / "docs" / "api.md"
    document = path.read_text(encoding="utf-8")
    current = with_tables(document, api.get_openapi_schema())
    if "--check" in arguments:
        return int(current != document)
    path.write_text(current, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
