"""Rows of several tables by one frequent statement: each row as one JSON array.

Django compiles a query anew each time, and PostgreSQL plans it anew. For a page of one lead, that
costs several times the search for its rows. A row read here equals a row of any query, except for
the columns that were not requested.

Not for columns of floats: SQLite writes them with 15 digits into JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.base import ModelState

from pullahead.base import clock
from pullahead.base.db import statements

Row = TypeVar("Row", bound=models.Model)
Reader = Callable[[Any], Any]


class Columns(Generic[Row]):
    """Some columns of a table, by the names of their fields: `Columns(Source, "id name")`."""

    def __init__(self, model: type[Row], names: str) -> None:
        """Raises LookupError for a name that is no column, TypeError for a column of floats."""
        asked = names.split()
        fields = [f for f in model._meta.concrete_fields if f.attname in asked]
        if unknown := set(asked) - {field.attname for field in fields}:
            raise LookupError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
        self._model, self._names = model, [field.attname for field in fields]
        self._sources = [_source(field) for field in fields]
        self._readers = [_reader(field) for field in fields]

    def of(self, alias: str, *more: str) -> str:
        """The array of the row that `alias` stands for, and of `more` expressions behind it."""
        columns = (_plain(alias, column, kind) for column, kind in self._sources)
        return array([*columns, *more])

    def read(self, values: Sequence[Any]) -> Row | None:
        """The row; None where an outer join found none. What came as `more` is left alone."""
        if all(value is None for value in values[: len(self._readers)]):
            return None
        found = [
            value if read is None or value is None else read(value)
            for read, value in zip(self._readers, values, strict=False)
        ]
        # as a row that was pickled comes back: from_db asks every field of the model, read or not
        row = self._model.__new__(self._model)
        row.__dict__.update(zip(self._names, found, strict=True))
        row._state = ModelState()
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        return row

    def row(self, values: Sequence[Any]) -> Row:
        """The row, where there must be one; raises ValueError."""
        found = self.read(values)
        if found is None:
            raise ValueError(f"no {self._model.__name__} where there must be one")
        return found

    def rows(self, many: Iterable[Sequence[Any]]) -> list[Row]:
        """All rows of a list."""
        return [self.row(values) for values in many]


def array(expressions: Iterable[str]) -> str:
    """One JSON array of these."""
    build = "json_build_array" if statements.postgres() else "json_array"
    return f"{build}({', '.join(expressions)})"


def many(expression: str, rows: str) -> str:
    """The JSON array of this expression for each of the `rows` (FROM …), in no order."""
    if statements.postgres():
        return f"(SELECT json_agg({expression}) {rows})"
    return f"json((SELECT json_group_array({expression}) {rows}))"


def document(column: str) -> str:
    """A JSON column as a part of an array; on SQLite it would be a text in it."""
    return column if statements.postgres() else f"json({column})"


def text(expression: str) -> str:
    """An array as the text that `json.loads` reads, whichever database it is."""
    return f"{expression}::text" if statements.postgres() else expression


def _source(field: models.Field[Any, Any]) -> tuple[str, type[models.Field[Any, Any]]]:
    """A field's column, and of what kind it is where it points to another table too."""
    meant: Any = field
    while isinstance(meant, models.ForeignKey):
        meant = meant.target_field
        if isinstance(meant, models.GeneratedField):
            meant = meant.output_field
    if isinstance(meant, models.FloatField):
        raise TypeError(f"{field.name}: a float loses digits in SQLite's JSON; read it by itself")
    return str(field.column), type(meant)


def _plain(alias: str, column: str, kind: type[models.Field[Any, Any]]) -> str:
    name = f'{alias}."{column}"'
    if issubclass(kind, models.DecimalField):
        return f"CAST({name} AS text)"
    return document(name) if issubclass(kind, models.JSONField) else name


def _reader(field: models.Field[Any, Any]) -> Reader | None:
    """Return the converter from JSON to the field's value; None if none is needed."""
    _, kind = _source(field)
    if issubclass(kind, models.DecimalField):
        places = Decimal(1).scaleb(-int(getattr(field, "decimal_places", 0)))
        return lambda value: Decimal(value).quantize(places)
    for known, reader in _READERS:
        if issubclass(kind, known):
            return reader
    return field.to_python


_READERS: tuple[tuple[type[models.Field[Any, Any]], Reader | None], ...] = (
    (models.DateTimeField, clock.moment),
    (models.UUIDField, UUID),
    (models.BooleanField, bool),
    (models.JSONField, None),
    (models.CharField, None),
    (models.TextField, None),
    (models.IntegerField, None),  # automatic keys too
)


def loads(text: str) -> Any:
    """An array that the database wrote."""
    return json.loads(text)
