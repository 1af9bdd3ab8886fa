"""Parser of request bodies: strict JSON, and no text that a database refuses."""

from __future__ import annotations

import json
from typing import Any, cast

from django.http import HttpRequest
from ninja.parser import Parser


class StrictParser(Parser):
    """Parser that refuses NaN, Infinity, repeated names, and lone surrogates."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's value; ValueError (or RecursionError) when it cannot be read."""
        text = request.body.decode("utf-8-sig")  # some systems write a mark first
        body = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
        if "\\u" in text:
            # a lone surrogate is written as an escape only, and cannot be written as UTF-8
            json.dumps(body, ensure_ascii=False).encode("utf-8")
        return cast(dict[str, Any], body)


def read_loosely(request: HttpRequest) -> object:
    """Return the value of a refused body, as far as it can be read; None where it cannot.

    A note that was cut within an emoji has a lone surrogate; a repeated name has its last value.
    """
    try:
        body: object = json.loads(request.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None
    return body


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(pairs)
    if len(body) < len(pairs):
        raise ValueError("a name was given twice")
    return body
