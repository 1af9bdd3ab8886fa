"""Model as plain JSON, and back.

Plain Python without Django, clock or I/O.

Reading checks each number, text and list. No part of the JSON is run, imported or called.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pullahead.scoring.bayes_stack import Model, Part
from pullahead.scoring.training_rows import FeatureColumn

KIND = "eb-stack-1"
MOST_FIELDS, MOST_TERMS, LONGEST = 200, 20_000, 1_000


class UnreadableModel(ValueError):
    """The stored parameters are not those of a model of a kind known here."""


def to_plain(model: Model) -> dict[str, Any]:
    """The model as what JSON can hold."""
    return {
        "kind": KIND,
        "base": model.base,
        "rows": model.rows,
        "slope": model.slope,
        "shift": model.shift,
        "fields": [
            {
                "name": part.field.name,
                "cuts": None if part.field.cuts is None else list(part.field.cuts),
                "mean": part.mean,
                "strength": part.strength,
                "weight": part.weight,
                "terms": dict(part.terms),
            }
            for part in model.parts
        ],
    }


def from_plain(data: object) -> Model:
    """The model that to_plain() wrote. Raises Unreadable for anything else."""
    whole = _mapping(data, {"kind", "base", "rows", "slope", "shift", "fields"})
    if whole["kind"] != KIND:
        raise UnreadableModel(
            f"The kind of this model, {str(whole['kind'])[:60]!r}, is not known here."
        )
    rows, fields = whole["rows"], whole["fields"]
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 0:
        raise UnreadableModel("The number of rows is no number.")
    if not isinstance(fields, list) or len(fields) > MOST_FIELDS:
        raise UnreadableModel("The fields are no list, or too many.")
    return Model(
        base=_number(whole["base"]),
        parts=tuple(_part(field) for field in fields),
        rows=rows,
        slope=_number(whole["slope"]),
        shift=_number(whole["shift"]),
    )


def _part(data: object) -> Part:
    part = _mapping(data, {"name", "cuts", "mean", "strength", "weight", "terms"})
    mean, strength, cuts = _number(part["mean"]), _number(part["strength"]), part["cuts"]
    if not (0 < mean < 1 and strength > 0):
        raise UnreadableModel("A prior has a mean between 0 and 1 and a strength above 0.")
    if cuts is not None:
        if not isinstance(cuts, list) or len(cuts) > MOST_TERMS:
            raise UnreadableModel("The cuts of a field are no list, or too many.")
        cuts = tuple(_number(cut) for cut in cuts)
        if list(cuts) != sorted(cuts):
            raise UnreadableModel("The cuts of a field are not in order.")
    terms = part["terms"]
    if not isinstance(terms, dict) or len(terms) > MOST_TERMS:
        raise UnreadableModel("The terms of a field are no table, or too many.")
    return Part(
        field=FeatureColumn(_text(part["name"]), cuts),
        mean=mean,
        strength=strength,
        weight=_number(part["weight"]),
        terms={_text(code): _number(term) for code, term in terms.items()},
    )


def _mapping(data: object, names: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict) or set(data) != names:
        raise UnreadableModel(f"A table with {', '.join(sorted(names))} was expected.")
    return data


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnreadableModel("A number was expected.")
    if abs(value) > 1e300 or not math.isfinite(value):
        raise UnreadableModel("A finite number was expected.")
    return float(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise UnreadableModel("A text of at most 1,000 characters was expected.")
    return value
