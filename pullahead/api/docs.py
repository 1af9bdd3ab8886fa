"""The page at /api/v1/docs, made from the OpenAPI description: plain HTML, served by ourselves.

Not Swagger's page, though it lies in ninja's wheel: it ran under our CSP, but axe found 36
elements too pale to read on it, and it knows no dark theme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its name (with those above it), what it holds, and words about it."""

    name: str
    kind: str
    needed: bool
    words: str


@dataclass(frozen=True, slots=True)
class FieldShape:
    """What goes in or comes out: a title and its fields."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint, as the page shows it."""

    anchor: str
    method: str
    path: str
    summary: str
    words: tuple[str, ...]
    scope: str
    takes: tuple[FieldShape, ...]
    gives: tuple[FieldShape, ...]
    refuses: tuple[str, ...]


class LocalDocs(DocsBase):
    """The page of every endpoint, what it takes, gives and refuses."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page itself."""
        described = api.get_openapi_schema()
        context = {
            "title": api.title,
            "openapi": self.get_openapi_url(api, kwargs),
            "endpoints": tuple(endpoints(described)),
            "failure": _shape("", described["components"]["schemas"]["ErrorAnswer"], described),
        }
        return render(request, "api/docs.html", context)


def endpoints(described: Schema) -> Iterator[Endpoint]:
    """The endpoints of an OpenAPI description, in its order."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            answers = sorted(operation["responses"].items())
            yield Endpoint(
                anchor=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                words=tuple(_bare(operation.get("description", "")).split("\n\n")),
                scope=operation["x-scope"],
                takes=tuple(_taken(operation, described)),
                gives=tuple(
                    shape
                    for status, answer in answers
                    if int(status) < 400
                    for shape in _given(status, answer, described)
                ),
                refuses=tuple(
                    f"{status} {HTTPStatus(int(status)).phrase}"
                    for status, _ in answers
                    if int(status) >= 400
                ),
            )


def _taken(operation: Schema, described: Schema) -> Iterator[FieldShape]:
    for place, title in (("path", "In the address"), ("header", "In the header")):
        lines = tuple(
            _line(one["name"], one["schema"], one["required"], described)
            for one in operation["parameters"]
            if one["in"] == place
        )
        if lines:
            yield FieldShape(title, lines)
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        yield _shape("In the body", schema, described)


def _given(status: str, answer: Schema, described: Schema) -> Iterator[FieldShape]:
    schema = answer["content"]["application/json"]["schema"]
    for one in schema.get("anyOf", [schema]):
        named = _resolved(one.get("items", one), described)
        many = "a list, each " if "items" in one else ""
        words = _bare(str(named.get("description", ""))).rstrip(".")
        yield _shape(f"{status}: {many}{words[:1].lower()}{words[1:]}", named, described)


def _shape(title: str, schema: Schema, described: Schema) -> FieldShape:
    return FieldShape(title, tuple(_lines("", schema, described)))


def _lines(above: str, schema: Schema, described: Schema) -> Iterator[Line]:
    """Each field, and after it the fields that it holds."""
    schema = _resolved(schema, described)
    for name, one in schema.get("properties", {}).items():
        yield _line(above + name, one, name in schema.get("required", ()), described)
        inner = _resolved(_plain(one).get("items", _plain(one)), described)
        if "properties" in inner and inner.get("title") not in _answers(described):
            mark = "[]." if "items" in _plain(one) else "."
            yield from _lines(above + name + mark, inner, described)


def _answers(described: Schema) -> set[str]:
    """The shapes that some endpoint answers with: told once, there, and not wherever they nest."""
    return {
        str(one.get("$ref", "")).rpartition("/")[2]
        for methods in described["paths"].values()
        for operation in methods.values()
        for schema in [operation["responses"][200]["content"]["application/json"]["schema"]]
        for one in schema.get("anyOf", [schema])
    }


def _line(name: str, schema: Schema, needed: bool, described: Schema) -> Line:
    plain = _resolved(_plain(schema), described)
    words = [str(schema.get("description", ""))]
    if plain.get("title") in _answers(described):
        words = [str(plain["description"])]
    if "examples" in schema:
        words.append(f"Such as {schema['examples'][0]}.")
    if "enum" in plain:
        words.append("One of " + ", ".join(map(str, plain["enum"])) + ".")
    if "maxLength" in plain:
        words.append(f"At most {plain['maxLength']:,} characters.")
    return Line(name, _kind(plain), needed, _bare(" ".join(filter(None, words))))


def _bare(text: str) -> str:
    """Without Markdown's marks for code and emphasis, which the page does not set."""
    return text.replace("`", "").replace("*", "")


def _kind(plain: Schema) -> str:
    formats = {"uuid": "id", "date-time": "time"}
    kinds = {
        "string": formats.get(str(plain.get("format")), "text"),
        "array": "list",
        "integer": "whole number",
        "boolean": "true or false",
    }
    return kinds.get(str(plain.get("type")), str(plain.get("type", "")))


def _plain(schema: Schema) -> Schema:
    """The part of a schema that is not *or null*."""
    for one in schema.get("anyOf", ()):
        if one.get("type") != "null":
            return dict(one)
    return schema


def _resolved(schema: Schema, described: Schema) -> Schema:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return dict(described["components"]["schemas"][name]) if name else schema
