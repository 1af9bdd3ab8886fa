"""Sentences that pure code writes and a page translates.

Plain Python without Django, clock or I/O.

Rules and parsers may not import Django, so `worded` returns the English sentence together with its
template and values. `base.translation.translated` puts the sentence into the reader's
language. A stored sentence is its template and values: `as_stored` and `from_stored`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


class Worded(str):
    """An English sentence with the template and the values that it was made of."""

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Worded:
        """Fill in the template. Values may be `Worded` themselves."""
        made = super().__new__(cls, template.format(**values) if values else template)
        made.template, made.values = template, dict(values)
        return made


def worded(template: str, /, **values: object) -> Worded:
    """Write a sentence. The catalogs collect the template from each call of this function."""
    return Worded(template, values)


def counted(number: int, noun: str, plural: str = "", *, form: str = "") -> str:
    """Return a number with its noun: *1 row*, *2 rows*; for texts that are not translated."""
    return f"{number:{form}} {noun if number == 1 else plural or noun + 's'}"


def either(texts: Iterable[str]) -> str:
    """Join alternatives: *a or b or c*."""
    first, *others = texts
    for text in others:
        first = worded("{first} or {second}", first=first, second=text)
    return first


def as_stored(text: str) -> list[Any]:
    """Return a sentence as JSON: [template, values], or [text] if it has no template."""
    if not isinstance(text, Worded):
        return [text]
    values = {
        name: as_stored(value) if isinstance(value, Worded) else value
        for name, value in text.values.items()
    }
    return [text.template, values]


def from_stored(stored: Sequence[Any]) -> str:
    """Return the sentence of `as_stored`. A text without values is returned as it is."""
    if len(stored) < 2:
        return str(stored[0])
    values = {
        name: from_stored(value) if isinstance(value, list) else value
        for name, value in stored[1].items()
    }
    return Worded(str(stored[0]), values)
