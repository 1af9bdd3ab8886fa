"""Read rows of several tables by one frequent statement, each row as one JSON array.

Django compiles a query anew each time, and PostgreSQL plans it anew. For a page of one lead, that
costs several times the search for its rows. The rows are frozen dataclasses: a column that was not
requested has no attribute, so no attribute causes a query.

Not for columns of floats: SQLite writes them with 15 digits into JSON.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models

from pullahead.base import clock
from pullahead.base.db import statements

Record = TypeVar("Record")
Row = TypeVar("Row", bound=models.Model)
Reader = Callable[[Any], Any]


class _Fields:
    """Columns of a table as a JSON array, and the values in such an array."""

    def __init__(self, found: Sequence[models.Field[Any, Any]]) -> None:
        self._sources = [_source(field) for field in found]
        self._readers = [_reader(field) for field in found]

    def of(self, alias: str, *more: str) -> str:
        """Return the array of the row that `alias` names, with `more` expressions behind it."""
        columns = (_plain(alias, column, kind) for column, kind in self._sources)
        return array([*columns, *more])

    def values(self, read: Sequence[Any]) -> list[Any]:
        """Return the values of an array in Python's types, without those of `more`."""
        return [
            value if reader is None or value is None else reader(value)
            for reader, value in zip(self._readers, read, strict=False)
        ]

    def is_missing(self, read: Sequence[Any]) -> bool:
        """Check whether an outer join found no row."""
        return all(value is None for value in read[: len(self._readers)])


class Columns(_Fields, Generic[Record]):
    """The columns of a table that a frozen dataclass names: `Columns(Source, SourceRecord)`.

    A keyword-only field is no column: it is another record, joined when a row is read.
    """

    def __init__(self, model: type[models.Model], record: type[Record]) -> None:
        """Raise LookupError for a name that is no column, TypeError for a column of floats."""
        asked = [f for f in dataclasses.fields(record) if not f.kw_only]  # type: ignore[arg-type]
        there = {field.attname: field for field in model._meta.concrete_fields}
        if unknown := {field.name for field in asked} - set(there):
            raise LookupError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
        super().__init__([there[field.name] for field in asked])
        self._record = record

    def read(self, values: Sequence[Any], **others: Any) -> Record | None:
        """Return the record with its joined fields; None where an outer join found none."""
        if self.is_missing(values):
            return None
        return self._record(*self.values(values), **others)

    def row(self, values: Sequence[Any], **others: Any) -> Record:
        """Return the record, where there must be one; raise ValueError."""
        found = self.read(values, **others)
        if found is None:
            raise ValueError(f"no {self._record.__name__} where there must be one")
        return found

    def rows(self, many: Iterable[Sequence[Any]]) -> list[Record]:
        """Return all records of a list."""
        return [self.row(values) for values in many]


class WholeRow(_Fields, Generic[Row]):
    """All columns of a table, for an instance of its model that no attribute completes later."""

    def __init__(self, model: type[Row]) -> None:
        """Raise TypeError for a column of floats."""
        fields = list(model._meta.concrete_fields)
        super().__init__(fields)
        self._model, self._names = model, [field.attname for field in fields]

    def row(self, read: Sequence[Any]) -> Row:
        """Return the instance, as a query returns it."""
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, self.values(read))


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
